import type { ErrorDetail } from '../../lib/errors.ts';
import { dayOf, weekdayOf } from '../../scheduling/days.ts';
import type { WeeklyInterval } from './schedules.contract.ts';

interface Minutes {
  startMinute: number;
  endMinute: number;
}

const meet = (one: Minutes, other: Minutes) =>
  one.startMinute < other.endMinute && other.startMinute < one.endMinute;

/** Whether there is a local date on which both hold. */
function share(one: WeeklyInterval, other: WeeklyInterval): boolean {
  if (one.weekday !== other.weekday) return false;
  const from = [one.validFrom, other.validFrom].flatMap((date) => (date ? [dayOf(date)] : []));
  const to = [one.validTo, other.validTo].flatMap((date) => (date ? [dayOf(date)] : []));
  if (from.length === 0 || to.length === 0) return true;
  const first = Math.max(...from);
  // The first date from then on that is this weekday.
  return first + ((one.weekday - weekdayOf(first) + 7) % 7) <= Math.min(...to);
}

/** A mistake for each interval that overlaps an earlier one of the same date. */
function overlapping<Interval extends Minutes>(
  intervals: readonly Interval[],
  collide: (one: Interval, other: Interval) => boolean,
): ErrorDetail[] {
  return intervals.flatMap((interval, index) => {
    const earlier = intervals.slice(0, index).findIndex((other) => collide(interval, other));
    return earlier < 0
      ? []
      : [{ field: `intervals.${index}`, message: `overlaps intervals.${earlier} on the same date` }];
  });
}

export const weeklyOverlaps = (intervals: readonly WeeklyInterval[]): ErrorDetail[] =>
  overlapping(intervals, (one, other) => meet(one, other) && share(one, other));

export const dayOverlaps = (intervals: readonly Minutes[]): ErrorDetail[] => overlapping(intervals, meet);
