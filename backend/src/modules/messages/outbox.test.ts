import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import pg from 'pg';
import PostalMime from 'postal-mime';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod/mini';
import { browser, dataOf, outcome, signedIn, type Browser } from '../../../test/browser.ts';
import { testApp, type TestApp } from '../../../test/harness.ts';
import { createStaff, type Staff } from '../../../test/staff.ts';
import { tomorrow } from '../../../test/shop.ts';
import { emit } from '../../events.ts';
import { inTransaction } from '../../lib/context.ts';
import { booking } from '../bookings/bookings.contract.ts';
import { inboxMessage } from '../inbox/inbox.contract.ts';
import { notification } from '../inbox/notifications.contract.ts';
import { startWorker, type Worker } from '../jobs/worker.ts';
import { inboxFolder } from './mailer.inbox.ts';
import { findDueMessages } from './messages.jobs.ts';
import { message, messagePreview, type MessageView } from './outbox.contract.ts';

let t: TestApp;
let staff: Staff;
let worker: Worker;
let direct: pg.Pool;
let day = 0;

beforeAll(async () => {
  t = await testApp();
  staff = await createStaff(t, { providers: 2 });
  direct = new pg.Pool({ connectionString: t.env.DATABASE_DIRECT_URL, max: 2 });
  worker = await startWorker(t.deps);
});
afterAll(async () => {
  await worker.stop();
  await direct.end();
  await t.close();
});

const book = async (who: Browser, body: object = {}, start = tomorrow('10:00', (day += 1))) =>
  dataOf(
    booking,
    await who.send('POST', '/bookings', { items: [{ serviceId: staff.shop.services.cut }], start, ...body }),
  );
const listed = async (query: string, who: Browser = staff.owner) =>
  dataOf(z.array(message), await who.send('GET', `/messages?${query}`));
const messagesOf = (bookingId: string) => listed(`bookingId=${bookingId}`);
/** Waits until something has been written, and nothing is due any more. */
async function settled(bookingId: string, which: string): Promise<MessageView[]> {
  const found = async () => (await messagesOf(bookingId)).filter((one) => one.which === which);
  await expect
    .poll(async () => (await found()).map(({ state }) => state), { timeout: 5_000, interval: 50 })
    .toSatisfy((states: string[]) => states.length > 0 && !states.includes('queued'));
  return found();
}
const mailOf = async (id: string) =>
  PostalMime.parse(await readFile(join(inboxFolder(t.env.DATA_DIR), `${id}.eml`)));
const byChannel = (rows: MessageView[], channel: string) => rows.filter((row) => row.channel === channel);

describe('a guest who lost the mail', () => {
  const ask = (email: string, tenant = t.a) => browser(t, tenant).send('POST', '/booking-links', { email });
  const mails = async (bookingId: string) =>
    byChannel(await messagesOf(bookingId), 'email').filter(({ which }) => which === 'confirmed');

  it('gets it again, with the link; whoever asks is told the same whether there is one or not', async () => {
    const email = 'lost@example.com';
    const made = await book(browser(t, t.a), { customer: { name: 'Ana Paz', email } });
    await settled(made.id, 'confirmed');
    const answers = [await ask('LOST@example.com'), await ask('nobody@example.com'), await ask(email, t.b)];
    expect(
      answers.map(({ statusCode, body }) => [statusCode, Object.keys(JSON.parse(body) as object)]),
    ).toEqual(Array.from({ length: 3 }, () => [202, ['data', 'meta', 'errors']]));
    const [sent] = await settled(made.id, 'confirmed');
    expect((await mails(made.id)).map(({ recipient }) => recipient)).toEqual([email, email]);
    expect((await mailOf(sent?.id ?? '')).text).toMatch(new RegExp(`/bookings/${made.id}\\?token=`));
    // Not for ever: three in an hour.
    for (let more = 0; more < 4; more += 1) expect(outcome(await ask(email))).toEqual([202]);
    await settled(made.id, 'confirmed');
    expect((await mails(made.id)).length).toBeLessThanOrEqual(4);
  });

  it('gets nothing about what is called off', async () => {
    const email = 'gone@example.com';
    const made = await book(browser(t, t.a), { customer: { name: 'Ana Paz', email } });
    await settled(made.id, 'confirmed');
    await staff.owner.send('POST', `/bookings/${made.id}/cancellation`, {});
    await settled(made.id, 'cancelled');
    const before = (await mails(made.id)).length;
    await ask(email);
    expect(await mails(made.id)).toHaveLength(before);
  });
});

