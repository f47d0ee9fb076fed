import type { Money, SeriesPreview } from '#lib/api/types.ts';
import { shortDay, timeOf } from '#lib/i18n/dates.ts';
import { formatMoney } from '#lib/i18n/format.ts';
import { localized } from '#lib/i18n/text.ts';
import { m } from '#lib/i18n/words.ts';

export type Resolution = 'all' | 'skip' | 'move';

export type SeriesDateView = {
  date: string;
  when: string;
  text: string;
  price: string;
  isFree: boolean;
  /** What the form sends of it: the date, and the start that can be had. */
  value: string;
};

export type SeriesPlanView = {
  name: string;
  summary: string;
  dates: SeriesDateView[];
  /** Of all dates; empty where it depends on the way. */
  total: string;
  /** What can be done with dates that are not free, and what it costs then; empty where all are free, or none. */
  ways: { value: Resolution; label: string }[];
  canBook: boolean;
};

type SeriesDate = SeriesPreview['dates'][number];

/** At its own start, or at the one in its place. */
const priceOf = ({ price, alternative }: SeriesDate) => price ?? alternative?.price;

function answerText({ isFree, alternative, date }: SeriesDate, locale: string, timeZone: string): string {
  if (isFree) return m.book_series_free();
  if (!alternative) return m.book_series_taken();
  const time = timeOf(alternative.start, locale, timeZone);
  const day = alternative.start.slice(0, 10);
  const sameDay = day === date.slice(0, 10);
  return m.book_series_instead({ time: sameDay ? time : `${shortDay(day, locale)}, ${time}` });
}

/** Each date of a series with its answer, and what can be done about those that are not free. */
export function seriesPlan(preview: SeriesPreview, locale: string): SeriesPlanView {
  const { dates, timeZone } = preview;
  const free = dates.filter(({ isFree }) => isFree);
  const movable = dates.some(({ alternative }) => alternative);
  const total = (prices: readonly (Money | undefined)[]) => {
    const [first, ...others] = prices.filter((price) => price !== undefined);
    const amount = others.reduce((sum, price) => sum + price.amount, first?.amount ?? 0);
    return first ? formatMoney({ ...first, amount }, locale) : '';
  };
  const ways: SeriesPlanView['ways'] = [];
  if (free.length < dates.length) {
    const label = (way: string, some: SeriesDate[]) =>
      m.book_series_way({ way, price: total(some.map(priceOf)) });
    if (movable) ways.push({ value: 'move', label: label(m.book_series_move(), dates) });
    if (free.length > 0) ways.push({ value: 'skip', label: label(m.book_series_skip(), free) });
  }
  return {
    name: localized(preview.name, locale),
    summary: m.book_series_count({ free: free.length, count: dates.length }),
    dates: dates.map((one) => ({
      date: one.date,
      when: `${shortDay(one.date.slice(0, 10), locale)}, ${timeOf(one.date, locale, timeZone)}`,
      text: answerText(one, locale, timeZone),
      price: total([priceOf(one)]),
      isFree: one.isFree,
      value: [one.date, one.isFree ? one.date : one.alternative?.start, priceOf(one)?.amount]
        .join(' ')
        .trim(),
    })),
    total: ways.length > 0 ? '' : total(free.map(priceOf)),
    ways,
    canBook: free.length > 0 || movable,
  };
}

/**
 * What is agreed: of the dates that the page showed, which, at which starts, and for how much, all together. None that cannot be had.
 * @param shown the values of the dates
 */
export function agreedOn(
  shown: readonly string[],
  resolution: Resolution,
): { dates: { date: string; start: string }[]; priceUpTo: number } {
  const had = shown
    .map((text) => text.split(' '))
    .flatMap(([date = '', start = '', price = '']) =>
      start && (start === date || resolution === 'move') ? [{ date, start, price: Number(price) }] : [],
    );
  return {
    dates: had.map(({ date, start }) => ({ date, start })),
    priceUpTo: had.reduce((sum, { price }) => sum + price, 0),
  };
}
