import { describe, expect, test } from 'vitest';
import { dayOf, instantOf, isoOf } from './days.ts';
import { answerSeries, expandSeries, SERIES_DATES, SERIES_DAYS, type SeriesRule } from './series.ts';
import type { Reason, Slot } from './types.ts';

const dates = (rule: SeriesRule, first: string, timeZone = 'UTC') =>
  expandSeries(rule, instantOf(first), timeZone).map((start) => isoOf(start).slice(0, 16));

describe('the dates of a rule', () => {
  // 2 March 2026 is a Monday.
  test.each<[string, SeriesRule, string, string[]]>([
    ['every day', { unit: 'day', every: 1, count: 3 }, '2026-02-27T09:00Z', ['02-27', '02-28', '03-01']],
    [
      'every third day',
      { unit: 'day', every: 3, count: 3 },
      '2026-02-27T09:00Z',
      ['02-27', '03-02', '03-05'],
    ],
    [
      'every day but at the weekend',
      { unit: 'day', every: 1, weekdays: [1, 2, 3, 4, 5], count: 3 },
      '2026-03-05T09:00Z',
      ['03-05', '03-06', '03-09'],
    ],
    ['every week', { unit: 'week', every: 1, count: 3 }, '2026-03-04T09:00Z', ['03-04', '03-11', '03-18']],
    [
      'every second week',
      { unit: 'week', every: 2, count: 3 },
      '2026-03-04T09:00Z',
      ['03-04', '03-18', '04-01'],
    ],
    // Weeks begin on Monday: the Sunday is of the first week, the Monday after it of the second, which is left out.
    [
      'every second week on Monday and Sunday',
      { unit: 'week', every: 2, weekdays: [7, 1], count: 4 },
      '2026-03-02T09:00Z',
      ['03-02', '03-08', '03-16', '03-22'],
    ],
    [
      'a first start on another weekday counts',
      { unit: 'week', every: 1, weekdays: [1], count: 3 },
      '2026-03-04T09:00Z',
      ['03-04', '03-09', '03-16'],
    ],
    ['every month', { unit: 'month', every: 1, count: 3 }, '2026-03-15T09:00Z', ['03-15', '04-15', '05-15']],
    [
      'every month on the 31st, where there is one',
      { unit: 'month', every: 1, count: 4 },
      '2026-01-31T09:00Z',
      ['01-31', '03-31', '05-31', '07-31'],
    ],
    [
      'every second month over the year',
      { unit: 'month', every: 2, count: 3 },
      '2026-11-30T09:00Z',
      ['11-30', '01-30', '03-30'],
    ],
    [
      'every Monday of every second month',
      { unit: 'month', every: 2, weekdays: [1], count: 7 },
      '2026-03-02T09:00Z',
      ['03-02', '03-09', '03-16', '03-23', '03-30', '05-04', '05-11'],
    ],
    [
      'until a date, inclusive',
      { unit: 'week', every: 1, until: dayOf('2026-03-18') },
      '2026-03-04T09:00Z',
      ['03-04', '03-11', '03-18'],
    ],
    [
      'until the day before',
      { unit: 'week', every: 1, until: dayOf('2026-03-17') },
      '2026-03-04T09:00Z',
      ['03-04', '03-11'],
    ],
    [
      'what ends first ends it',
      { unit: 'week', every: 1, count: 2, until: dayOf('2027-01-01') },
      '2026-03-04T09:00Z',
      ['03-04', '03-11'],
    ],
    [
      'until before it begins: the first alone',
      { unit: 'week', every: 1, until: dayOf('2026-03-01') },
      '2026-03-04T09:00Z',
      ['03-04'],
    ],
  ])('%s', (_name, rule, first, expected) => {
    expect(dates(rule, first).map((date) => date.slice(5, 10))).toEqual(expected);
  });

  test('without an end, and with one too far away', () => {
    const daily = expandSeries({ unit: 'day', every: 1, count: 999 }, 0, 'UTC');
    expect(daily).toHaveLength(SERIES_DATES);
    const weekly = expandSeries({ unit: 'week', every: 1 }, 0, 'UTC');
    expect(weekly.at(-1)).toBe(Math.floor(SERIES_DAYS / 7) * 7 * 1440);
  });
});