describe('a booking', () => {
  it('is told by mail with its event, and in the inbox of the account', async () => {
    const ana = await signedIn(t, t.a, 'ana@example.com');
    const made = await book(ana);
    const rows = await settled(made.id, 'confirmed');
    expect(rows.map(({ channel, state }) => [channel, state]).toSorted()).toEqual([
      ['email', 'sent'],
      ['inbox', 'sent'],
    ]);
    const [sent] = byChannel(rows, 'email');
    const mail = await mailOf(sent?.id ?? '');
    expect(mail.to).toEqual([{ address: 'ana@example.com', name: '' }]);
    expect(mail.messageId).toBe(`<${sent?.id}@turnero.localhost>`);
    expect(mail.subject).toBe('Your appointment at shop is confirmed');
    expect(mail.text).toContain(made.code);
    const header = (key: string) => mail.headers.find((one) => one.key === key)?.value;
    expect(header('list-unsubscribe-post')).toBe('List-Unsubscribe=One-Click');
    expect(header('list-unsubscribe')).toMatch(
      /^<http:\/\/a\.localhost:3000\/api\/v1\/unsubscribe\/[\w.-]+>$/,
    );
    const ics = mail.attachments.find(({ filename }) => filename === 'booking.ics');
    const event = new TextDecoder().decode(ics?.content as ArrayBuffer);
    expect(event).toContain('METHOD:REQUEST');
    expect(event).toContain(`UID:${made.id}@turnero.localhost`);
    const shown = await t.app.inject({ url: `/api/v1/inbox/${sent?.id}`, headers: { host: 'localhost' } });
    expect(
      dataOf(inboxMessage, shown).attachments.map(({ name, text }) => [name, text.slice(0, 15)]),
    ).toEqual([['booking.ics', 'BEGIN:VCALENDAR']]);
    const inbox = dataOf(z.array(notification), await ana.send('GET', '/me/notifications'));
    expect(inbox).toMatchObject([
      { title: mail.subject, bookingId: made.id, readAt: null, path: `/bookings/${made.id}` },
    ]);
    expect(mail.text).toContain(`http://a.localhost:3000/bookings/${made.id}`);
    expect(mail.text).not.toContain('token=');
  });

  it('of a guest leads to it by a link of their own, which shows that the address is theirs', async () => {
    const guest = browser(t, t.a);
    const made = await book(guest, { customer: { name: 'Caro', email: 'caro@example.com' } });
    const [sent] = byChannel(await settled(made.id, 'confirmed'), 'email');
    const mail = await mailOf(sent?.id ?? '');
    const [, token = ''] = new RegExp(`/bookings/${made.id}\\?token=([\\w.-]+)`).exec(mail.text ?? '') ?? [];
    expect(token).not.toBe('');
    const event = mail.attachments.find(({ filename }) => filename === 'booking.ics');
    expect(new TextDecoder().decode(event?.content as ArrayBuffer)).not.toContain('token=');
    const headers = { 'x-booking-token': token };
    const verified = await browser(t, t.a).send('POST', `/bookings/${made.id}/verification`, {}, headers);
    expect(dataOf(booking, verified).verifiedAt).not.toBeNull();
    // Staff, who may look at the message, cannot show it.
    const preview = await staff.reception.send('GET', `/messages/${sent?.id}/preview`);
    expect(outcome(preview)).toEqual([200]);
    expect(preview.body).toContain(`/bookings/${made.id}`);
    expect(preview.body).not.toContain('token=');
  });

  it('that is cancelled ends in the calendar, under the same UID and a higher number', async () => {
    const guest = browser(t, t.a);
    const customer = { name: 'Beto', email: 'beto@example.com' };
    const { id, token = '' } = await book(guest, { customer });
    await settled(id, 'confirmed');
    await guest.send('POST', `/bookings/${id}/cancellation`, {}, { 'x-booking-token': token });
    const [sent] = await settled(id, 'cancelled');
    const ics = (await mailOf(sent?.id ?? '')).attachments.find(({ filename }) => filename === 'booking.ics');
    const event = new TextDecoder().decode(ics?.content as ArrayBuffer);
    expect(event).toContain('METHOD:CANCEL');
    expect(event).toContain('SEQUENCE:1');
    expect(event).toContain(`UID:${id}@`);
    // Guests have no inbox; what was still to come does not come any more.
    expect((await messagesOf(id)).filter(({ state }) => state === 'queued')).toEqual([]);
  });
});

