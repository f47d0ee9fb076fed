import type { BookingState, Calendar } from '#lib/api/types.ts';
import type { Locale } from '#lib/i18n/locale.ts';
import { localized } from '#lib/i18n/text.ts';
import { m } from '#lib/i18n/words.ts';
import { wallOf } from '#lib/i18n/zone.ts';
import type { Standing } from './conflicts.ts';
import { servedBy, staffState, whatOf } from './row-view.ts';
import { unitNames } from './unit-names.ts';

export type ViewName = 'day' | 'week' | 'month' | 'list';
export type Axis = 'provider' | 'resource';

export type GridEvent = Standing & {
  who: string;
  what: string;
  state: BookingState | null;
  stateText: string;
  /** A colour of a dozen: of whose it is. */
  tint: number;
  initials: string;
  seriesId: string | null;
  /** Whom it keeps when it is moved; null where nobody serves. */
  providerId: string | null;
  movable: boolean;
  /** Whether its end may be dragged, too. */
  stretchable: boolean;
  mark: string;
};

/** Where something is put, by the wall clock. */
export type Place = { start: string; end: string; columnId: string | undefined };

export type GridView = {
  view: Exclude<ViewName, 'list'>;
  axis: Axis;
  date: string;
  columns: { id: string; title: string }[];
  events: GridEvent[];
  /** Whole hours, the first and the last that are shown. */
  hours: [first: number, last: number];
};

const TINTS = 12;
const MOVABLE = new Set<BookingState>(['pending', 'confirmed']);
/** What has begun may still take longer. */
export const RESIZABLE = new Set<BookingState>([...MOVABLE, 'checked_in']);

const initialsOf = (name: string) =>
  name
    .split(/\s+/)
    .slice(0, 2)
    .map((part) => part.charAt(0))
    .join('');

/** The stretches between spans, from one end to the other; spans come in their order and do not overlap. */
export function gapsIn(
  spans: readonly { startsAt: string; endsAt: string }[],
  [from, to]: readonly [string, string],
): [string, string][] {
  const edges = [
    Date.parse(from),
    ...spans.flatMap(({ startsAt, endsAt }) => [startsAt, endsAt].map(Date.parse)),
    Date.parse(to),
  ];
  return Array.from({ length: edges.length / 2 }, (_, n): [number, number] => [
    edges[n * 2] ?? 0,
    edges[n * 2 + 1] ?? 0,
  ])
    .filter(([start, end]) => start < end)
    .map(([start, end]) => [new Date(start).toISOString(), new Date(end).toISOString()]);
}

/** Where nobody has hours of their own, as at a court: when something can be noted though nothing is yet. */
const USUAL: [number, number] = [8, 23];

/** The hours in which anything happens, so that the night takes no room. */
function hoursOf(calendar: Calendar): [number, number] {
  const { timeZone, providers, bookings, sessions } = calendar;
  const spans = [...providers.flatMap(({ working }) => working), ...bookings, ...sessions];
  if (spans.length === 0) return USUAL;
  const hour = (instant: string) => Number(wallOf(instant, timeZone).slice(11, 13));
  const sameDay = spans.filter(
    ({ startsAt, endsAt }) =>
      wallOf(startsAt, timeZone).slice(0, 10) === wallOf(endsAt, timeZone).slice(0, 10),
  );
  if (sameDay.length < spans.length) return [0, 24];
  const first = Math.min(...spans.map(({ startsAt }) => hour(startsAt)));
  const last = Math.max(
    ...spans.map(({ endsAt }) => hour(new Date(Date.parse(endsAt) - 1).toISOString()) + 1),
  );
  if (providers.some(({ working }) => working.length > 0)) return [first, last];
  return [Math.min(first, USUAL[0]), Math.max(last, USUAL[1])];
}

/** Who, or what, stands side by side. */
export const columnsOf = (calendar: Calendar, axis: Axis, locale: Locale): GridView['columns'] =>
  axis === 'provider'
    ? calendar.providers.map(({ id, name }) => ({ id, title: name }))
    : [...unitNames(calendar, locale)].map(([id, title]) => ({ id, title }));

type Wanted = {
  view: GridView['view'];
  axis: Axis;
  date: string;
  from: string;
  to: string;
  /** Only this column. */
  only: string | null;
  /** Of whose time, or of which thing's, whoever looks may write the schedule. */
  mayPlan: (subjectId: string | null) => boolean;
  now: Date;
};

