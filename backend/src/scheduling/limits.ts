import { weekOf } from './days.ts';
import { EVER, NEVER, intersect, rangesOf, type Ranges } from './ranges.ts';
import type { Instant, Interval, LocalDay, Problem, Provider, Rules } from './types.ts';
import type { Stay } from './hours.ts';
import type { Zone } from './zones.ts';

/** The days between which a list of local days leaves gaps, as instants. */
const datesOf = (zone: Zone, days: readonly LocalDay[]): Ranges =>
  rangesOf(days.flatMap((day) => zone.dates(day, day)));

/** `now` is before that time of the local date, so many days before the local date of a start. */
function firstDayBeforeCutoff(
  now: Instant,
  zone: Zone,
  { daysBefore, time }: NonNullable<Rules['cutoff']>,
): LocalDay {
  let day = zone.toLocal(now).day + daysBefore - 1;
  while (now >= zone.toInstant(day - daysBefore, time)) day += 1;
  return day;
}

/** The starts that neither notice nor cutoff refuse (section 4). */
export function noticeRange({ now, rules }: Problem): Ranges {
  return [now + rules.minNotice, EVER[1] ?? 0];
}

export function cutoffRange({ now, rules }: Problem, { zone, last }: Stay): Ranges {
  if (!rules.cutoff) return EVER;
  return rangesOf(zone.dates(firstDayBeforeCutoff(now, zone, rules.cutoff), last));
}

/** The starts whose local date is at most `maxAdvanceDays` after that of now (section 4, window). */
export function windowRange({ now, rules }: Problem, { zone, first }: Stay): Ranges {
  if (rules.maxAdvanceDays === undefined) return EVER;
  const last = zone.toLocal(now).day + rules.maxAdvanceDays;
  return last < first ? NEVER : rangesOf(zone.dates(first, last));
}

/** The starts at which the customer may have one booking more. */
export function customerRange({ rules, customer }: Problem, stay: Stay): Ranges {
  const bookings = customer?.activeBookings ?? [];
  if (rules.customerActive !== undefined && bookings.length >= rules.customerActive) return NEVER;
  if (rules.customerPerDay === undefined) return EVER;
  const counts = countBy(bookings, (start) => stay.zone.toLocal(start).day);
  return without(stay, fullDays(counts, rules.customerPerDay, stay));
}

function countBy<Item>(
  items: readonly Item[],
  keyOf: (item: Item) => number,
  worth: (item: Item) => number = () => 1,
) {
  const counts = new Map<number, number>();
  for (const item of items) counts.set(keyOf(item), (counts.get(keyOf(item)) ?? 0) + worth(item));
  return counts;
}

/** The days on which one more would be too many. */
function fullDays(
  counts: ReadonlyMap<LocalDay, number>,
  limit: number,
  { first, last }: Stay,
  more = 1,
): LocalDay[] {
  const days: LocalDay[] = [];
  for (let day = first; day <= last; day += 1) if ((counts.get(day) ?? 0) + more > limit) days.push(day);
  return days;
}

function without({ zone, first, last }: Stay, days: readonly LocalDay[]): Ranges {
  if (days.length === 0) return EVER;
  const refused = new Set(days);
  const free: LocalDay[] = [];
  for (let day = first; day <= last; day += 1) if (!refused.has(day)) free.push(day);
  return datesOf(zone, free);
}

/**
 * The starts at which a provider may have one booking more on that day (bookings, and minutes of padded ranges) and in
 * that ISO week. A booking counts on the local date on which its range starts.
 * @param minutes how long the new booking would take the provider; a visit counts as if they took all of it
 */
export function dayLimitRange(provider: Provider, { rules }: Problem, stay: Stay, minutes: number): Ranges {
  const { providerPerDay, providerMinutesPerDay } = rules;
  if (providerPerDay === undefined && providerMinutesPerDay === undefined) return EVER;
  const dayOf = ([from]: Interval) => stay.zone.toLocal(from).day;
  const bookings = provider.bookings ?? [];
  const full: LocalDay[] = [];
  if (providerPerDay !== undefined) full.push(...fullDays(countBy(bookings, dayOf), providerPerDay, stay));
  if (providerMinutesPerDay !== undefined) {
    const taken = countBy(bookings, dayOf, ([from, to]) => to - from);
    full.push(...fullDays(taken, providerMinutesPerDay, stay, minutes));
  }
  return without(stay, full);
}

export function weekLimitRange(provider: Provider, { rules }: Problem, stay: Stay): Ranges {
  const { providerPerWeek } = rules;
  if (providerPerWeek === undefined) return EVER;
  const counts = countBy(provider.bookings ?? [], ([from]) => weekOf(stay.zone.toLocal(from).day));
  const full: LocalDay[] = [];
  for (let day = stay.first; day <= stay.last; day += 1)
    if ((counts.get(weekOf(day)) ?? 0) + 1 > providerPerWeek) full.push(day);
  return without(stay, full);
}

/** The starts that everything but people and resources allows. */
export function allowedRange(problem: Problem, stay: Stay): Ranges {
  return [cutoffRange(problem, stay), windowRange(problem, stay), customerRange(problem, stay)].reduce(
    intersect,
    noticeRange(problem),
  );
}
