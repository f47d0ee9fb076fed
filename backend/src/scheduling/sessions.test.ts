import { expect, test } from 'vitest';
import { instantOf } from './days.ts';
import { offerSessions, type ClassSession, type SessionQuestion } from './sessions.ts';
import type { Reason, Rules } from './types.ts';

/** 12 seats, of which 10 are taken, on Monday from 18:00 to 19:00 in Buenos Aires (UTC-3). */
const session: ClassSession = {
  id: 's',
  start: instantOf('2026-03-02T21:00:00Z'),
  end: instantOf('2026-03-02T22:00:00Z'),
  capacity: 12,
  seatsTaken: 10,
  cancelled: false,
  providerId: 'p',
};

function ask(now: string, rules: Partial<Rules> = {}, booked: string[] = []): SessionQuestion {
  return {
    now: instantOf(now),
    timeZone: 'America/Argentina/Buenos_Aires',
    rules: { grid: { fixedStarts: [] }, minNotice: 0, packing: 'all', ...rules },
    customer: { activeBookings: booked.map(instantOf) },
  };
}

const cutoff = { daysBefore: 1, time: 18 * 60 };
const sunday = '2026-03-01T12:00:00Z';

test.each<[string, SessionQuestion, number, Reason[]]>([
  ['free', ask(sunday), 1, []],
  ['the last two seats', ask(sunday), 2, []],
  ['more seats than are left', ask(sunday), 3, ['SOLD_OUT']],
  ['exactly enough notice', ask('2026-03-02T19:00:00Z', { minNotice: 120 }), 1, []],
  ['a minute too little', ask('2026-03-02T19:01:00Z', { minNotice: 120 }), 1, ['NOTICE']],
  ['at its start', ask('2026-03-02T21:00:00Z'), 1, []],
  ['after its start', ask('2026-03-02T21:01:00Z'), 1, ['NOTICE']],
  // Sunday 18:00 in Buenos Aires is 21:00 UTC.
  ['before the cutoff', ask('2026-03-01T20:59:00Z', { cutoff }), 1, []],
  ['at the cutoff', ask('2026-03-01T21:00:00Z', { cutoff }), 1, ['CUTOFF']],
  // 23:30 UTC on 27 February is still that day in Buenos Aires: Monday is 3 days ahead.
  ['on the last day of the window', ask('2026-02-27T23:30:00Z', { maxAdvanceDays: 3 }), 1, []],
  ['beyond the window', ask('2026-02-27T23:30:00Z', { maxAdvanceDays: 2 }), 1, ['TOO_FAR']],
  [
    'as many bookings as a customer may have',
    ask(sunday, { customerActive: 1 }, ['2026-05-01T12:00:00Z']),
    1,
    ['CUSTOMER_LIMIT'],
  ],
  ['one less', ask(sunday, { customerActive: 2 }, ['2026-05-01T12:00:00Z']), 1, []],
  // 02:00 UTC on Tuesday is Monday 23:00.
  ['as many on one day', ask(sunday, { customerPerDay: 1 }, ['2026-03-03T02:00:00Z']), 1, ['CUSTOMER_LIMIT']],
  ['on another day', ask(sunday, { customerPerDay: 1 }, ['2026-03-03T03:00:00Z']), 1, []],
  ['every reason', ask('2026-03-02T21:01:00Z', { cutoff }), 3, ['NOTICE', 'CUTOFF', 'SOLD_OUT']],
])('%s', (_name, question, seats, reasons) => {
  const { offered, refused } = offerSessions(question, [session], seats);
  expect(offered).toEqual(reasons.length === 0 ? [{ ...session, seatsLeft: 2 }] : []);
  expect(refused).toEqual(reasons.length > 0 ? [{ ...session, seatsLeft: 2, reasons }] : []);
});

test('ascending; what is cancelled is not spoken of, and what is oversold has no seats', () => {
  const { start } = session;
  const { offered, refused } = offerSessions(ask(sunday), [
    { ...session, id: 'later', start: start + 60 },
    { ...session, id: 'cancelled', cancelled: true },
    { ...session, id: 'b' },
    { ...session, id: 'a' },
    { ...session, id: 'oversold', seatsTaken: 13 },
  ]);
  expect(offered.map(({ id }) => id)).toEqual(['a', 'b', 'later']);
  expect(refused.map(({ id, seatsLeft }) => [id, seatsLeft])).toEqual([['oversold', 0]]);
});