/** As the history says it. */
const happened = async (bookingId: string, kind: string, to = 'confirmed') => {
  await inTransaction(t.a.ctx, async (ctx) => {
    await ctx.db.$executeRaw`
      INSERT INTO booking_events (tenant_id, booking_id, from_state, to_state, kind)
      VALUES (${ctx.tenant.id}::uuid, ${bookingId}::uuid, 'confirmed', ${to}::booking_state, ${kind})`;
    await emit(ctx, 'messages.wanted', { bookingId });
  });
};
const moveTo = (id: string, start: string) =>
  inTransaction(t.a.ctx, ({ db }) =>
    db.booking.update({
      where: { tenantId_id: { tenantId: t.a.id, id } },
      data: { startsAt: new Date(start), endsAt: new Date(Date.parse(start) + 1_800_000) },
      select: { id: true },
    }),
  );
const setMessages = (messages: object[]) =>
  inTransaction(t.a.ctx, async ({ db, tenant }) => {
    const of = { tenantId: tenant.id, businessId: staff.shop.businessId, locationId: null, serviceId: null };
    const { id, value } = await db.setting.findFirstOrThrow({ where: of, select: { id: true, value: true } });
    await db.setting.update({
      where: { tenantId_id: { tenantId: tenant.id, id } },
      data: { value: { ...(value as object), messages } },
    });
  });

describe('reminders', () => {
  const DAY_BEFORE = { key: 'day', which: 'reminder', minutesBefore: 1440, channels: ['email'] };
  const customer = { name: 'Caro', email: 'caro@example.com' };
  const dueOf = async (id: string) =>
    (await messagesOf(id))
      .filter(({ which }) => which === 'reminder')
      .map(({ state, dueAt, reason }) => [state, dueAt, reason]);

  beforeAll(() => setMessages([DAY_BEFORE]));
  afterAll(() => setMessages([]));

  it('go with the booking when it is moved, and end with it', async () => {
    const { id, token = '' } = await book(browser(t, t.a), { customer }, tomorrow('12:00', 20));
    const at = (days: number) => tomorrow('12:00', days).replace('Z', '.000Z');
    await expect.poll(() => dueOf(id), { timeout: 5_000 }).toEqual([['queued', at(19), null]]);
    await moveTo(id, tomorrow('12:00', 25));
    await happened(id, 'rescheduled');
    await expect
      .poll(() => dueOf(id), { timeout: 5_000 })
      .toEqual([
        ['queued', at(24), null],
        ['dropped', at(19), 'the booking was moved'],
      ]);
    await browser(t, t.a).send('POST', `/bookings/${id}/cancellation`, {}, { 'x-booking-token': token });
    await expect
      .poll(async () => (await dueOf(id)).map(([state]) => state), { timeout: 5_000 })
      .toEqual(['dropped', 'dropped']);
  });

  it('are found by the minute, sent once, and not to whoever wants none', async () => {
    const [one, two] = [
      await book(
        browser(t, t.a),
        { customer: { ...customer, email: 'dora@example.com' } },
        tomorrow('13:00', 20),
      ),
      await book(
        browser(t, t.a),
        { customer: { ...customer, email: 'emma@example.com' } },
        tomorrow('14:00', 20),
      ),
    ];
    for (const { id } of [one, two]) await expect.poll(() => dueOf(id), { timeout: 5_000 }).toHaveLength(1);
    await inTransaction(t.a.ctx, ({ db, tenant }) =>
      db.messageOptout.create({
        data: { tenantId: tenant.id, channel: 'email', recipient: 'EMMA@example.com' },
      }),
    );
    await inTransaction(t.a.ctx, ({ db }) =>
      db.message.updateMany({
        where: { which: 'reminder', state: 'queued' },
        data: { dueAt: new Date(Date.now() - 10_000) },
      }),
    );
    await findDueMessages.run(direct);
    await findDueMessages.run(direct);
    const next = await direct.query<{ soon: boolean }>(
      `SELECT run_at <= now() + interval '20 seconds' AS soon FROM graphile_worker.jobs WHERE key = 'messages.find'`,
    );
    expect(next.rows).toEqual([{ soon: true }]);
    const [sent] = await settled(one.id, 'reminder');
    expect(sent).toMatchObject({ state: 'sent', recipient: 'dora@example.com' });
    expect(sent?.attempts).toHaveLength(1);
    expect(await settled(two.id, 'reminder')).toMatchObject([
      { state: 'dropped', reason: 'not wanted by any of its channels', attempts: [] },
    ]);
  });

  it('shows the worker which messages are due, and nothing else of any', async () => {
    await book(browser(t, t.a), { customer }, tomorrow('15:00', 20));
    expect((await direct.query('SELECT id FROM messages')).rows).toEqual([]);
    await expect(direct.query('SELECT recipient FROM messages')).rejects.toMatchObject({ code: '42501' });
  });
});

