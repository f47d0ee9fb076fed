import { addDays, addMonths, capital, formatDay, fullDay, shortDay, weekdayOf } from '#lib/i18n/dates.ts';
import type { ViewName } from './grid-view.ts';

type Stretch = {
  first: string;
  days: number;
  /** A date of the stretch before, and of the one after. */
  before: string;
  after: string;
};

/** The days that a view shows around a date. @param firstWeekday 1 is Monday */
export function stretchOf(view: ViewName, date: string, firstWeekday: number): Stretch {
  const back = (day: string) => addDays(day, -((weekdayOf(day) - firstWeekday + 7) % 7));
  switch (view) {
    case 'day':
      return { first: date, days: 1, before: addDays(date, -1), after: addDays(date, 1) };
    case 'week':
      return { first: back(date), days: 7, before: addDays(date, -7), after: addDays(date, 7) };
    case 'list':
      return { first: date, days: 7, before: addDays(date, -7), after: addDays(date, 7) };
    case 'month': {
      const month = date.slice(0, 7);
      return {
        first: back(`${month}-01`),
        days: 42,
        before: `${addMonths(month, -1)}-01`,
        after: `${addMonths(month, 1)}-01`,
      };
    }
  }
}

/** What a stretch is called: `Sábado, 21 de noviembre`, `Lun 16 nov – dom 22 nov`, `Noviembre de 2026`. */
export function titleOf(view: ViewName, date: string, { first, days }: Stretch, locale: string): string {
  if (view === 'day') return capital(fullDay(date, locale), locale);
  if (view === 'month') return capital(formatDay(date, locale, { month: 'long', year: 'numeric' }), locale);
  return capital(`${shortDay(first, locale)} – ${shortDay(addDays(first, days - 1), locale)}`, locale);
}
