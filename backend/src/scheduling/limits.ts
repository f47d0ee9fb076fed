import { weekOf } from './days.ts';
import { EVER, FAR, NEVER, rangesOf, type Ranges } from './ranges.ts';
import type { Stay } from './hours.ts';
import type { Instant, Interval, LocalDay, Problem, Provider, Reason } from './types.ts';

// Each rule answers with the starts that it allows on the local dates of a stay, and EVER where it is not set.

/** The starts that are not too soon (section 4, notice). */
function noticeRange({ now, rules }: Problem): Ranges {
  return [now + rules.minNotice, FAR];
}

/** The starts whose local date is late enough for `now` to be before the cutoff (section 4, notice). */
function cutoffRange({ now, rules }: Problem, { zone, last }: Stay): Ranges {
  const { cutoff } = rules;
  if (!cutoff) return EVER;
  // A day earlier than it seems: in a zone that left out a date, its cutoff falls on the next one.
  let day = zone.toLocal(now).day + cutoff.daysBefore - 1;
  while (now >= zone.toInstant(day - cutoff.daysBefore, cutoff.time)) day += 1;
  return rangesOf(zone.dates(day, last));
}

/** The starts whose local date is at most `maxAdvanceDays` after that of `now` (section 4, window). */
function windowRange({ now, rules }: Problem, { zone, first, last }: Stay): Ranges {
  if (rules.maxAdvanceDays === undefined) return EVER;
  const furthest = zone.toLocal(now).day + rules.maxAdvanceDays;
  return furthest >= last ? EVER : rangesOf(zone.dates(first, furthest));
}

/** The starts at which the customer may have one booking more. */
function customerRange({ rules, customer }: Problem, stay: Stay): Ranges {
  const bookings = customer?.activeBookings ?? [];
  if (rules.customerActive !== undefined && bookings.length >= rules.customerActive) return NEVER;
  const counts = countBy(bookings, (start) => stay.zone.toLocal(start).day);
  return datesWith(counts, rules.customerPerDay, stay);
}

function countBy<Item>(
  items: readonly Item[],
  keyOf: (item: Item) => number,
  worth: (item: Item) => number = () => 1,
): Map<number, number> {
  const counts = new Map<number, number>();
  for (const item of items) counts.set(keyOf(item), (counts.get(keyOf(item)) ?? 0) + worth(item));
  return counts;
}

/** The dates on which so many more are within a limit. */
function datesWith(
  counts: ReadonlyMap<number, number>,
  limit: number | undefined,
  { zone, first, last }: Stay,
  { more = 1, keyOf = (day: LocalDay) => day } = {},
): Ranges {
  if (limit === undefined) return EVER;
  const free: LocalDay[] = [];
  for (let day = first; day <= last; day += 1)
    if ((counts.get(keyOf(day)) ?? 0) + more <= limit) free.push(day);
  if (free.length === last - first + 1) return EVER;
  return rangesOf(free.flatMap((day) => zone.dates(day, day)));
}

/** A booking counts on the local date on which its range starts. */
const dayIn = ({ zone }: Stay, [from]: Interval): LocalDay => zone.toLocal(from).day;

function perDayRange({ bookings = [] }: Provider, { rules }: Problem, stay: Stay): Ranges {
  if (rules.providerPerDay === undefined) return EVER;
  return datesWith(
    countBy(bookings, (booking) => dayIn(stay, booking)),
    rules.providerPerDay,
    stay,
  );
}

function minutesRange({ bookings = [] }: Provider, { rules }: Problem, stay: Stay, minutes: number): Ranges {
  if (rules.providerMinutesPerDay === undefined) return EVER;
  const taken = countBy(
    bookings,
    (booking) => dayIn(stay, booking),
    ([from, to]) => to - from,
  );
  return datesWith(taken, rules.providerMinutesPerDay, stay, { more: minutes });
}

function perWeekRange({ bookings = [] }: Provider, { rules }: Problem, stay: Stay): Ranges {
  if (rules.providerPerWeek === undefined) return EVER;
  const counts = countBy(bookings, (booking) => weekOf(dayIn(stay, booking)));
  return datesWith(counts, rules.providerPerWeek, stay, { keyOf: weekOf });
}

/** Minutes that a provider may still be taken for on the local date of a start; undefined where nothing limits them. */
export function minutesLeft(
  { bookings = [] }: Provider,
  { rules }: Problem,
  stay: Stay,
  start: Instant,
): number {
  if (rules.providerMinutesPerDay === undefined) return Infinity;
  const { day } = stay.zone.toLocal(start);
  const ofDay = bookings.filter((booking) => dayIn(stay, booking) === day);
  return rules.providerMinutesPerDay - ofDay.reduce((sum, [from, to]) => sum + to - from, 0);
}

/** What section 4 asks of a start, whoever takes it. */
export const startRules: readonly [Reason, (problem: Problem, stay: Stay) => Ranges][] = [
  ['NOTICE', noticeRange],
  ['CUTOFF', cutoffRange],
  ['TOO_FAR', windowRange],
  ['CUSTOMER_LIMIT', customerRange],
];

/** What section 4 asks of a provider on the local date of a start; `minutes` are those that a booking would take them for. */
export const providerRules: readonly [
  Reason,
  (provider: Provider, problem: Problem, stay: Stay, minutes: number) => Ranges,
][] = [
  ['DAY_LIMIT', perDayRange],
  ['DAY_LIMIT', minutesRange],
  ['WEEK_LIMIT', perWeekRange],
];
