import { DAY, weekdayOf } from './days.ts';
import { EVER, NEVER, intersect, joined, rangesOf, subtract, type Ranges } from './ranges.ts';
import type { Hours, Interval, LocalDay, Place, Subject, WeeklyInterval } from './types.ts';
import type { Zone } from './zones.ts';

/** The local days over which working time is wanted, both inclusive, in a zone. */
export interface Stay {
  zone: Zone;
  first: LocalDay;
  last: LocalDay;
}

const holds = (day: LocalDay, { validFrom, validTo }: WeeklyInterval) =>
  (validFrom === undefined || day >= validFrom) && (validTo === undefined || day <= validTo);

interface Exceptions {
  /** Without weekly hours. */
  absent: 'open' | 'closed';
  /** Days that count as overridden with no intervals, unless they are overridden. */
  closedOn?: ReadonlySet<LocalDay> | undefined;
}

const WHOLE_DAY: readonly Interval[] = [[0, DAY]];

/** The intervals of each local day by its rules: overrides, else weekly hours (section 3, steps 1 and 2). */
function dayRules({ weekly, overrides = [] }: Hours, { absent, closedOn }: Exceptions) {
  const byDay = new Map<LocalDay, readonly Interval[]>();
  // Several overrides of one date count together.
  for (const { day, intervals } of overrides) byDay.set(day, [...(byDay.get(day) ?? []), ...intervals]);
  const byWeekday: WeeklyInterval[][] = [[], [], [], [], [], [], [], []];
  for (const interval of weekly ?? []) byWeekday[interval.weekday]?.push(interval);
  const byHours = byWeekday.map((intervals) => intervals.map(({ start, end }): Interval => [start, end]));
  const isTimeless = byWeekday.map((intervals) =>
    intervals.every(({ validFrom, validTo }) => validFrom === undefined && validTo === undefined),
  );
  return (day: LocalDay): readonly Interval[] => {
    const override = byDay.size === 0 ? undefined : byDay.get(day);
    if (override) return override;
    if (closedOn?.has(day)) return [];
    if (!weekly) return absent === 'open' ? WHOLE_DAY : [];
    const weekday = weekdayOf(day);
    if (isTimeless[weekday]) return byHours[weekday] ?? [];
    return (byWeekday[weekday] ?? [])
      .filter((interval) => holds(day, interval))
      .map(({ start, end }) => [start, end]);
  };
}

/** When the rules say open, as instants. */
function openTime(hours: Hours, { zone, first, last }: Stay, exceptions: Exceptions): Ranges {
  const isAlways = !hours.weekly && !hours.overrides?.length && !exceptions.closedOn?.size;
  if (isAlways && exceptions.absent === 'open') return EVER;
  const intervalsOf = dayRules(hours, exceptions);
  const open: number[] = [];
  for (let day = first; day <= last; day += 1) {
    const intervals = intervalsOf(day);
    if (intervals.length === 0) continue;
    const offset = zone.steadyOffset(day);
    for (const [from, to] of intervals) {
      if (offset === undefined) open.push(zone.toInstant(day, from), zone.toInstant(day, to));
      else open.push(day * DAY + from - offset, day * DAY + to - offset);
    }
  }
  return joined(open);
}

/** Holidays on which the location has no hours of its own; an override of it means that the holiday is worked. */
function keptHolidays(place: Place | undefined): ReadonlySet<LocalDay> | undefined {
  if (!place?.holidays?.length) return undefined;
  const worked = new Set(place.overrides?.map(({ day }) => day));
  return new Set(place.holidays.filter((day) => !worked.has(day)));
}

/**
 * When a location is open (section 3). Everywhere and always without one.
 * @param holidays whether its holidays close it: only for services that take no provider, whose own holidays they are else
 */
export function openingTime(place: Place | undefined, stay: Stay, holidays: 'kept' | 'ignored'): Ranges {
  if (!place) return EVER;
  const closedOn = holidays === 'kept' ? keptHolidays(place) : undefined;
  return openTime(place, stay, { absent: 'open', closedOn });
}

/** When a provider works at a place, before time off (section 3, steps 1 to 3). */
export function providerTime(hours: Hours, place: Place | undefined, opening: Ranges, stay: Stay): Ranges {
  const closedOn = keptHolidays(place);
  return intersect(openTime(hours, stay, { absent: 'closed', closedOn }), opening);
}

/** When a resource can be used, before time off: like its location, or always, unless it has hours of its own. */
export function resourceTime(hours: Hours, opening: Ranges, stay: Stay): Ranges {
  if (!hours.weekly && !hours.overrides?.length) return opening;
  return intersect(openTime(hours, stay, { absent: 'open' }), opening);
}

/** Time off as instants (section 3, step 4). */
export function offTime({ timeOff = [], daysOff = [] }: Subject, { zone, first, last }: Stay): Ranges {
  if (timeOff.length === 0 && daysOff.length === 0) return NEVER;
  // Hours of the last day may end on the next one.
  const dates = daysOff.flatMap(([from, to]) => zone.dates(Math.max(from, first), Math.min(to, last + 1)));
  return rangesOf([...timeOff, ...dates]);
}

export function withoutTimeOff(time: Ranges, subject: Subject, stay: Stay): Ranges {
  return subtract(time, offTime(subject, stay));
}
