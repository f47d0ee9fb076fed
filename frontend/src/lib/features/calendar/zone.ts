import { addDays } from '#lib/features/slots/dates.ts';

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

/** The instant at which the wall clock of a place shows this; where clocks go forward, the one after the gap. */
export function instantOf(wall: string, timeZone: string): string {
  const meant = Date.parse(`${wall.slice(0, 16)}Z`);
  const offsetAt = (instant: number) => Date.parse(`${wallOf(instant, timeZone)}Z`) - instant;
  const first = meant - offsetAt(meant);
  return new Date(meant - offsetAt(first)).toISOString();
}

/** From the midnight before a date to the one after so many days. */
export function daysFrom(date: string, days: number, timeZone: string): { from: string; to: string } {
  return {
    from: instantOf(`${date}T00:00`, timeZone),
    to: instantOf(`${addDays(date, days)}T00:00`, timeZone),
  };
}
