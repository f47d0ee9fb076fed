import { DAY, weekdayOf } from './days.ts';
import { EVER, NEVER, intersect, joined, rangesOf, subtract, type Ranges } from './ranges.ts';
import type { Hours, LocalDay, Place, Subject, WeeklyInterval } from './types.ts';
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

/** Weekly hours and overrides as instants (section 3, steps 1 and 2). */
function openTime({ weekly, overrides }: Hours, stay: Stay, { absent, closedOn }: Exceptions): Ranges {
  const { zone, first, last } = stay;
  const byDay = new Map(overrides?.map(({ day, intervals }) => [day, intervals]));
  if (!weekly && absent === 'open' && byDay.size === 0 && !closedOn?.size)
    return [zone.toInstant(first, 0), zone.toInstant(last + 1, 0)];
  const byWeekday: WeeklyInterval[][] = [[], [], [], [], [], [], [], []];
  for (const interval of weekly ?? []) byWeekday[interval.weekday]?.push(interval);
  for (const intervals of byWeekday) intervals.sort((a, b) => a.start - b.start);
  const open: number[] = [];
  for (let day = first; day <= last; day += 1) {
    const override = byDay.get(day);
    if (override) {
      for (const [from, to] of override) open.push(zone.toInstant(day, from), zone.toInstant(day, to));
    } else if (closedOn?.has(day)) continue;
    else if (weekly) {
      for (const interval of byWeekday[weekdayOf(day)] ?? [])
        if (holds(day, interval))
          open.push(zone.toInstant(day, interval.start), zone.toInstant(day, interval.end));
    } else if (absent === 'open') open.push(zone.toInstant(day, 0), zone.toInstant(day, DAY));
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
export function offTime({ timeOff = [], daysOff = [] }: Subject, { zone }: Stay): Ranges {
  if (timeOff.length === 0 && daysOff.length === 0) return NEVER;
  return rangesOf([...timeOff, ...daysOff.flatMap(([first, last]) => zone.dates(first, last))]);
}

export function withoutTimeOff(time: Ranges, subject: Subject, stay: Stay): Ranges {
  const off = offTime(subject, stay);
  return off.length === 0 ? time : subtract(time, off);
}
