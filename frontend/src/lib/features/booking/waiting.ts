import type { ServiceTerms } from '#lib/api/types.ts';
import { addDays, daysBetween, isDate } from '#lib/i18n/dates.ts';
import { m } from '#lib/i18n/words.ts';

/** Days between the first and the last that one waits for, at most. */
const MOST = 61;

const times = {
  any: undefined,
  morning: { start: '00:00', end: '12:00' },
  afternoon: { start: '12:00', end: '19:00' },
  evening: { start: '19:00', end: '24:00' },
} as const;

type Part = keyof typeof times;
const isPart = (text: string): text is Part => text in times;

export function partOptions(): { value: Part; label: string }[] {
  return [
    { value: 'any', label: m.book_wait_any() },
    { value: 'morning', label: m.slots_morning() },
    { value: 'afternoon', label: m.slots_afternoon() },
    { value: 'evening', label: m.slots_evening() },
  ];
}

/** The dates that a form begins with: a week from the day that was looked at. */
export function usualDates(today: string, date: string | undefined, terms: ServiceTerms) {
  const last = addDays(today, Math.min(terms.maxAdvanceDays, MOST));
  const from = date && date >= today && date <= last ? date : today;
  const week = addDays(from, 6);
  return { first: today, last, from, to: week < last ? week : last };
}

/** What is wrong with the dates of a form, by their field. */
export function mistakesInDates(from: string, to: string): Record<string, string> {
  const errors: Record<string, string> = {};
  if (!isDate(from)) errors['from'] = m.field_required();
  if (!isDate(to)) errors['to'] = m.field_required();
  else if (isDate(from) && daysBetween(from, to) < 0) errors['to'] = m.book_wait_dates();
  return errors;
}

/** Dates and times of day as the API takes them. */
export function whenOf({ from, to, part }: { from: string; to: string; part: string }) {
  const hours = isPart(part) ? times[part] : undefined;
  return { from, to, ...(hours ? { times: hours } : {}) };
}
