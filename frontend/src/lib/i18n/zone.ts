import { addDays } from './dates.ts';

const formats = new Map<string, Intl.DateTimeFormat>();

/** What the wall clock of a place shows: `2026-11-21T18:00`. */
export function wallOf(instant: string | number, timeZone: string): string {
  let format = formats.get(timeZone);
  if (!format) {
    format = new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'short' });
    formats.set(timeZone, format);
  }
  return format.format(new Date(instant)).replace(' ', 'T');
}

/** Minutes by which the wall clock of a place is ahead of Greenwich at an instant. */
export function aheadOf(instant: string | number, timeZone: string): number {
  const minute = Math.floor(new Date(instant).getTime() / 60_000);
  return Date.parse(`${wallOf(instant, timeZone)}Z`) / 60_000 - minute;
}

/** The instant at which the wall clock of a place shows this; where clocks go forward, the one after the gap. */
export function instantOf(wall: string, timeZone: string): string {
  const meant = Date.parse(`${wall.slice(0, 16)}Z`);
  const offsetAt = (instant: number) => aheadOf(instant, timeZone) * 60_000;
  return new Date(meant - offsetAt(meant - offsetAt(meant))).toISOString();
}

const WALL = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}$/;

/** As `instantOf`, of what was typed or stands in an address; nothing for what no clock shows. */
export function instantAt(wall: string, timeZone: string): string | undefined {
  return WALL.test(wall) && !Number.isNaN(Date.parse(`${wall}Z`)) ? instantOf(wall, timeZone) : undefined;
}

/** From the midnight before a date to the one after so many days. */
export function daysFrom(date: string, days: number, timeZone: string): { from: string; to: string } {
  return {
    from: instantOf(`${date}T00:00`, timeZone),
    to: instantOf(`${addDays(date, days)}T00:00`, timeZone),
  };
}
