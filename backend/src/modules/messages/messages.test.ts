import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import PostalMime from 'postal-mime';
import { SMTPServer } from 'smtp-server';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { messageOf } from './mailer.message.ts';
import { MailRefused, openMailer, type Mail } from './mailer.ts';
import { inboxFolder, inboxIds } from './mailer.inbox.ts';
import { mailLocales, mailRequest, type MailRequest } from './messages.contract.ts';
import { greetable, nearestLocale, renderMail } from './messages.render.ts';

const MAIL_FROM = 'Turnero <no-reply@turnero.test>';
const brand = {
  tenant: 'Barbería Fade',
  accent: '#7a1f3d',
  onAccent: '#ffffff',
  timeZone: 'America/Argentina/Buenos_Aires',
};
const url = 'http://fade.localhost:3000/page?token=abc&x=1';
const person = { to: 'ana@example.com', locale: 'es-AR' };

const requests: MailRequest[] = [
  { ...person, template: 'verify-email', params: { name: 'Ana', url, expiresInHours: 24 } },
  { ...person, template: 'already-registered', params: { name: 'Ana', url, resetUrl: `${url}&reset=1` } },
  { ...person, template: 'reset-password', params: { name: 'Ana', url, expiresInHours: 1 } },
  { ...person, template: 'password-changed', params: { name: 'Ana', url } },
  { ...person, template: 'change-email', params: { name: 'Ana', url, expiresInHours: 24 } },
  { ...person, template: 'email-changed', params: { name: 'Ana', newEmail: 'ana@new.example', url } },
  {
    ...person,
    template: 'new-sign-in',
    params: { name: 'Ana', device: 'Firefox, Linux', ip: '203.0.113.7', at: '2026-11-21T02:30:00Z', url },
  },
  { ...person, template: 'sign-in-link', params: { name: 'Ana', url, expiresInHours: 0.25 } },
  {
    ...person,
    template: 'application-waiting',
    params: { name: 'Ana', business: 'Sol', applicant: 'Eva', url },
  },
  { ...person, template: 'application-approved', params: { name: 'Ana', business: 'Sol', url } },
  { ...person, template: 'application-refused', params: { name: 'Ana', business: 'Sol', reason: 'No', url } },
  { ...person, template: 'invitation', params: { name: '', invitedBy: 'Eva', place: 'Sol', url, days: 7 } },
];

function mailOf(change: Partial<Mail> = {}): Mail {
  return {
    id: '0199d1e0-0000-7000-8000-000000000001',
    to: 'ana@example.com',
    fromName: 'Barbería Fade',
    subject: 'Confirmá tu correo',
    html: '<p>hola</p>',
    text: 'hola',
    ...change,
  };
}

