import { describe, expect, it } from 'vitest';
import { expandHours, findOverlap, liesWithin, minuteOfDay } from './verticals.hours.ts';

const everyDay = [1, 2, 3, 4, 5, 6, 7];

describe('expandHours', () => {
  it('gives a row per weekday, in order, and lets nights end past midnight', () => {
    const rows = expandHours([
      { days: [6, 5], start: '22:00', end: '02:00' },
      { days: [5], start: '09:00', end: '24:00' },
    ]);
    expect(rows).toEqual([
      { weekday: 5, startMinute: 540, endMinute: 1440 },
      { weekday: 5, startMinute: 1320, endMinute: 1560 },
      { weekday: 6, startMinute: 1320, endMinute: 1560 },
    ]);
    expect(minuteOfDay('24:00')).toBe(1440);
  });
});

describe('findOverlap', () => {
  it.each([
    [
      'touching shifts',
      [
        { days: [1], start: '09:00', end: '13:00' },
        { days: [1], start: '13:00', end: '20:00' },
      ],
      false,
    ],
    [
      'a shared minute',
      [
        { days: [1], start: '09:00', end: '13:01' },
        { days: [1], start: '13:00', end: '20:00' },
      ],
      true,
    ],
    [
      'a night into the next morning',
      [
        { days: [1], start: '22:00', end: '09:01' },
        { days: [2], start: '09:00', end: '12:00' },
      ],
      true,
    ],
    [
      'Sunday night into Monday',
      [
        { days: [7], start: '22:00', end: '03:00' },
        { days: [1], start: '02:00', end: '04:00' },
      ],
      true,
    ],
    ['whole days', [{ days: everyDay, start: '00:00', end: '24:00' }], false],
    ['nothing', [], false],
  ])('%s', (_, hours, overlaps) => {
    expect(findOverlap(hours) !== undefined).toBe(overlaps);
  });
});

describe('liesWithin', () => {
  const open = [
    { days: [5], start: '18:00', end: '24:00' },
    { days: [6], start: '00:00', end: '02:00' },
    { days: [7], start: '22:00', end: '02:00' },
  ];
  it('joins what touches, also around the week', () => {
    expect(liesWithin([{ days: [5], start: '20:00', end: '01:00' }], open)).toBe(true);
    expect(liesWithin([{ days: [1], start: '00:00', end: '02:00' }], open)).toBe(true);
    expect(liesWithin([{ days: [5], start: '17:59', end: '20:00' }], open)).toBe(false);
    expect(liesWithin([{ days: [2], start: '10:00', end: '11:00' }], open)).toBe(false);
  });
});
