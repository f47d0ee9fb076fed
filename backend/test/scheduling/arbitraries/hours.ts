// When somebody works, is off and is taken.
import fc from 'fast-check';
import { DAY } from '../reference/clock.ts';
import type {
  WrittenBusy,
  WrittenHours,
  WrittenOverride,
  WrittenInterval,
  WrittenSubject,
  WrittenWeekly,
} from '../reference/form.ts';
import { type Anchor, type DrawnWall, drawnWall, wallTimeOf } from './anchor.ts';
import { type Drawn, maybe, roundMinutes, steps, weighted } from './draw.ts';

/** Points of the day in any order: from the first to the second, from the third to the fourth, from an odd last one to `tail`. */
interface DrawnIntervals {
  points: DrawnWall[];
  /** Past midnight; 24:00 if undefined. */
  tail: DrawnWall | undefined;
}

const at = (minutes: number): DrawnWall => ({ isNear: false, minutes });

const intervals: fc.Arbitrary<DrawnIntervals> = weighted<DrawnIntervals>(
  [1, fc.constant({ points: [at(0)], tail: undefined })],
  [
    4,
    fc
      .tuple(steps(15, 0, 40), steps(15, 50, 95))
      .map(([start, end]) => ({ points: [at(start), at(end)], tail: undefined })),
  ],
  [
    3,
    fc.record({
      points: fc.array(drawnWall, { minLength: 1, maxLength: 5, size: 'max' }),
      tail: maybe(60, drawnWall),
    }),
  ],
);

function writeIntervals({ points, tail }: DrawnIntervals, anchor: Anchor): WrittenInterval[] {
  const minutes = [...new Set(points.map((point) => anchor.minuteOf(point)))].sort((a, b) => a - b);
  const written: WrittenInterval[] = [];
  for (let index = 0; index < minutes.length; index += 2) {
    const [start = 0, end] = minutes.slice(index, index + 2);
    const past = tail && anchor.minuteOf(tail) < start ? anchor.wall(tail) : '24:00';
    written.push({ start: wallTimeOf(start), end: end === undefined ? past : wallTimeOf(end) });
  }
  return written;
}

/** Days after the anchor's date. */
const someDay = fc.integer({ min: -2, max: 4 });

const group = fc.record({
  intervals,
  validFrom: maybe(10, someDay),
  validTo: maybe(10, someDay),
  /** Other hours from a date on, on the same weekdays. */
  next: maybe(10, fc.record({ from: someDay, intervals })),
});

const weekly = fc.record({
  /** None: hours that are never open. */
  groups: maybe(95, fc.array(group, { minLength: 1, maxLength: 2 })),
  /** Which group each weekday has. */
  weekdays: fc.array(fc.nat({ max: 1 }), { minLength: 7, maxLength: 7 }),
});

export const hours = fc.record({
  weekly: maybe(90, weekly),
  overrides: maybe(
    33,
    fc.uniqueArray(fc.record({ day: someDay, intervals: maybe(70, intervals), isApart: fc.boolean() }), {
      selector: ({ day }) => day,
      maxLength: 3,
      size: 'max',
    }),
  ),
});

export function writeHours({ weekly, overrides }: Drawn<typeof hours>, anchor: Anchor): WrittenHours {
  return {
    weekly: weekly && writeWeekly(weekly, anchor),
    overrides: overrides?.flatMap(({ day, intervals, isApart }): WrittenOverride[] => {
      const date = anchor.date(day);
      if (!intervals) return [{ date, intervals: isApart ? undefined : [] }];
      const written = writeIntervals(intervals, anchor);
      return isApart
        ? written.map((interval) => ({ date, intervals: [interval] }))
        : [{ date, intervals: written }];
    }),
  };
}

function writeWeekly({ groups = [], weekdays }: Drawn<typeof weekly>, anchor: Anchor): WrittenWeekly[] {
  return groups.flatMap(({ intervals, validFrom, validTo, next }, number) => {
    const days = [1, 2, 3, 4, 5, 6, 7].filter(
      (weekday) => (weekdays[weekday - 1] ?? 0) % groups.length === number,
    );
    const entries = (drawn: DrawnIntervals, from: number | undefined, to: number | undefined) =>
      writeIntervals(drawn, anchor).map((interval) => ({
        days,
        ...interval,
        validFrom: from === undefined ? undefined : anchor.date(from),
        validTo: to === undefined ? undefined : anchor.date(to),
      }));
    if (!next) return entries(intervals, validFrom, validTo);
    return [...entries(intervals, validFrom, next.from - 1), ...entries(next.intervals, next.from, validTo)];
  });
}

/** Minutes after the midnight of the anchor's date. */
const someTime = weighted(
  [4, steps(15, -4, 192)],
  [1, fc.integer({ min: -300, max: 3 * DAY })],
  [1, steps(60, -7 * 24, 7 * 24)],
);

const length = weighted([12, roundMinutes(240)], [1, fc.nat({ max: 3 * DAY })]).map((minutes) =>
  Math.max(minutes, 1),
);

export const subject = fc.record({
  hours,
  timeOff: maybe(25, fc.array(fc.oneof(someDay, fc.record({ from: someTime, length })), { maxLength: 2 })),
  busy: fc.array(fc.record({ from: someTime, length, isBooking: fc.boolean() }), {
    maxLength: 6,
    size: 'max',
  }),
});

export function writeSubject(
  { hours, timeOff, busy }: Drawn<typeof subject>,
  anchor: Anchor,
): Omit<WrittenSubject, 'id'> {
  const range = ({ from, length }: { from: number; length: number }): [string, string] => [
    anchor.instantAt(from),
    anchor.instantAt(from + length),
  ];
  return {
    ...writeHours(hours, anchor),
    timeOff: timeOff?.map((off) => (typeof off === 'number' ? anchor.date(off) : range(off))),
    busy: busy.map((taken): WrittenBusy => (taken.isBooking ? [...range(taken), 'booking'] : range(taken))),
  };
}
