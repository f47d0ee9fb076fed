import { DAY } from '../../scheduling/days.ts';
import type { Instant, MinuteOfDay } from '../../scheduling/types.ts';
import { zoneOf } from '../../scheduling/zones.ts';

/** Minutes of the day between which nobody is disturbed: from (inclusive) to (exclusive); the same twice: never. */
export interface Quiet {
  from: MinuteOfDay;
  to: MinuteOfDay;
}

/** Who says nothing else sleeps from ten to eight. */
export const NIGHT: Quiet = { from: 22 * 60, to: 8 * 60 };

/**
 * So long before an instant as a clock on the wall there shows it: whole days keep the time of day, also where clocks change
 * in between; what is left are minutes that pass.
 * @param minutes below zero: after it
 */
export function before(timeZone: string, instant: Instant, minutes: number): Instant {
  const zone = zoneOf(timeZone);
  const days = Math.trunc(minutes / DAY);
  const { day, minute } = zone.toLocal(instant);
  const there = days === 0 ? instant : zone.toInstant(day - days, minute);
  return there - (minutes - days * DAY);
}

const isQuiet = ({ from, to }: Quiet, minute: MinuteOfDay) =>
  from <= to ? minute >= from && minute < to : minute >= from || minute < to;

/**
 * When somebody may be told what is due at an instant: then, or in the morning if that is in quiet hours.
 * @param until where the morning is too late (inclusive) they are told the evening before, in the last minute awake
 */
export function awakeAt(timeZone: string, due: Instant, quiet: Quiet, until = Infinity): Instant {
  const zone = zoneOf(timeZone);
  const { day, minute } = zone.toLocal(due);
  if (!isQuiet(quiet, minute)) return due;
  const isOverMidnight = quiet.from > quiet.to;
  const beganToday = !isOverMidnight || minute >= quiet.from;
  const morning = zone.toInstant(isOverMidnight && beganToday ? day + 1 : day, quiet.to);
  return morning < until ? morning : zone.toInstant(beganToday ? day : day - 1, quiet.from) - 1;
}