describe('templates', () => {
  test.each(mailLocales.flatMap((locale) => requests.map((request) => ({ ...request, locale }))))(
    '$template in $locale says who, what and where',
    (request) => {
      const { subject, html, text } = renderMail(mailRequest.parse(request), brand);
      expect(subject).toContain('Barbería Fade');
      expect(text).toContain(url);
      expect(html).toContain(url.replaceAll('&', '&amp;'));
      expect(html).toContain(`lang="${request.locale}"`);
      expect(html).toContain('#7a1f3d');
      for (const part of [subject, html, text]) expect(part).not.toMatch(/undefined|null|\[object|NaN/);
    },
  );

  test('speaks the reader’s language, with times in the zone of the tenant', () => {
    const texts = mailLocales.map((locale) => {
      const [, , reset, , , , signIn, link] = requests.map((request) =>
        renderMail({ ...request, locale }, brand),
      );
      return `${reset?.text} ${signIn?.text} ${link?.text}`;
    });
    expect(texts[0]).toMatch(
      /Con este botón elegís.*vence en 1 hora\b.*20 de noviembre de 2026.*vence en 15 minutos/s,
    );
    expect(texts[1]).toMatch(/good for 1 hour\b.*November 20, 2026.*good for 15 minutes/s);
    expect(texts[2]).toMatch(/vale por 1 hora\b.*20 de novembro de 2026.*vale por 15 minutos/s);
  });

  test('everything from outside is escaped', () => {
    const evil = `<script>alert("x")</script>&'`;
    const { html } = renderMail(
      {
        ...person,
        template: 'new-sign-in',
        params: {
          name: evil,
          device: evil,
          ip: evil,
          at: '2026-11-21T00:00:00Z',
          url: 'https://a.test/"><b>',
        },
      },
      { ...brand, tenant: evil },
    );
    expect(html).not.toContain('<script');
    expect(html).not.toContain('"><b>');
    expect(html).toContain('&lt;script&gt;');
  });

  test.each(['Win at http://evil.test', 'evil.test', 'WWW evil', 'a@b.test', '', 'x'.repeat(61), '<b>'])(
    'a name like %j does not greet: strangers choose it',
    (name) => expect(greetable(name)).toBeNull(),
  );
  test.each(['Ana', "Conan O'Brien", 'J. P. Núñez', '李小龙'])('%s greets', (name) =>
    expect(greetable(name)).toBe(name),
  );

  test.each([
    ['es-MX', 'es-AR'],
    ['pt', 'pt-BR'],
    ['en-GB', 'en'],
    ['fr', 'en'],
    ['', 'en'],
  ])('%s reads %s', (wanted, locale) => {
    expect(nearestLocale(wanted)).toBe(locale);
  });
});

describe('the built-in inbox', () => {
  let dataDir: string;
  beforeEach(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'turnero mail '));
  });
  afterEach(() => rm(dataDir, { recursive: true, force: true }));

  const open = () => openMailer({ MAIL_URL: 'inbox:', MAIL_FROM, DATA_DIR: dataDir });
  const read = async (id: string) =>
    PostalMime.parse(await readFile(join(inboxFolder(dataDir), `${id}.eml`)));

  test('keeps a whole message, and a repeated one once', async () => {
    const mailer = open();
    await mailer.send(mailOf());
    await mailer.send(mailOf());
    expect(await readdir(inboxFolder(dataDir))).toHaveLength(1);
    const mail = await read(mailOf().id);
    expect(mail).toMatchObject({
      from: { name: 'Barbería Fade', address: 'no-reply@turnero.test' },
      to: [{ address: 'ana@example.com' }],
      subject: 'Confirmá tu correo',
      messageId: '<0199d1e0-0000-7000-8000-000000000001@turnero.test>',
    });
    expect(mail.html).toContain('<p>hola</p>');
    expect(mail.text).toContain('hola');
  });

  test.each([
    { subject: 'Hola\r\nBcc: evil@example.com\r\n\r\nbody' },
    { fromName: 'Fade\r\nBcc: evil@example.com' },
    { fromName: 'Fade" <evil@example.com>, "x' },
    { to: 'ana@example.com\r\nBcc: evil@example.com' },
    { to: 'ana@example.com, evil@example.com' },
  ])('$subject$fromName$to adds no header and no recipient', async (change) => {
    await open()
      .send(mailOf(change))
      .catch(() => undefined);
    const [id] = await inboxIds(dataDir);
    if (id === undefined) return;
    const { headers, to, from, bcc } = await read(id);
    expect(bcc ?? []).toEqual([]);
    expect(headers.filter(({ key }) => key === 'bcc')).toEqual([]);
    expect(from?.address).toBe('no-reply@turnero.test');
    expect(to?.map(({ address }) => address)).not.toContain('evil@example.com');
  });

  test('keeps the newest 500', async () => {
    const mailer = open();
    const idOf = (n: number) => `0199d1e0-0000-7000-8000-${String(n).padStart(12, '0')}`;
    for (let n = 0; n < 505; n += 1) await mailer.send(mailOf({ id: idOf(n) }));
    const ids = await inboxIds(dataDir);
    expect(ids).toHaveLength(500);
    expect([ids[0], ids.at(-1)]).toEqual([idOf(504), idOf(5)]);
  });
});

test('no line breaks reach the headers, whoever composes them', () => {
  const text = 'a\r\nBcc: evil@example.com\u0000';
  const { from, to, subject } = messageOf(mailOf({ subject: text, fromName: text, to: text }), MAIL_FROM);
  for (const value of [from.name, to.address, subject]) expect(value).toBe('a Bcc: evil@example.com');
});

describe('SMTP', () => {
  let server: SMTPServer;
  let received: string[];
  beforeEach(async () => {
    received = [];
    server = new SMTPServer({
      authOptional: true,
      disabledCommands: ['STARTTLS'],
      onRcptTo({ address }, _session, done) {
        const [responseCode, message] = address.startsWith('gone')
          ? [550, 'no such user']
          : [450, 'try later'];
        if (address.startsWith('ana')) done();
        else done(Object.assign(new Error(message), { responseCode }));
      },
      onData(stream, _session, done) {
        let text = '';
        stream.on('data', (chunk: Buffer) => (text += chunk.toString()));
        stream.on('end', () => {
          received.push(text);
          done();
        });
      },
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  });
  afterEach(() => new Promise<void>((resolve) => server.close(resolve)));

  const open = () => {
    const { port } = server.server.address() as AddressInfo;
    return openMailer({ MAIL_URL: `smtp://127.0.0.1:${port}`, MAIL_FROM, DATA_DIR: '' });
  };

  test('hands the message over', async () => {
    await open().send(mailOf());
    expect(received[0]).toContain('Message-ID: <0199d1e0-0000-7000-8000-000000000001@turnero.test>');
  });

  test('tells a refusal for good from one for now', async () => {
    await expect(open().send(mailOf({ to: 'gone@example.com' }))).rejects.toThrow(MailRefused);
    const later = open().send(mailOf({ to: 'later@example.com' }));
    await expect(later).rejects.toThrow(/try later/);
    await expect(later).rejects.not.toThrow(MailRefused);
  });
});
