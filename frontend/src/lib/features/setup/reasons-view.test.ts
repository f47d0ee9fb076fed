import { expect, test } from 'vitest';
import { m } from '#lib/i18n/words.ts';
import { dayReasons } from './reasons-view.ts';

const at = (time: string) => `2026-11-30T${time}:00-03:00`;
const slot = (time: string) => ({
  start: at(time),
  end: at(time),
  providers: [],
  price: { amount: 1, currency: 'ARS' },
});
const zone = 'America/Argentina/Buenos_Aires';

test('starts that are refused for the same reasons are one sentence, until a free one comes between', () => {
  const refusals = (['08:00', '08:30', '09:30', '10:00', '11:00'] as const).map((time) => ({
    start: at(time),
    reasons: [time < '09:00' ? ('OUTSIDE_HOURS' as const) : ('BUSY' as const)],
  }));
  const day = { date: '2026-11-30', slots: [slot('09:00'), slot('10:30')], refusals };
  const view = dayReasons(day, 'es-AR', zone);
  expect(view.free).toEqual(['09:00', '10:30']);
  expect(view.reasons).toEqual([
    { when: '08:00 – 08:30', why: m.why_hours() },
    { when: '09:30 – 10:00', why: m.why_busy() },
    { when: '11:00', why: m.why_busy() },
  ]);
});

test('a day without a start says so', () => {
  expect(dayReasons(undefined, 'es-AR', zone)).toEqual({ free: [], reasons: [], summary: m.why_nothing() });
});

test('what holds for all hours of work is said of the day, not of each hour', () => {
  const refused = (time: string, ...reasons: ('BUSY' | 'HOLIDAY' | 'OUTSIDE_HOURS')[]) => ({
    start: at(time),
    reasons,
  });
  const dayOf = (...refusals: ReturnType<typeof refused>[]) =>
    dayReasons({ date: '2026-11-30', slots: [], refusals }, 'es-AR', zone);
  const holiday = dayOf(
    refused('08:00', 'OUTSIDE_HOURS'),
    refused('09:00', 'HOLIDAY'),
    refused('10:00', 'BUSY', 'HOLIDAY'),
  );
  expect(holiday).toEqual({ free: [], reasons: [], summary: `${m.why_nothing()} ${m.why_holiday()}` });
  const closed = dayOf(refused('08:00', 'OUTSIDE_HOURS'), refused('09:00', 'OUTSIDE_HOURS', 'HOLIDAY'));
  expect(closed.summary).toBe(`${m.why_nothing()} ${m.why_hours()}`);
  const mixed = dayOf(
    refused('07:00', 'OUTSIDE_HOURS', 'BUSY'),
    refused('08:00', 'OUTSIDE_HOURS'),
    refused('09:00', 'HOLIDAY'),
    refused('10:00', 'BUSY'),
  );
  expect(mixed.summary).toBe(m.why_nothing());
  expect(mixed.reasons.map(({ when }) => when)).toEqual(['07:00 – 08:00', '09:00', '10:00']);
});
