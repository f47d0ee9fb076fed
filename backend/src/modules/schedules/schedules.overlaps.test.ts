import { describe, expect, it } from 'vitest';
import { dayOverlaps, weeklyOverlaps } from './schedules.overlaps.ts';

const hours = (
  weekday: number,
  startMinute: number,
  endMinute: number,
  validFrom: string | null = null,
  validTo: string | null = null,
) => ({ weekday, startMinute, endMinute, validFrom, validTo });

describe('weekly hours overlap', () => {
  it.each([
    ['two of one day that touch', [hours(1, 540, 720), hours(1, 720, 900)], []],
    ['two of one day', [hours(1, 540, 720), hours(1, 719, 900)], ['intervals.1']],
    ['the same time of two days', [hours(1, 540, 720), hours(2, 540, 720)], []],
    // A night that reaches into the next morning is one stretch with it, not a mistake (section 1).
    ['a night and the next morning', [hours(1, 1320, 1560), hours(2, 0, 240)], []],
    ['two nights', [hours(1, 1320, 1560), hours(1, 1380, 1500)], ['intervals.1']],
    [
      'the third with the first',
      [hours(3, 540, 720), hours(3, 720, 900), hours(3, 600, 610)],
      ['intervals.2'],
    ],
    [
      'one season and the next',
      [hours(1, 540, 720, null, '2026-05-31'), hours(1, 540, 720, '2026-06-01', null)],
      [],
    ],
    [
      'two seasons that share a day',
      [hours(1, 540, 720, null, '2026-06-01'), hours(1, 540, 720, '2026-06-01', null)],
      ['intervals.1'],
    ],
    // 2026-06-01 is a Monday: from Tuesday to Saturday there is none.
    [
      'two seasons that share a week without that weekday',
      [hours(1, 540, 720, null, '2026-06-06'), hours(1, 540, 720, '2026-06-02', null)],
      [],
    ],
  ])('%s', (_what, intervals, fields) => {
    expect(weeklyOverlaps(intervals).map(({ field }) => field)).toEqual(fields);
  });
});

it('intervals of one date overlap', () => {
  const [morning, noon] = [
    { startMinute: 540, endMinute: 720 },
    { startMinute: 700, endMinute: 800 },
  ];
  expect(dayOverlaps([morning])).toEqual([]);
  expect(dayOverlaps([noon, morning])).toEqual([
    { field: 'intervals.1', message: 'overlaps intervals.0 on the same date' },
  ]);
});
