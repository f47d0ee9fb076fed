import { addDays, addMonths, isDate, lastOfMonth, weekdayOf, daysBetween } from '#lib/i18n/dates.ts';
import { m } from '#lib/i18n/words.ts';

export type Period = { from: string; to: string };
const MOST_DAYS = 400;

/** Periods that one asks for most, by today's local date. */
function usual(today: string, firstWeekday: number): { key: string; label: string; period: Period }[] {
  const month = today.slice(0, 7);
  const last = addMonths(month, -1);
  const monday = addDays(today, -((weekdayOf(today) - firstWeekday + 7) % 7));
  return [
    { key: 'today', label: m.over_today(), period: { from: today, to: today } },
    { key: 'week', label: m.money_week(), period: { from: monday, to: addDays(monday, 6) } },
    { key: 'month', label: m.money_month(), period: { from: `${month}-01`, to: lastOfMonth(month) } },
    { key: 'last', label: m.money_last_month(), period: { from: `${last}-01`, to: lastOfMonth(last) } },
    {
      key: 'year',
      label: m.money_year(),
      period: { from: `${today.slice(0, 4)}-01-01`, to: `${today.slice(0, 4)}-12-31` },
    },
  ];
}

/** The period that an address names, this month if it names none that makes sense, and links to the usual ones. */
export function periodOf(url: URL, today: string, firstWeekday: number) {
  const [from, to] = [url.searchParams.get('from'), url.searchParams.get('to')];
  const all = usual(today, firstWeekday);
  const isSound = isDate(from) && isDate(to) && from <= to && daysBetween(from, to) <= MOST_DAYS;
  const month = all.find(({ key }) => key === 'month')?.period ?? { from: today, to: today };
  const period: Period = isSound ? { from, to } : month;
  return {
    period,
    // What was typed and does not make sense is said, not silently changed.
    isWrong: Boolean(from ?? to) && !isSound,
    links: all.map(({ key, label, period: { from: since, to: until } }) => ({
      key,
      label,
      query: `from=${since}&to=${until}`,
      isHere: since === period.from && until === period.to,
    })),
  };
}
