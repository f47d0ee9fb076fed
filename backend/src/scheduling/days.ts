import type { Instant, LocalDay } from './types.ts';

export const DAY = 1440;
const MINUTE_MS = 60_000;

/** @param date "2026-03-01" @throws RangeError if there is no such date */
export function dayOf(date: string): LocalDay {
  const parsed = /^\d{4}-\d{2}-\d{2}$/.test(date) ? Date.parse(`${date}T00:00:00Z`) : NaN;
  // 30 February is read as 2 March, so what was read must read the same again.
  if (Number.isNaN(parsed) || new Date(parsed).toISOString().slice(0, 10) !== date)
    throw new RangeError(`"${date}" is not a date; write it as 2026-03-01`);
  return parsed / MINUTE_MS / DAY;
}

/** @returns "2026-03-01" */
export function dateOf(day: LocalDay): string {
  return new Date(day * DAY * MINUTE_MS).toISOString().slice(0, 10);
}

/** ISO: 1 is Monday. 1970-01-01 was a Thursday. */
export function weekdayOf(day: LocalDay): number {
  return ((((day + 3) % 7) + 7) % 7) + 1;
}

/** The Monday of the ISO week. */
export function weekOf(day: LocalDay): LocalDay {
  return day - weekdayOf(day) + 1;
}

/** @throws RangeError for what is no instant, or not a whole minute */
export function instantOf(time: Date | string): Instant {
  const minutes = (typeof time === 'string' ? Date.parse(time) : time.getTime()) / MINUTE_MS;
  if (!Number.isInteger(minutes)) throw new RangeError(`${String(time)} is not an instant in whole minutes`);
  return minutes;
}

export function toDate(instant: Instant): Date {
  return new Date(instant * MINUTE_MS);
}

/** @returns "2026-03-02T09:30:00Z" */
export function isoOf(instant: Instant): string {
  return `${toDate(instant).toISOString().slice(0, 19)}Z`;
}
