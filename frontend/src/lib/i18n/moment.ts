import { m } from './words.ts';

/** A time of day as people write it there: `18:00`, `6:00 PM`. */
export function formatClock(instant: string | number, locale: string, timeZone: string): string {
  const hours = locale === 'en' ? { hour: 'numeric' as const } : { hour: '2-digit' as const };
  return new Intl.DateTimeFormat(locale, {
    ...hours,
    minute: '2-digit',
    hourCycle: locale === 'en' ? 'h12' : 'h23',
    timeZone,
  }).format(new Date(instant));
}

/** A day with its weekday: `viernes, 27 de noviembre`. */
export function formatLongDay(instant: string | number, locale: string, timeZone: string): string {
  return new Intl.DateTimeFormat(locale, { weekday: 'long', day: 'numeric', month: 'long', timeZone })
    .format(new Date(instant))
    .replace(/^(\p{L}+(?:-feira)?), (?=\d)/u, '$1 ');
}

/** A day and time inside a sentence: `el viernes 27 de noviembre a las 18:00`. */
export const momentIn = (instant: string | number, locale: string, timeZone: string): string =>
  m.moment({
    day: formatLongDay(instant, locale, timeZone),
    time: formatClock(instant, locale, timeZone),
  });
