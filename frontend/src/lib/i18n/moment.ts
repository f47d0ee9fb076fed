import { timeOf, todayIn } from './dates.ts';
import { m } from './words.ts';

/** A day with its weekday: `viernes, 27 de noviembre`. */
export function formatLongDay(instant: string | number, locale: string, timeZone: string): string {
  return new Intl.DateTimeFormat(locale, { weekday: 'long', day: 'numeric', month: 'long', timeZone })
    .format(new Date(instant))
    .replace(/^(\p{L}+(?:-feira)?), (?=\d)/u, '$1 ');
}

const DAY = 86_400_000;

/**
 * A day and time inside a sentence, as people say it: `hoy a las 18:00`, `el viernes a las 18:00`, and with the date when it
 * is more than six days away.
 */
export function momentIn(
  instant: string | number,
  locale: string,
  { timeZone, now }: { timeZone: string; now: number },
): string {
  const at = new Date(instant).getTime();
  const time = timeOf(at, locale, timeZone);
  if (todayIn(timeZone, at) === todayIn(timeZone, now)) return m.moment_today({ time });
  const isNear = at > now && at - now < 6 * DAY;
  const day = isNear
    ? new Intl.DateTimeFormat(locale, { weekday: 'long', timeZone }).format(at)
    : formatLongDay(at, locale, timeZone);
  return m.moment({ day, time });
}
