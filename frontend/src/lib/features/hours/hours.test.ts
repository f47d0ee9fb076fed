import { expect, test } from 'vitest';
import { clock, localNow, openState, weekOf } from './hours.ts';
import { openSentence } from './week-view.ts';

const split = [
  { weekday: 2, startMinute: 570, endMinute: 780 },
  { weekday: 2, startMinute: 960, endMinute: 1230 },
];
const night = [{ weekday: 6, startMinute: 1200, endMinute: 1500 }];

test.each([
  ['in the morning', split, { weekday: 2, minute: 600 }, { open: true, until: 780 }],
  [
    'at noon',
    split,
    { weekday: 2, minute: 800 },
    { open: false, opens: { weekday: 2, minute: 960, days: 0 } },
  ],
  [
    'as it closes',
    split,
    { weekday: 2, minute: 780 },
    { open: false, opens: { weekday: 2, minute: 960, days: 0 } },
  ],
  [
    'after hours',
    split,
    { weekday: 2, minute: 1300 },
    { open: false, opens: { weekday: 2, minute: 570, days: 7 } },
  ],
  [
    'the day before',
    split,
    { weekday: 1, minute: 600 },
    { open: false, opens: { weekday: 2, minute: 570, days: 1 } },
  ],
  ['past midnight', night, { weekday: 7, minute: 30 }, { open: true, until: 1500 }],
  [
    'after the night',
    night,
    { weekday: 7, minute: 60 },
    { open: false, opens: { weekday: 6, minute: 1200, days: 6 } },
  ],
  ['never', [], { weekday: 3, minute: 0 }, { open: false, opens: null }],
])('open or not: %s', (_, hours, at, expected) => {
  expect(openState(hours, at)).toEqual(expected);
});

test('when it opens is said as people say it', () => {
  const opens = (days: number) =>
    openSentence({ open: false, opens: { weekday: 2, minute: 570, days } }, 'es-AR');
  expect([0, 1, 2].map(opens)).toEqual([
    'Cerrado, abre hoy a las 09:30',
    'Cerrado, abre mañana a las 09:30',
    'Cerrado, abre el martes a las 09:30',
  ]);
});

test('a week begins where the tenant says and shows its closed days', () => {
  const week = weekOf(split, 7);
  expect(week.map(({ weekday }) => weekday)).toEqual([7, 1, 2, 3, 4, 5, 6]);
  expect(week[2]?.intervals).toEqual([
    { start: 570, end: 780 },
    { start: 960, end: 1230 },
  ]);
  expect(week[3]?.intervals).toEqual([]);
});

test('the time of a place is told by its zone, across midnight and summer time', () => {
  const at = new Date('2026-11-21T02:30:00Z');
  expect(localNow(at, 'America/Argentina/Buenos_Aires')).toEqual({ weekday: 5, minute: 23 * 60 + 30 });
  expect(localNow(at, 'Europe/Madrid')).toEqual({ weekday: 6, minute: 3 * 60 + 30 });
  expect(localNow(new Date('2026-07-01T12:00:00Z'), 'Europe/Madrid')).toEqual({
    weekday: 3,
    minute: 14 * 60,
  });
});

test('clock times run past midnight', () => {
  expect([570, 0, 1440, 1500].map(clock)).toEqual(['09:30', '00:00', '00:00', '01:00']);
});