describe('in local time', () => {
  test.each<[string, SeriesRule, string, string, string[]]>([
    // 10:00 in London is 10:00 UTC in winter and 09:00 UTC in summer, from 29 March on.
    [
      'the wall time stays',
      { unit: 'week', every: 1, count: 3 },
      '2026-03-16T10:00Z',
      'Europe/London',
      ['2026-03-16T10:00', '2026-03-23T10:00', '2026-03-30T09:00'],
    ],
    // Monday 23:00 in New York is Tuesday in UTC, and Monday it stays.
    [
      'the weekday is the local one',
      { unit: 'week', every: 1, weekdays: [1], count: 3 },
      '2026-03-03T04:00Z',
      'America/New_York',
      ['2026-03-03T04:00', '2026-03-10T03:00', '2026-03-17T03:00'],
    ],
    // 01:30 does not exist on 29 March: 02:30, and 01:30 again on the next day.
    [
      'a wall time that does not exist moves on',
      { unit: 'day', every: 1, count: 3 },
      '2026-03-28T01:30Z',
      'Europe/London',
      ['2026-03-28T01:30', '2026-03-29T01:30', '2026-03-30T00:30'],
    ],
    // 01:30 comes twice on 25 October: at 00:30 and 01:30 UTC.
    [
      'of a wall time that exists twice the earlier',
      { unit: 'day', every: 1, count: 3 },
      '2026-10-24T00:30Z',
      'Europe/London',
      ['2026-10-24T00:30', '2026-10-25T00:30', '2026-10-26T01:30'],
    ],
    [
      'but the first start is what it is',
      { unit: 'day', every: 1, count: 2 },
      '2026-10-25T01:30Z',
      'Europe/London',
      ['2026-10-25T01:30', '2026-10-26T01:30'],
    ],
    // Samoa had no 30 December 2011; 10:00 of the 29th is 20:00 UTC, of the 31st 20:00 UTC of the 30th.
    [
      'a date that the zone left out is not doubled',
      { unit: 'day', every: 1, count: 3 },
      '2011-12-29T20:00Z',
      'Pacific/Apia',
      ['2011-12-29T20:00', '2011-12-30T20:00', '2011-12-31T20:00'],
    ],
    [
      'until is a local date',
      { unit: 'day', every: 1, until: dayOf('2026-03-03') },
      '2026-03-03T02:00Z',
      'America/New_York',
      ['2026-03-03T02:00', '2026-03-04T02:00'],
    ],
  ])('%s', (_name, rule, first, timeZone, expected) => {
    expect(dates(rule, first, timeZone)).toEqual(expected);
  });
});

describe('every date of a series', () => {
  const day = 1440;
  /** Slots of half an hour at these minutes of each day. */
  const offering =
    (...minutes: number[]) =>
    (start: number): Slot[] => {
      const midnight = Math.floor(start / day) * day;
      return minutes.map((minute) => ({
        start: midnight + minute,
        end: midnight + minute + 30,
        providers: [],
      }));
    };
  const busy = (): Reason[] => ['BUSY'];

  test.each<[string, number[], number | undefined]>([
    ['the nearest', [480, 570, 660], 570],
    ['of two equally near the earlier', [570, 630], 570],
    ['none', [], undefined],
  ])('not free: why, and %s', (_name, minutes, alternative) => {
    expect(answerSeries([600], offering(...minutes), busy)).toEqual([
      {
        start: 600,
        isFree: false,
        reasons: ['BUSY'],
        alternative:
          alternative === undefined
            ? undefined
            : { start: alternative, end: alternative + 30, providers: [] },
      },
    ]);
  });

  test('free, and nobody asks why', () => {
    const reasonsOf = () => {
      throw new Error('asked');
    };
    expect(answerSeries([600, 600 + day], offering(600), reasonsOf)).toEqual([
      { start: 600, isFree: true },
      { start: 600 + day, isFree: true },
    ]);
  });

  test('an alternative leaves the other dates and their alternatives alone', () => {
    // 10:00 and 10:30 are wanted, only 11:00 onwards and 10:45 is free: 10:45 overlaps the wish for 10:30.
    const answers = answerSeries([600, 630], offering(645, 660, 675, 690), busy);
    expect(answers.map((answer) => !answer.isFree && answer.alternative?.start)).toEqual([660, 690]);
  });
});
