import type { Calendar } from '#lib/api/types.ts';
import { addDays, capital, fullDay, timeOf } from '#lib/i18n/dates.ts';
import type { Locale } from '#lib/i18n/locale.ts';
import { localized } from '#lib/i18n/text.ts';
import { m } from '#lib/i18n/words.ts';
import { wallOf } from '#lib/i18n/zone.ts';
import { servedBy, staffState, whatOf, type RowView } from './row-view.ts';
import { unitNames } from './unit-names.ts';

/** A block that can be freed, with what makes it again. */
export type FreedBlock = { id: string; who: string; startsAt: string; endsAt: string; reason: string };
type AgendaLine = {
  id: string;
  time: string;
  kind: 'booking' | 'session' | 'block' | 'off';
  text: string;
  about: string;
  state: RowView['state'] | null;
  href: string;
  move: string;
  free: FreedBlock | null;
};
export type AgendaDay = { date: string; title: string; lines: AgendaLine[] };

type Wanted = {
  date: string;
  days: number;
  /** Only of whom, or of what. */
  only: string | null;
  now: Date;
  /** Of whose time, or of which thing's, whoever looks may write the schedule. */
  mayPlan: (subjectId: string | null) => boolean;
  /** Where a class or a block is changed. */
  editHref: (id: string) => string;
};

/** The calendar as a list of days: what the keyboard, screen readers and browsers without scripts work with. */
export function agendaView(
  calendar: Calendar,
  { date, days, only, now, mayPlan, editHref }: Wanted,
  locale: Locale,
): AgendaDay[] {
  const { timeZone, providers } = calendar;
  const names = new Map([
    ...providers.map(({ id, name }) => [id, name] as const),
    ...unitNames(calendar, locale),
  ]);
  const isOf = (ids: readonly (string | null)[]) => only === null || ids.includes(only);
  const named = (ids: readonly (string | null)[]) =>
    ids.flatMap((id) => names.get(id ?? '') ?? []).join(', ');
  const span = ({ startsAt, endsAt }: { startsAt: string; endsAt: string }) =>
    m.bookings_range({ start: timeOf(startsAt, locale, timeZone), end: timeOf(endsAt, locale, timeZone) });
  const none = { state: null, href: '', move: '', free: null };
  const units = new Set(calendar.resourceUnits.map(({ id }) => id));

  const lines = [
    ...calendar.bookings
      .filter((one) => isOf([...servedBy(one), ...one.takes.map(({ subjectId }) => subjectId)]))
      .map((one) => {
        const href = `/provider/bookings/${one.id}`;
        const day = wallOf(one.startsAt, timeZone).slice(0, 10);
        const movable = one.state === 'confirmed' || one.state === 'pending';
        const line: AgendaLine = {
          ...none,
          id: one.id,
          time: span(one),
          kind: 'booking',
          text: one.customer?.name ?? m.cal_nobody_yet(),
          about: [whatOf(one, locale), named(servedBy(one))].filter(Boolean).join(' · '),
          state: staffState(one.state),
          href,
          move: movable ? `${href}?date=${day}#move` : '',
        };
        return { at: one.startsAt, line };
      }),
    ...calendar.sessions
      .filter((one) => isOf([one.providerId, ...one.unitIds]))
      .map((one) => {
        const line: AgendaLine = {
          ...none,
          id: one.id,
          time: span(one),
          kind: 'session',
          text: localized(one.serviceName, locale),
          about: [m.cal_seats({ taken: one.seatsTaken, capacity: one.capacity }), named([one.providerId])]
            .filter(Boolean)
            .join(' · '),
          move: mayPlan(one.providerId) && Date.parse(one.startsAt) > now.getTime() ? editHref(one.id) : '',
        };
        return { at: one.startsAt, line };
      }),
    ...calendar.blocks
      .filter(({ subjectId }) => isOf([subjectId]))
      .map((one) => {
        const about = [named([one.subjectId]), one.reason].filter(Boolean).join(' · ');
        const line: AgendaLine = {
          ...none,
          id: one.id,
          time: span(one),
          kind: 'block',
          text: m.cal_blocked(),
          about,
          ...(mayPlan(one.subjectId) && {
            move: editHref(one.id),
            free: {
              ...{ id: one.id, startsAt: one.startsAt, endsAt: one.endsAt, reason: one.reason ?? '' },
              who: units.has(one.subjectId) ? `unit ${one.subjectId}` : one.subjectId,
            },
          }),
        };
        return { at: one.startsAt, line };
      }),
    ...calendar.timeOff
      .filter(({ subjectId }) => isOf([subjectId]))
      .map((one) => {
        const id = `${one.id}.${one.startsAt}`;
        const line: AgendaLine = {
          ...none,
          id,
          time: span(one),
          kind: 'off',
          text: m.cal_off(),
          about: named([one.subjectId]),
        };
        return { at: one.startsAt, line };
      }),
  ].toSorted((a, b) => Date.parse(a.at) - Date.parse(b.at));

  const last = addDays(date, days - 1);
  const dayOf = (at: string) => {
    const day = wallOf(at, timeZone).slice(0, 10);
    // What began before stands on the first day.
    return day < date ? date : day > last ? last : day;
  };
  const byDay = Map.groupBy(lines, ({ at }) => dayOf(at));
  return Array.from({ length: days }, (_, n) => addDays(date, n)).map((day) => ({
    date: day,
    title: capital(fullDay(day, locale), locale),
    lines: (byDay.get(day) ?? []).map(({ line }) => line),
  }));
}
