import { describe, expect, it, test } from 'vitest';
import { loadVerticals } from '../verticals/verticals.service.ts';
import { MESSAGE_KINDS } from '../verticals/verticals.messages.ts';
import type { MailLocale } from './messages.contract.ts';
import { bookingTexts, localeFor, writeNotice } from './messages.notice.ts';
import { sampleFacts } from './messages.sample.ts';
import { filled } from './channels.whatsapp.ts';

const verticals = await loadVerticals();
const now = new Date('2026-11-21T12:00:00Z');
const env = { PUBLIC_URL: 'http://localhost:3000', MAIL_FROM: 'Turnero <no-reply@turnero.test>' };
const tenantOf = (vertical: string) => ({ id: 't', slug: 'demo', name: 'Demo & Co', vertical });

const all = [...verticals.values()].flatMap((vertical) =>
  vertical.locale.supported.flatMap((locale: MailLocale) =>
    MESSAGE_KINDS.map((which) => ({ name: vertical.vertical, vertical, locale, which })),
  ),
);

test('there are twelve verticals, each with all of its languages', () => {
  expect(verticals.size).toBe(12);
  expect(all.length).toBeGreaterThanOrEqual(12 * 2 * MESSAGE_KINDS.length);
});

test.each(all)('$name tells $which in $locale, by every channel', ({ vertical, locale, which }) => {
  const facts = sampleFacts(vertical, which, now);
  const tenant = tenantOf(vertical.vertical);
  const notice = writeNotice(
    { env, tenant, vertical, facts, which, locale },
    {
      unsubscribeUrl: 'http://demo.localhost:3000/u/1',
      bookingUrl: 'http://demo.localhost:3000/bookings/1?token=x',
    },
  );
  const { mail, whatsapp, subject, line } = notice;
  for (const part of [subject, line, mail.text, mail.html, filled(whatsapp)]) {
    expect(part).not.toMatch(/undefined|\bnull\b|\[object|NaN|\{\{/);
    expect(part.trim()).not.toBe('');
  }
  // Nothing is missing between words.
  for (const part of [subject, line]) expect(part).not.toMatch(/ [,.:;]| {2}|[,:] *[,.]/);
  expect(subject.length).toBeLessThanOrEqual(120);
  const word = vertical.terminology[locale]?.booking.one ?? '?';
  expect(`${subject} ${line}`.toLowerCase() + (which === 'waitlistOffer' ? word : '')).toContain(word);
  expect(subject + line).toContain(facts.businessName);
  expect(mail.text).toContain(facts.code);
  expect(mail.html).toContain('Demo &amp; Co');
  expect(mail.html).toContain('prefers-color-scheme: dark');
  expect(mail.html).not.toMatch(/https?:\/\/(?!demo\.localhost|www\.w3\.org)[a-z]/);
  expect(whatsapp.text.match(/\{\{\d\}\}/g)?.length).toBeGreaterThanOrEqual(whatsapp.parameters.length);
  expect(whatsapp.parameters.every((value) => value !== '' && !/[\n\t]|\s{4}/.test(value))).toBe(true);
  expect(whatsapp.text).not.toMatch(/^\{\{|\}\}$/);
  expect(mail.ics === undefined).toBe(!['confirmed', 'changed', 'cancelled'].includes(which));
});

describe('what people wrote', () => {
  const vertical = verticals.get('barbershop') ?? expect.fail();
  const EVIL = '<script>alert(1)</script>\r\nBcc: evil@example.com\u2028END:VCALENDAR';
  const sample = sampleFacts(vertical, 'confirmed', now);
  const facts = {
    ...sample,
    businessName: EVIL,
    customer: { id: 'c', name: EVIL, email: 'ana@example.com', phone: null },
    items: sample.items.map((item) => ({
      ...item,
      serviceName: { en: EVIL },
      providers: [{ id: 'p', name: EVIL }],
    })),
  };
  const { mail, whatsapp } = writeNotice({
    ...{
      env,
      tenant: { ...tenantOf('barbershop'), name: EVIL },
      vertical,
      facts,
      which: 'confirmed',
      locale: 'en',
    },
  });

  it('is text in HTML', () => {
    expect(mail.html).not.toContain('<script>');
    expect(mail.html).toContain('&lt;script&gt;');
  });

  it('begins no line in a calendar, and no parameter of WhatsApp', () => {
    const lines = (mail.ics?.content ?? '').replaceAll('\r\n ', '').split('\r\n');
    expect(lines.filter((line) => line.startsWith('END:VCALENDAR'))).toHaveLength(1);
    expect(lines.some((line) => line.startsWith('Bcc'))).toBe(false);
    for (const value of whatsapp.parameters) expect(value).not.toMatch(/[\r\n]/);
  });

  it('does not greet: a stranger could put words there', () =>
    expect(mail.text.startsWith('Hello')).toBe(true));
});

test('a language that the tenant does not speak becomes its own', () => {
  const tours = verticals.get('tours') ?? expect.fail();
  const spoken = tours.locale.supported;
  expect(localeFor(tours, 'fr-FR')).toBe(spoken.includes('en') ? 'en' : tours.locale.default);
  expect(localeFor(tours, null)).toBe(tours.locale.default);
  const locale = { ...tours.locale, default: 'es-AR' as const, supported: ['es-AR' as const] };
  expect(localeFor({ ...tours, locale }, 'en')).toBe('es-AR');
});

test('every language has every text', () => {
  for (const texts of Object.values(bookingTexts))
    expect(Object.keys(texts.messages).toSorted()).toEqual([...MESSAGE_KINDS].toSorted());
});
