const DAY = 86_400_000;

const utc = (date: string) => Date.parse(`${date}T00:00:00Z`);

/** The local date so many days later. */
export function addDays(date: string, days: number): string {
  return new Date(utc(date) + days * DAY).toISOString().slice(0, 10);
}

export function daysBetween(from: string, to: string): number {
  return Math.round((utc(to) - utc(from)) / DAY);
}

export function isDate(text: string | null | undefined): text is string {
  return !!text && /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(utc(text)) && addDays(text, 0) === text;
}

/** Today's date at a place, or that at another instant. */
export function todayIn(timeZone: string, now: Date | number = Date.now()): string {
  return new Intl.DateTimeFormat('en-CA', { timeZone, dateStyle: 'short' }).format(now);
}

/** Months as `2026-03`, so many later. */
export function addMonths(month: string, count: number): string {
  const [year = 0, number = 1] = month.split('-').map(Number);
  return new Date(Date.UTC(year, number - 1 + count, 1)).toISOString().slice(0, 7);
}

export function lastOfMonth(month: string): string {
  return addDays(`${addMonths(month, 1)}-01`, -1);
}

/** 1 is Monday, 7 Sunday. */
export function weekdayOf(date: string): number {
  return new Date(utc(date)).getUTCDay() || 7;
}

type Options = Omit<Intl.DateTimeFormatOptions, 'timeZone'>;

/** A local date, whatever zone the machine is in. */
export function formatDay(date: string, locale: string, options: Options): string {
  return new Intl.DateTimeFormat(locale, { ...options, timeZone: 'UTC' }).format(new Date(utc(date)));
}

/** `jueves, 26 de noviembre` */
export function fullDay(date: string, locale: string): string {
  return formatDay(date, locale, { weekday: 'long', day: 'numeric', month: 'long' });
}

/** `jue 26 nov` */
export function shortDay(date: string, locale: string): string {
  const text = formatDay(date, locale, { weekday: 'short', day: 'numeric', month: 'short' });
  return text.replaceAll(/[.,]/g, '').replaceAll(' de ', ' ');
}

/** The time at a place. Timetables are written with 24 hours in Spanish and Portuguese, whatever people say aloud. */
export function timeOf(instant: string | number, locale: string, timeZone: string): string {
  const style: Options = locale.startsWith('en')
    ? { timeStyle: 'short' }
    : { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' };
  return new Intl.DateTimeFormat(locale, { ...style, timeZone }).format(new Date(instant));
}

export function capital(text: string, locale: string): string {
  return text.charAt(0).toLocaleUpperCase(locale) + text.slice(1);
}
