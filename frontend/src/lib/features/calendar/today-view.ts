import type { Calendar } from '#lib/api/types.ts';
import { addDays, capital, fullDay, timeOf } from '#lib/i18n/dates.ts';
import type { Locale } from '#lib/i18n/locale.ts';
import { localized } from '#lib/i18n/text.ts';
import { m } from '#lib/i18n/words.ts';
import { rowView, servedBy, type RowView } from './row-view.ts';

/** What is not a booking: a block, time off, a class. */
type Other = { id: string; startsAt: string; time: string; end: string; text: string; about: string };
type Line = { kind: 'booking'; row: RowView } | { kind: 'other'; other: Other };

type TodayView = {
  date: string;
  title: string;
  isToday: boolean;
  before: string;
  after: string;
  /** Who comes next, or is here. */
  next: RowView | null;
  /** What waits for somebody: requests, and those who should be here. */
  waiting: RowView[];
  lines: Line[];
  summary: string;
};

const HERE = new Set(['confirmed', 'checked_in']);

/** The day of one provider, or of all. @param of the providers that are meant; null: all */
export function todayView(
  calendar: Calendar,
  { date, today, of }: { date: string; today: string; of: string | null },
  locale: Locale,
  now = new Date(),
): TodayView {
  const { timeZone, sessions, blocks, timeOff, providers } = calendar;
  const names = new Map(providers.map(({ id, name }) => [id, name]));
  const isOf = (ids: readonly (string | null)[]) => of === null || ids.includes(of);
  const rows = calendar.bookings
    .filter((booking) => isOf([...servedBy(booking), ...booking.takes.map(({ subjectId }) => subjectId)]))
    .map((booking) => rowView(booking, calendar, locale, now));
  const other = (
    id: string,
    span: { startsAt: string; endsAt: string },
    text: string,
    about: string,
  ): Line => ({
    kind: 'other',
    other: {
      id,
      startsAt: span.startsAt,
      time: timeOf(span.startsAt, locale, timeZone),
      end: timeOf(span.endsAt, locale, timeZone),
      text,
      about,
    },
  });
  const lines: Line[] = [
    ...rows.map((row): Line => ({ kind: 'booking', row })),
    ...sessions
      .filter(({ providerId }) => isOf([providerId]))
      .map((one) =>
        other(
          one.id,
          one,
          localized(one.serviceName, locale),
          m.cal_seats({ taken: one.seatsTaken, capacity: one.capacity }),
        ),
      ),
    ...blocks
      .filter(({ subjectId }) => isOf([subjectId]) && names.has(subjectId))
      .map((one) =>
        other(
          one.id,
          one,
          m.cal_blocked(),
          [of ? '' : names.get(one.subjectId), one.reason].filter(Boolean).join(' · '),
        ),
      ),
    ...timeOff
      .filter(({ subjectId }) => isOf([subjectId]) && names.has(subjectId))
      .map((one) => other(one.id, one, m.cal_off(), of ? '' : (names.get(one.subjectId) ?? ''))),
  ];
  const startOf = (line: Line) => (line.kind === 'booking' ? line.row.startsAt : line.other.startsAt);
  const endsOf = new Map(calendar.bookings.map(({ id, endsAt }) => [id, Date.parse(endsAt)]));
  const isToday = date === today;
  const done = rows.filter(({ state }) => state.key === 'completed').length;
  return {
    date,
    title: capital(fullDay(date, locale), locale),
    isToday,
    before: addDays(date, -1),
    after: addDays(date, 1),
    next: isToday
      ? (rows.find(
          ({ id, late, state }) => !late && HERE.has(state.key) && (endsOf.get(id) ?? 0) > now.getTime(),
        ) ?? null)
      : null,
    waiting: rows.filter(({ late, state }) => late || state.key === 'pending'),
    lines: lines.toSorted((a, b) => Date.parse(startOf(a)) - Date.parse(startOf(b))),
    summary: rows.length > 0 ? m.cal_summary({ count: rows.length, done }) : '',
  };
}
