import type { SearchResult } from '#lib/api/types.ts';
import { capital, daysBetween, formatDay, fullDay, timeOf, todayIn } from '#lib/i18n/dates.ts';
import { formatMoney } from '#lib/i18n/format.ts';
import { localized } from '#lib/i18n/text.ts';
import { m } from '#lib/i18n/words.ts';

/** A free start, as a link that begins the booking with it. */
export type StartView = { href: string; time: string; note: string; label: string };
export type FreeDay = { date: string; name: string; starts: StartView[] };

type Choice = Partial<
  Record<'service' | 'variant' | 'provider' | 'location' | 'session' | 'date' | 'start', string>
>;

/** Where the booking of a business goes on with what was chosen so far. */
export function bookHref(slug: string, choice: Choice): string {
  const given = Object.entries(choice).filter(([, value]) => value);
  return `/b/${encodeURIComponent(slug)}/book?${new URLSearchParams(given)}`;
}

/** `Hoy`, `Mañana`, `Sáb 28`, and with its month where it is far away. */
export function dayName(date: string, today: string, locale: string): string {
  const ahead = daysBetween(today, date);
  if (ahead === 0 || ahead === 1) {
    return capital(new Intl.RelativeTimeFormat(locale, { numeric: 'auto' }).format(ahead, 'day'), locale);
  }
  // English has no short way to say a weekday and a day without its month.
  const month = ahead > 6 || locale.startsWith('en') ? ({ month: 'short' } as const) : {};
  return capital(formatDay(date, locale, { weekday: 'short', day: 'numeric', ...month }), locale);
}

/** Few seats are worth a word; many are not. */
const FEW_SEATS = 3;

function noteOf(start: SearchResult['starts'][number], usual: number, locale: string): string {
  const { price, seatsLeft } = start;
  const seats =
    seatsLeft === undefined || seatsLeft > FEW_SEATS
      ? ''
      : seatsLeft === 1
        ? m.slots_last_seat()
        : m.slots_seats_left({ count: seatsLeft });
  return [price.amount === usual ? '' : formatMoney(price, locale), seats].filter(Boolean).join(' · ');
}

type Asked = {
  locale: string;
  provider?: string | undefined;
  /** What stands beside the service already, in minor units; left out: the least of the starts. */
  usual?: number | undefined;
  now?: Date;
  most?: number;
};

/** The free starts of a result by day; each goes on to the booking. */
export function freeDays(
  result: SearchResult,
  { locale, provider, usual = result.priceFrom.amount, now = new Date(), most = 4 }: Asked,
): FreeDay[] {
  const { business, service, location, timeZone } = result;
  const today = todayIn(timeZone, now);
  const name = localized(service.name, locale);
  const shown = result.starts.slice(0, most).map((start) => {
    const date = start.start.slice(0, 10);
    const time = timeOf(start.start, locale, timeZone);
    const note = noteOf(start, usual, locale);
    const href = bookHref(business.slug, {
      service: service.id,
      ...(provider && { provider }),
      ...(location && { location: location.id }),
      date,
      start: start.start,
      ...(start.sessionId && { session: start.sessionId }),
    });
    const label = `${name}, ${fullDay(date, locale)}, ${[time, note].filter(Boolean).join(' ')}`;
    return { date, href, time, note, label };
  });
  return [...Map.groupBy(shown, ({ date }) => date)].map(([date, starts]) => ({
    date,
    name: dayName(date, today, locale),
    starts: starts.map(({ date: _, ...start }) => start),
  }));
}
