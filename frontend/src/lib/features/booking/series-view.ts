import type { SeriesPreview } from '#lib/api/types.ts';
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
  total: string;
  /** What can be done with dates that are not free; empty where all are, or none. */
  ways: { value: Resolution; label: string }[];
  canBook: boolean;
};

type SeriesDate = SeriesPreview['dates'][number];

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
  const prices = free.flatMap(({ price }) => (price ? [price] : []));
  const currency = prices[0]?.currency;
  const amount = prices.reduce((sum, price) => sum + price.amount, 0);
  const movable = dates.some(({ isFree, alternative }) => !isFree && alternative);
  const ways: SeriesPlanView['ways'] = [];
  if (free.length < dates.length) {
    if (movable) ways.push({ value: 'move', label: m.book_series_move() });
    if (free.length > 0) ways.push({ value: 'skip', label: m.book_series_skip() });
  }
  return {
    name: localized(preview.name, locale),
    summary: m.book_series_count({ free: free.length, count: dates.length }),
    dates: dates.map((one) => ({
      date: one.date,
      when: `${shortDay(one.date.slice(0, 10), locale)}, ${timeOf(one.date, locale, timeZone)}`,
      text: answerText(one, locale, timeZone),
      price: one.price ? formatMoney(one.price, locale) : '',
      isFree: one.isFree,
      value: `${one.date} ${one.isFree ? one.date : (one.alternative?.start ?? '')}`.trim(),
    })),
    total: currency ? formatMoney({ amount, currency }, locale) : '',
    ways,
    canBook: free.length > 0 || movable,
  };
}

/** What is agreed: of the dates that the page showed, which, and at which starts. None that cannot be had. */
export function datesAgreed(
  shown: readonly string[],
  resolution: Resolution,
): { date: string; start: string }[] {
  return shown.flatMap((text) => {
    const [date = '', start = ''] = text.split(' ');
    return start && (start === date || resolution === 'move') ? [{ date, start }] : [];
  });
}
