import { expect, test } from 'vitest';
import { escapeIcs, foldIcs, writeIcs, type IcsEvent } from './ics.ts';

const event: IcsEvent = {
  uid: 'booking-1@turnero.test',
  sequence: 2,
  stamp: new Date('2026-11-21T12:00:00Z'),
  startsAt: new Date('2026-11-23T13:00:00Z'),
  endsAt: new Date('2026-11-23T13:30:00Z'),
  status: 'CONFIRMED',
  summary: 'Corte, barba; y más',
};
const unfold = (text: string) => text.replaceAll('\r\n ', '').split('\r\n');

test('writes an invitation', () => {
  const organizer = { name: 'Barbería Fade', email: 'no-reply@turnero.test' };
  expect(unfold(writeIcs({ method: 'REQUEST', events: [{ ...event, organizer }] }))).toEqual([
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    'PRODID:-//Turnero//Turnero//EN',
    'CALSCALE:GREGORIAN',
    'METHOD:REQUEST',
    'BEGIN:VEVENT',
    'UID:booking-1@turnero.test',
    'SEQUENCE:2',
    'DTSTAMP:20261121T120000Z',
    'DTSTART:20261123T130000Z',
    'DTEND:20261123T133000Z',
    'STATUS:CONFIRMED',
    'SUMMARY:Corte\\, barba\\; y más',
    'ORGANIZER;CN="Barbería Fade":mailto:no-reply@turnero.test',
    'END:VEVENT',
    'END:VCALENDAR',
    '',
  ]);
});

test.each([
  ['a;b,c\\d', 'a\\;b\\,c\\\\d'],
  ['one\ntwo', 'one\\ntwo'],
  ['one\r\ntwo\rthree', 'one\\ntwo\\nthree'],
  ['one\u2028two', 'one\\ntwo'],
  ['bell\u0007 nul\u0000', 'bell nul'],
])('%j is written %j', (text, written) => expect(escapeIcs(text)).toBe(written));

test('no text begins a line of its own', () => {
  const evil = 'x\r\nATTENDEE:mailto:evil@example.com\r\nEND:VEVENT\u0085BEGIN:VALARM';
  const person = { name: `${evil}"`, email: evil };
  const text = writeIcs({
    name: evil,
    events: [
      {
        ...event,
        ...{ uid: evil, summary: evil, description: evil, location: evil, url: `https://a.test/${evil}` },
        ...{ organizer: person, attendee: person },
      },
    ],
  });
  const names = unfold(text).map((line) => /^[A-Z-]*/.exec(line)?.[0]);
  expect(names.filter((name) => name === 'ATTENDEE')).toHaveLength(1);
  expect(names.filter((name) => name === 'END')).toHaveLength(2);
  expect(names).not.toContain('evil');
  expect(text.replaceAll('\r\n', '')).not.toMatch(/\p{Cc}/u);
});

test('lines are folded at 75 bytes, between characters', () => {
  const line = `SUMMARY:${'ñandú 🎾 '.repeat(40)}`;
  const folded = foldIcs(line).split('\r\n');
  for (const part of folded) expect(Buffer.byteLength(part)).toBeLessThanOrEqual(75);
  expect(folded.length).toBeGreaterThan(5);
  expect(folded.slice(1).every((part) => part.startsWith(' '))).toBe(true);
  expect(folded.map((part, index) => (index === 0 ? part : part.slice(1))).join('')).toBe(line);
  expect(foldIcs('x'.repeat(75))).toBe('x'.repeat(75));
});
