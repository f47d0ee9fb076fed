import type { WeeklyHours } from '#lib/api/types.ts';
import { formatWeekday } from '#lib/i18n/format.ts';
import { m } from '#lib/i18n/words.ts';
import { clock, weekOf, type OpenState } from './hours.ts';

/** One line of a table of hours, in words. */
export type DayRow = { weekday: number; name: string; today: boolean; intervals: string[]; closed: string };

/** `closed` is what is said of a day without hours: places close, people are off. */
export function weekRows(
  hours: readonly WeeklyHours[],
  locale: string,
  { firstWeekday, today, closed }: { firstWeekday: number; today: number; closed: string },
): DayRow[] {
  return weekOf(hours, firstWeekday).map(({ weekday, intervals }) => ({
    weekday,
    name: formatWeekday(weekday, locale),
    today: weekday === today,
    intervals: intervals.map(({ start, end }) => `${clock(start)}–${clock(end)}`),
    closed: intervals.length === 0 ? closed : '',
  }));
}

/** `Abierto hasta las 20:30`, or when it opens next. */
export function openSentence(state: OpenState, locale: string): string {
  if (state.open) return m.open_until({ time: clock(state.until) });
  if (!state.opens) return m.hours_closed();
  const time = clock(state.opens.minute);
  if (state.opens.days === 0) return m.opens_today({ time });
  if (state.opens.days === 1) return m.opens_tomorrow({ time });
  return m.opens_on({ day: formatWeekday(state.opens.weekday, locale), time });
}
