import { dateOf, weekOf, weekdayOf } from './days.ts';
import type { Instant, LocalDay, Reason, Slot } from './types.ts';
import { zoneOf } from './zones.ts';

/** Like a recurrence rule of RFC 5545 (section 3.3.10) whose start is DTSTART and whose week begins on Monday. */
export interface SeriesRule {
  unit: 'day' | 'week' | 'month';
  /** INTERVAL: how many of the unit lie between two dates; at least 1. */
  every: number;
  /** BYDAY, as ISO weekdays: further ones in each week or month, fewer days of all. Left out: the start's, of weeks. */
  weekdays?: readonly number[] | undefined;
  /** COUNT: how many dates, the start included. */
  count?: number | undefined;
  /** UNTIL: the last local date, inclusive. */
  until?: LocalDay | undefined;
}

/** No series goes further than so many local days after its start, and none has more dates. */
export const SERIES_DAYS = 400;
export const SERIES_DATES = 200;

/**
 * The starts of a series, ascending (scheduling rules, section 6).
 *
 * All have the wall time of the first. Where that does not exist the later instant is meant and counted, where it exists twice the
 * earlier: section 1, and RFC 5545, section 3.3.10 with erratum 4271 and section 3.3.5. (Libraries that leave such dates out, and
 * therefore give one more at the end, go by the text before the erratum.) A date that a month does not have, such as 31 June, is
 * left out and not counted (3.3.10).
 * @param first the first start: always a part of the series, and counted, as DTSTART is, also where the rule would not give it
 * @param timeZone in which the rule is meant
 * @returns at most SERIES_DATES, within SERIES_DAYS
 * @throws RangeError for a zone that does not exist
 */
export function expandSeries(rule: SeriesRule, first: Instant, timeZone: string): Instant[] {
  const zone = zoneOf(timeZone);
  const { day: firstDay, minute } = zone.toLocal(first);
  const last = Math.min(firstDay + SERIES_DAYS, rule.until ?? Infinity);
  const most = Math.min(SERIES_DATES, rule.count ?? Infinity);
  const starts = [first];
  for (let day = firstDay + 1; day <= last && starts.length < most; day += 1) {
    if (!isOn(rule, day, firstDay)) continue;
    const start = zone.toInstant(day, minute);
    // A date that a zone leaves out altogether would be the next one a second time.
    if (start > (starts.at(-1) ?? 0)) starts.push(start);
  }
  return starts;
}

function isOn({ unit, every, weekdays }: SeriesRule, day: LocalDay, first: LocalDay): boolean {
  const hasWeekday = !weekdays || weekdays.includes(weekdayOf(day));
  switch (unit) {
    case 'day':
      return (day - first) % every === 0 && hasWeekday;
    case 'week': {
      const weeks = (weekOf(day) - weekOf(first)) / 7;
      return weeks % every === 0 && (weekdays ? hasWeekday : weekdayOf(day) === weekdayOf(first));
    }
    case 'month': {
      const [year, month, date] = calendar(day);
      const [firstYear, firstMonth, firstDate] = calendar(first);
      const months = (year - firstYear) * 12 + month - firstMonth;
      return months % every === 0 && (weekdays ? hasWeekday : date === firstDate);
    }
  }
}

function calendar(day: LocalDay): [year: number, month: number, date: number] {
  const [year = 0, month = 0, date = 0] = dateOf(day).split('-').map(Number);
  return [year, month, date];
}

/** What became of one date of a series. */
export type SeriesDate =
  | { start: Instant; isFree: true }
  | {
      start: Instant;
      isFree: false;
      /** Section 8; none for a start that is not on the grid. */
      reasons: readonly Reason[];
      /** The nearest slot, of two that are equally near the earlier; undefined: none around that date. */
      alternative: Slot | undefined;
    };

/**
 * Every date of a series: free, or why not and the nearest alternative (scheduling rules, section 6). An alternative does not
 * overlap another date of the series or its alternative.
 * @param starts ascending
 * @param slotsOf what is offered around a start, ascending; how far around is how far alternatives may be
 * @param reasonsOf asked only for starts that are not offered
 */
export function answerSeries(
  starts: readonly Instant[],
  slotsOf: (start: Instant) => readonly Slot[],
  reasonsOf: (start: Instant) => readonly Reason[],
): SeriesDate[] {
  const taken = [...starts];
  return starts.map((start) => {
    const slots = slotsOf(start);
    if (slots.some((slot) => slot.start === start)) return { start, isFree: true };
    const alternative = slots
      .filter((slot) => taken.every((other) => other === start || !overlaps(slot, other)))
      .toSorted((a, b) => Math.abs(a.start - start) - Math.abs(b.start - start))[0];
    if (alternative) taken.push(alternative.start);
    return { start, isFree: false, reasons: reasonsOf(start), alternative };
  });
}

/** Whether the same service at another start would overlap a slot. */
const overlaps = ({ start, end }: Slot, other: Instant) => Math.abs(other - start) < end - start;