/** The calendar as a grid: columns, and what stands in them by the wall clock. */
export function gridView(calendar: Calendar, wanted: Wanted, locale: Locale): GridView {
  const { timeZone, providers } = calendar;
  const { axis, only, view, date, mayPlan, now } = wanted;
  const all = columnsOf(calendar, axis, locale);
  const columns = only ? all.filter(({ id }) => id === only) : all;
  const shown = new Set(columns.map(({ id }) => id));
  const tints = new Map(all.map(({ id }, index) => [id, index % TINTS]));
  const titles = new Map(all.map(({ id, title }) => [id, title]));
  const at = (ids: readonly (string | null)[]) =>
    ids.filter((id): id is string => id !== null && shown.has(id));
  const wall = (span: { startsAt: string; endsAt: string }) => ({
    start: wallOf(span.startsAt, timeZone),
    end: wallOf(span.endsAt, timeZone),
  });
  const base = { who: '', what: '', state: null, stateText: '', seriesId: null, providerId: null };
  const plain = {
    ...{ ...base, initials: '', tint: 0, mark: '', takes: true },
    ...{ movable: false, stretchable: false },
  };

  const bookings = calendar.bookings.flatMap((booking): GridEvent[] => {
    if (booking.items[0]?.sessionId) return [];
    const people = servedBy(booking);
    const parts =
      axis === 'provider'
        ? booking.items.map((item) => ({ ...item, ids: item.providerIds }))
        : [{ ...booking, ids: booking.takes.map(({ subjectId }) => subjectId) }];
    const name = booking.customer?.name ?? m.cal_nobody_yet();
    const isOne = booking.items.length === 1 && people.length < 2;
    return parts.flatMap((part, index) => {
      const resourceIds = at(part.ids);
      if (resourceIds.length === 0 && (only || part.ids.length > 0 || view !== 'month')) return [];
      return {
        ...wall(part),
        id: index === 0 ? booking.id : `${booking.id}.${index}`,
        of: booking.id,
        resourceIds,
        kind: 'booking' as const,
        name,
        who: name,
        what: whatOf(booking, locale),
        state: booking.state,
        stateText: staffState(booking.state).label,
        tint: tints.get(resourceIds[0] ?? '') ?? 0,
        initials: initialsOf(titles.get(resourceIds[0] ?? '') ?? ''),
        seriesId: booking.seriesId,
        providerId: people[0] ?? null,
        movable: parts.length === 1 && people.length < 2 && MOVABLE.has(booking.state),
        stretchable: isOne && RESIZABLE.has(booking.state),
        takes: booking.state !== 'no_show',
        mark: '',
      };
    });
  });
  const sessions = calendar.sessions.flatMap((one): GridEvent[] => {
    const resourceIds = at(axis === 'provider' ? [one.providerId] : one.unitIds);
    if (resourceIds.length === 0) return [];
    const name = localized(one.serviceName, locale);
    const seats = m.cal_seats({ taken: one.seatsTaken, capacity: one.capacity });
    const tint = tints.get(resourceIds[0] ?? '') ?? 0;
    const movable = mayPlan(one.providerId) && Date.parse(one.startsAt) > now.getTime();
    return [
      {
        ...plain,
        ...wall(one),
        ...{ movable, stretchable: movable, providerId: one.providerId },
        id: one.id,
        of: one.id,
        resourceIds,
        kind: 'session',
        name,
        who: name,
        what: seats,
        tint,
      },
    ];
  });
  const away =
    (kind: 'block' | 'off', text: string) =>
    (one: Calendar['blocks'][number]): GridEvent[] => {
      const resourceIds = at([one.subjectId]);
      if (resourceIds.length === 0) return [];
      const id = `${one.id}.${one.startsAt}`;
      const movable = kind === 'block' && mayPlan(one.subjectId);
      return [
        {
          ...plain,
          ...{ movable, stretchable: movable },
          ...wall(one),
          id,
          of: one.id,
          resourceIds,
          kind,
          name: text,
          who: text,
          what: one.reason ?? '',
        },
      ];
    };
  const shades =
    axis === 'provider' && view !== 'month'
      ? providers
          .filter(({ id }) => shown.has(id))
          .flatMap(({ id, working }) =>
            gapsIn(working, [wanted.from, wanted.to]).map(([startsAt, endsAt]): GridEvent => {
              const key = `${id}.${startsAt}`;
              return {
                ...plain,
                ...wall({ startsAt, endsAt }),
                id: key,
                of: key,
                resourceIds: [id],
                kind: 'shade',
                name: '',
              };
            }),
          )
      : [];
  return {
    view,
    axis,
    date,
    columns,
    events: [
      ...bookings,
      ...sessions,
      ...calendar.blocks.flatMap(away('block', m.cal_blocked())),
      ...calendar.timeOff.flatMap(away('off', m.cal_off())),
      ...shades,
    ],
    hours: hoursOf(calendar),
  };
}
