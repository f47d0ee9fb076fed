// Whether a start passes the rules that need no assignment (scheduling rules, section 4).
// Each is asked for a lead: one who takes the first service, whose zone and grid count; undefined where nobody does.
import { DAY, dayShownAt, instantOf, instantsShowing, minuteOf, minuteShownAt, weekOf } from './clock.ts';
import type { WrittenProvider } from './form.ts';
import type { World } from './world.ts';

export type Lead = WrittenProvider | undefined;

export function isOnGrid(world: World, lead: Lead, start: number): boolean {
  const { slotInterval = 1, alignment = 'clock', fixedStarts } = world.problem.rules;
  const zone = world.hours.zoneOf(lead);
  if (fixedStarts) return fixedStarts.some((time) => isFixedStart(zone, time, start));
  if (alignment === 'clock') return minuteShownAt(zone, start) % slotInterval === 0;
  return (start - countedFrom(world, lead, start)) % slotInterval === 0;
}

/** The earlier instant where the wall time exists twice; where it does not exist, it is no start. */
function isFixedStart(zone: string, time: string, start: number): boolean {
  const minute = minuteOf(time);
  return minuteShownAt(zone, start) === minute && instantOf(zone, dayShownAt(zone, start), minute) === start;
}

/** Whether a start is where a wall time is moved to because its date does not have it. */
export function isNonexistent(zone: string, time: string, start: number): boolean {
  const minute = minuteOf(time);
  const shown = dayShownAt(zone, start);
  return [shown - 1, shown].some(
    (day) => instantsShowing(zone, day, minute).length === 0 && instantOf(zone, day, minute) === start,
  );
}

/** From where "workStart" counts: the beginning of the working interval, at most 24 hours ago, or the local midnight. */
function countedFrom(world: World, lead: Lead, start: number): number {
  const working = lead ? world.writtenHours.ofProviderByRule(lead) : world.writtenHours.ofLocation(false);
  const zone = world.hours.zoneOf(lead);
  const midnight = instantOf(zone, dayShownAt(zone, start), 0);
  const began = working?.beginningOf(start);
  return began === undefined || start - began > DAY ? midnight : began;
}

/** notice, cutoff and window */
export function isInTime(world: World, lead: Lead, start: number): boolean {
  const { now, without } = world;
  const { minNoticeMinutes = 0, cutoff, maxAdvanceDays } = world.problem.rules;
  const zone = world.hours.zoneOf(lead);
  const day = dayShownAt(zone, start);
  if (!without.has('NOTICE') && start < now + minNoticeMinutes) return false;
  if (cutoff && !without.has('CUTOFF')) {
    const closes = instantOf(zone, day - cutoff.daysBefore, minuteOf(cutoff.time));
    if (now >= closes) return false;
  }
  if (maxAdvanceDays !== undefined && !without.has('TOO_FAR'))
    return day - dayShownAt(zone, now) <= maxAdvanceDays;
  return true;
}

/** limits: whether a provider may have one more booking on the local date of the start, and in its week */
export function isWithinLimits(world: World, lead: Lead, start: number, provider: WrittenProvider): boolean {
  const { providerPerDay = Infinity, providerPerWeek = Infinity } = world.problem.rules;
  const zone = world.hours.zoneOf(lead);
  const day = dayShownAt(zone, start);
  const days = (world.taken.get(provider)?.bookings ?? []).map((booking) => dayShownAt(zone, booking));
  const thatDay = days.filter((other) => other === day).length;
  const thatWeek = days.filter((other) => weekOf(other) === weekOf(day)).length;
  return (
    (world.without.has('DAY_LIMIT') || thatDay + 1 <= providerPerDay) &&
    (world.without.has('WEEK_LIMIT') || thatWeek + 1 <= providerPerWeek)
  );
}