describe('a mail that ends reminders', () => {
  const urlIn = async (id: string) => {
    const { headers } = await mailOf(id);
    const link = headers.find(({ key }) => key === 'list-unsubscribe')?.value ?? '';
    return new URL(link.slice(1, -1)).pathname;
  };
  const post = (url: string, type: string, payload: string, host = t.a.host) =>
    t.app.inject({ method: 'POST', url, headers: { host, 'content-type': type }, payload });
  const optouts = (recipient: string) =>
    inTransaction(t.a.ctx, ({ db }) => db.messageOptout.count({ where: { recipient } }));
  const ONE_CLICK = ['application/x-www-form-urlencoded', 'List-Unsubscribe=One-Click'] as const;

  it('shows a page, and does it when that is asked for; without an account, as mail programs do', async () => {
    await setMessages([{ key: 'confirmed', which: 'confirmed', channels: ['email'] }]);
    const { id } = await book(browser(t, t.a), { customer: { name: 'Fede', email: 'fede@example.com' } });
    const [sent] = await settled(id, 'confirmed');
    const url = await urlIn(sent?.id ?? '');
    const page = await t.app.inject({ url, headers: { host: t.a.host } });
    expect(page.headers['content-type']).toBe('text/html; charset=utf-8');
    expect(page.body).toContain('fede@example.com');
    expect(page.body).toContain('<form method="post">');
    expect(await optouts('fede@example.com')).toBe(0);
    expect((await post(url, ...ONE_CLICK)).statusCode).toBe(200);
    expect((await post(url, ...ONE_CLICK)).statusCode).toBe(200);
    expect(await optouts('fede@example.com')).toBe(1);
    // What belongs to the booking still comes.
    const again = await book(browser(t, t.a), { customer: { name: 'Fede', email: 'fede@example.com' } });
    expect(await settled(again.id, 'confirmed')).toMatchObject([{ state: 'sent', channel: 'email' }]);
  });

  it('is nobody else’s: a changed link, or another tenant, is nothing', async () => {
    const { id } = await book(browser(t, t.a), { customer: { name: 'Gabi', email: 'gabi@example.com' } });
    const [sent] = await settled(id, 'confirmed');
    const url = await urlIn(sent?.id ?? '');
    const forged = `${url.slice(0, -3)}AAA`;
    expect((await post(forged, ...ONE_CLICK)).statusCode).toBe(404);
    expect((await post(url, ...ONE_CLICK, t.b.host)).statusCode).toBe(404);
    expect(await optouts('gabi@example.com')).toBe(0);
  });
});

