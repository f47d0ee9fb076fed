import { capital, daysBetween, timeOf, todayIn } from '#lib/i18n/dates.ts';
import { m } from '#lib/i18n/words.ts';

/** A time as a ticket shows it: its parts to look at, and the whole to be read. */
export type WhenView = {
  iso: string;
  weekday: string;
  day: string;
  month: string;
  /** `Sábado, 21 de noviembre` */
  date: string;
  /** `18:00 a 18:45` */
  time: string;
  start: string;
  /** `sábado, 21 de noviembre, 18:00` */
  full: string;
  /** `mañana`, `en 3 días` */
  near: string;
};

function near(startsAt: string, timeZone: string, locale: string, now: Date): string {
  const days = daysBetween(todayIn(timeZone, now), todayIn(timeZone, new Date(startsAt)));
  return new Intl.RelativeTimeFormat(locale, { numeric: 'auto' }).format(days, 'day');
}

/** Day and time in the zone of the place: `sáb, 21 nov, 18:00`. */
export function dayAndTime(instant: string, locale: string, timeZone: string): string {
  const date = new Date(instant);
  const sameYear = date.getFullYear() === new Date().getFullYear();
  const day = new Intl.DateTimeFormat(locale, {
    timeZone,
    weekday: 'long',
    day: 'numeric',
    month: 'long',
    ...(sameYear ? {} : { year: 'numeric' }),
  }).format(date);
  return `${day}, ${timeOf(instant, locale, timeZone)}`;
}

export function whenView(
  { startsAt, endsAt, timeZone }: { startsAt: string; endsAt: string; timeZone: string },
  locale: string,
  now = new Date(),
): WhenView {
  const date = new Date(startsAt);
  const part = (options: Intl.DateTimeFormatOptions) =>
    new Intl.DateTimeFormat(locale, { ...options, timeZone }).format(date).replace('.', '');
  const [start, end] = [timeOf(startsAt, locale, timeZone), timeOf(endsAt, locale, timeZone)];
  const full = dayAndTime(startsAt, locale, timeZone);
  return {
    iso: startsAt,
    weekday: part({ weekday: 'short' }),
    day: part({ day: 'numeric' }),
    month: part({ month: 'short' }),
    date: capital(part({ weekday: 'long', day: 'numeric', month: 'long' }), locale),
    time: m.bookings_range({ start, end }),
    start,
    full,
    near: near(startsAt, timeZone, locale, now),
  };
}
