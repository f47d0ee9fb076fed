import type { WeeklyHours } from './verticals.fields.ts';

const DAY = 1440;
const WEEK = 7 * DAY;

/** One interval of the week as it is stored; `endMinute` past 1440 ends on the next local day. */
export type WeekInterval = { weekday: number; startMinute: number; endMinute: number };

/** Minutes since midnight of a wall time "HH:MM"; "24:00" is 1440. */
export function minuteOfDay(wallTime: string): number {
  const [hours, minutes] = wallTime.split(':').map(Number);
  return (hours ?? 0) * 60 + (minutes ?? 0);
}

/** The wall time "HH:MM" of a minute of the day, 0 to 1440. */
export function wallTimeOf(minute: number): string {
  const [hours, minutes] = [Math.floor(minute / 60), minute % 60];
  return `${String(hours).padStart(2, '0')}:${String(minutes).padStart(2, '0')}`;
}

/** One row per weekday, sorted: `{days: [5], start: "22:00", end: "02:00"}` is Friday 1320 to 1560. */
export function expandHours(hours: WeeklyHours): WeekInterval[] {
  return hours
    .flatMap(({ days, start, end }) => {
      const startMinute = minuteOfDay(start);
      const until = minuteOfDay(end);
      const endMinute = until > startMinute ? until : until + DAY;
      return days.map((weekday) => ({ weekday, startMinute, endMinute }));
    })
    .toSorted((a, b) => a.weekday - b.weekday || a.startMinute - b.startMinute);
}

/** Two intervals that overlap within the week, Sunday night reaching into Monday, or undefined. Touching is fine. */
export function findOverlap(hours: WeeklyHours): [WeekInterval, WeekInterval] | undefined {
  const intervals = expandHours(hours);
  for (const [index, interval] of intervals.entries()) {
    const last = index === intervals.length - 1;
    const next = last ? intervals[0] : intervals[index + 1];
    if (next === undefined || (last && index === 0)) continue;
    const nextStart = next.weekday * DAY + next.startMinute + (last ? WEEK : 0);
    if (interval.weekday * DAY + interval.endMinute > nextStart) return [interval, next];
  }
  return undefined;
}

/** Whether every minute of the inner hours lies within the outer ones; touching outer intervals count as one. */
export function liesWithin(inner: WeeklyHours, outer: WeeklyHours): boolean {
  const open = new Uint8Array(WEEK);
  const each = (hours: WeeklyHours, visit: (minute: number) => void) => {
    for (const { weekday, startMinute, endMinute } of expandHours(hours)) {
      for (let minute = startMinute; minute < endMinute; minute++)
        visit(((weekday - 1) * DAY + minute) % WEEK);
    }
  };
  each(outer, (minute) => (open[minute] = 1));
  let inside = true;
  each(inner, (minute) => (inside &&= open[minute] === 1));
  return inside;
}