describe('staff', () => {
  it('sees the messages of the bookings it serves, and of no others', async () => {
    await setMessages([{ key: 'confirmed', which: 'confirmed', channels: ['email', 'inbox'] }]);
    const { id } = await book(browser(t, t.a), { customer: { name: 'Hugo', email: 'hugo@example.com' } });
    await settled(id, 'confirmed');
    for (const who of [staff.admin, staff.owner, staff.reception, staff.branch])
      expect(await listed(`bookingId=${id}`, who)).toHaveLength(1);
    for (const who of [staff.neighbour, staff.foreigner])
      expect(await listed(`bookingId=${id}`, who)).toEqual([]);
    for (const who of [staff.customer, staff.provider])
      expect(outcome(await who.send('GET', '/messages'))).toEqual([403, 'FORBIDDEN']);
    expect(outcome(await browser(t, t.a).send('GET', '/messages'))).toEqual([401, 'UNAUTHENTICATED']);
    expect((await listed('state=sent&limit=3')).every(({ state }) => state === 'sent')).toBe(true);
  });

  it('sends one again, as a message of its own', async () => {
    const { id } = await book(browser(t, t.a), { customer: { name: 'Inés', email: 'ines@example.com' } });
    const [first] = await settled(id, 'confirmed');
    const key = { 'idempotency-key': 'again-1' };
    const path = `/messages/${first?.id}/resend`;
    const made = dataOf(message, await staff.reception.send('POST', path, {}, key));
    const repeated = dataOf(message, await staff.reception.send('POST', path, {}, key));
    expect(repeated.id).toBe(made.id);
    expect(made.id).not.toBe(first?.id);
    const rows = await settled(id, 'confirmed');
    expect(rows.map(({ state }) => state)).toEqual(['sent', 'sent']);
    expect((await mailOf(made.id)).messageId).toBe(`<${made.id}@turnero.localhost>`);
    for (const who of [staff.neighbour, staff.foreigner])
      expect(outcome(await who.send('POST', path, {}))).toEqual([404, 'NOT_FOUND']);
    expect(outcome(await staff.customer.send('POST', path, {}))).toEqual([403, 'FORBIDDEN']);
  });

  it('does not send again what is queued, or what nobody would get', async () => {
    await setMessages([{ key: 'day', which: 'reminder', minutesBefore: 1440, channels: ['email'] }]);
    const { id } = await book(
      browser(t, t.a),
      { customer: { name: 'Juan', email: 'juan@example.com' } },
      tomorrow('16:00', 20),
    );
    await expect.poll(() => messagesOf(id), { timeout: 5_000 }).toHaveLength(1);
    const [queued] = await messagesOf(id);
    expect(outcome(await staff.owner.send('POST', `/messages/${queued?.id}/resend`, {}))).toEqual([
      409,
      'MESSAGE_QUEUED',
    ]);
    const nameless = await book(browser(t, t.a), { customer: { name: 'Kim' } }, tomorrow('17:00', 20));
    await expect.poll(() => messagesOf(nameless.id), { timeout: 5_000 }).toHaveLength(1);
    const [none] = await messagesOf(nameless.id);
    expect(none).toMatchObject({
      state: 'dropped',
      reason: 'no address for any of its channels',
      recipient: '',
    });
    expect(outcome(await staff.owner.send('POST', `/messages/${none?.id}/resend`, {}))).toEqual([
      422,
      'MESSAGE_UNREACHABLE',
    ]);
  });

  it('reads a message in another language and for another channel, before anybody does', async () => {
    const { id } = await book(
      browser(t, t.a),
      { customer: { name: 'Lía', email: 'lia@example.com' } },
      tomorrow('18:00', 20),
    );
    await expect.poll(() => messagesOf(id), { timeout: 5_000 }).toHaveLength(1);
    const [row] = await messagesOf(id);
    const shown = async (who: Browser, query: string) =>
      dataOf(messagePreview, await who.send('GET', `/messages/${row?.id}/preview?${query}`));
    const mail = await shown(staff.owner, 'locale=en&channel=email');
    expect(mail).toMatchObject({ locale: 'en', subject: 'Reminder: your appointment at shop' });
    expect(mail.html).toContain('Lía');
    const phone = await shown(staff.owner, 'locale=es-AR&channel=whatsapp');
    expect(phone.template).toMatchObject({ name: 'barbershop_reminder', language: 'es_AR' });
    expect(phone.template?.text).toBe(
      '📅 Recordatorio: tu turno en {{1}}.\nVer tu turno: {{2}}\nTe recordamos tu turno: {{3}}, {{4}}.',
    );
    expect(outcome(await staff.neighbour.send('GET', `/messages/${row?.id}/preview`))).toEqual([
      404,
      'NOT_FOUND',
    ]);
    const sample = await staff.owner.send('GET', '/message-previews?which=changed&locale=en');
    expect(dataOf(messagePreview, sample)).toMatchObject({ channel: 'email', locale: 'en' });
  });
});
