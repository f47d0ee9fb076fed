import type { Availability } from '#lib/api/types.ts';
import { addDays, addMonths, capital, formatDay, fullDay, lastOfMonth, weekdayOf } from '#lib/i18n/dates.ts';
import { formatWeekday } from '#lib/i18n/format.ts';
import { m } from '#lib/i18n/words.ts';
import type { MonthCell, MonthPicture } from './slots-types.ts';

type Ask = {
  locale: string;
  /** `2026-03` */
  month: string;
  today: string;
  firstWeekday: number;
  chosen?: string | undefined;
  dayHref: (date: string) => string;
  monthHref: (month: string) => string;
  closeHref: string;
  /** The last month one can look at. */
  last?: string;
};

const monthName = (month: string, locale: string) =>
  capital(formatDay(`${month}-01`, locale, { month: 'long', year: 'numeric' }), locale);

/** The dates of a month that can be asked for: none that are past. */
export function monthRange(month: string, today: string): { from: string; to: string } | null {
  const to = lastOfMonth(month);
  const from = `${month}-01` < today ? today : `${month}-01`;
  return from <= to ? { from, to } : null;
}

function cellOf(date: string, free: number, { locale, chosen, dayHref }: Ask): MonthCell {
  const label = capital(fullDay(date, locale), locale);
  return {
    date,
    day: Number(date.slice(8)),
    href: free > 0 ? dayHref(date) : null,
    label: `${label}: ${free > 0 ? m.slots_count_free({ count: free }) : m.slots_none_short()}`,
    isChosen: date === chosen,
  };
}

function link(month: string, { locale, monthHref }: Ask): { href: string; text: string } {
  return { href: monthHref(month), text: monthName(month, locale) };
}

/** A month in whole weeks; days without free time lead nowhere. */
export function monthPicture(days: Availability['days'], ask: Ask): MonthPicture {
  const { month, locale, firstWeekday, today, closeHref } = ask;
  const free = new Map(days.map(({ date, slots }) => [date, slots.length]));
  const first = `${month}-01`;
  const lead = (weekdayOf(first) - firstWeekday + 7) % 7;
  const cells: (MonthCell | null)[] = Array.from({ length: lead }, () => null);
  for (let date = first; date <= lastOfMonth(month); date = addDays(date, 1)) {
    cells.push(cellOf(date, free.get(date) ?? 0, ask));
  }
  while (cells.length % 7 > 0) cells.push(null);
  const order = Array.from({ length: 7 }, (_, index) => ((firstWeekday - 1 + index) % 7) + 1);
  return {
    title: monthName(month, locale),
    weekdays: order.map((day) => ({
      short: formatWeekday(day, locale, 'short').replace('.', ''),
      long: formatWeekday(day, locale),
    })),
    weeks: Array.from({ length: cells.length / 7 }, (_, week) => cells.slice(week * 7, week * 7 + 7)),
    earlier: month > today.slice(0, 7) ? link(addMonths(month, -1), ask) : null,
    later: month < (ask.last ?? addMonths(today.slice(0, 7), 12)) ? link(addMonths(month, 1), ask) : null,
    closeHref,
    closeText: m.slots_month_close(),
  };
}
