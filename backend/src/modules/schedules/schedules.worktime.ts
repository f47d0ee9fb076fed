import type { TxCtx } from '../../lib/context.ts';
import { DAY, toDate } from '../../scheduling/days.ts';
import {
  openingTime,
  providerTime,
  resourceTime,
  withoutTimeOff,
  type Stay,
} from '../../scheduling/hours.ts';
import { covers, type Ranges } from '../../scheduling/ranges.ts';
import type { Hours, Interval, LocalDay, Place } from '../../scheduling/types.ts';
import { zoneOf } from '../../scheduling/zones.ts';
import type { ChangeCtx } from '../catalogue/catalogue.changes.ts';
import { holidaysKept } from './schedules.holidays.ts';
import type { Take } from './schedules.takes.ts';

const dayAt = (date: Date): LocalDay => date.getTime() / 60_000 / DAY;
const minuteAt = (instant: Date) => instant.getTime() / 60_000;
const optional = (date: Date | null) => (date ? dayAt(date) : undefined);

/** Hours as they are stored, of the dates around a stay. */
function hoursBetween({ first, last }: Pick<Stay, 'first' | 'last'>) {
  return {
    keepsHours: true,
    weeklyHours: {
      select: { weekday: true, startMinute: true, endMinute: true, validFrom: true, validTo: true },
    },
    dateOverrides: {
      where: { date: { gte: toDate(first * DAY), lte: toDate(last * DAY) } },
      select: { date: true, intervals: true },
    },
  } as const;
}

interface HoursRow {
  keepsHours: boolean;
  weeklyHours: {
    weekday: number;
    startMinute: number;
    endMinute: number;
    validFrom: Date | null;
    validTo: Date | null;
  }[];
  dateOverrides: { date: Date; intervals: unknown }[];
}

function hoursOf({ keepsHours, weeklyHours, dateOverrides }: HoursRow): Hours {
  const weekly = weeklyHours.map(({ weekday, startMinute, endMinute, validFrom, validTo }) => ({
    weekday,
    start: startMinute,
    end: endMinute,
    validFrom: optional(validFrom),
    validTo: optional(validTo),
  }));
  return {
    weekly: keepsHours ? weekly : undefined,
    overrides: dateOverrides.map(({ date, intervals }) => ({
      day: dayAt(date),
      intervals: intervals as Interval[],
    })),
  };
}

/** The hours of everyone and everywhere in some takes, in a number of statements that does not grow with them. */
async function load(ctx: TxCtx, takes: readonly Take[], around: Pick<Stay, 'first' | 'last'>) {
  const hours = hoursBetween(around);
  const { tenant, db } = ctx;
  const idsOf = (field: 'subjectId' | 'locationId') => [
    ...new Set(takes.flatMap((take) => take[field] ?? [])),
  ];
  const subjects = await db.subject.findMany({
    where: { tenantId: tenant.id, id: { in: idsOf('subjectId') } },
    select: {
      id: true,
      kind: true,
      ...hours,
      provider: { select: { timeZone: true } },
      timeOff: { select: { startsAt: true, endsAt: true, startDate: true, endDate: true } },
    },
  });
  const locations = await db.location.findMany({
    where: { tenantId: tenant.id, id: { in: idsOf('locationId') } },
    select: { id: true, timeZone: true, address: true, ...hours },
  });
  return {
    subjects: new Map(subjects.map((subject) => [subject.id, subject])),
    locations: new Map(locations.map((location) => [location.id, location])),
  };
}

type Loaded = Awaited<ReturnType<typeof load>>;
type SubjectRow = Loaded['subjects'] extends Map<string, infer Row> ? Row : never;

function workingTime(
  row: SubjectRow,
  place: Place | undefined,
  stay: Stay,
  holidays: 'kept' | 'ignored',
): Ranges {
  const { timeOff } = row;
  const subject = {
    ...hoursOf(row),
    id: row.id,
    busy: [],
    timeOff: timeOff.flatMap(({ startsAt, endsAt }): Interval[] =>
      startsAt && endsAt ? [[minuteAt(startsAt), minuteAt(endsAt)]] : [],
    ),
    daysOff: timeOff.flatMap(({ startDate, endDate }): Interval[] =>
      startDate && endDate ? [[dayAt(startDate), dayAt(endDate)]] : [],
    ),
  };
  const opening = openingTime(place, stay, holidays);
  const time =
    row.kind === 'provider'
      ? providerTime(subject, place, opening, stay)
      : resourceTime(subject, opening, stay);
  return withoutTimeOff(time, subject, stay);
}

/** The takes that lie in the working time of their subject, as the database now has it (scheduling rules, section 3). */
export async function takesInHours(ctx: ChangeCtx, takes: readonly Take[]): Promise<Set<Take>> {
  if (takes.length === 0) return new Set();
  const around = {
    first: Math.floor(Math.min(...takes.map(({ from }) => from)) / DAY) - 2,
    last: Math.ceil(Math.max(...takes.map(({ to }) => to)) / DAY) + 2,
  };
  const { subjects, locations } = await load(ctx, takes, around);
  const holidaysOf = await holidaysKept(ctx, takes, [...locations.values()], around);

  function timeOf(take: Take): Ranges {
    const subject = subjects.get(take.subjectId);
    const location = locations.get(take.locationId ?? '');
    if (!subject) return [];
    const zone = zoneOf(location?.timeZone ?? subject.provider?.timeZone ?? take.timeZone);
    const place = location && { ...hoursOf(location), holidays: holidaysOf(take) };
    return workingTime(subject, place, { zone, ...around }, take.providerId ? 'ignored' : 'kept');
  }

  const known = new Map<string, Ranges>();
  return new Set(
    takes.filter((take) => {
      const { subjectId, locationId, serviceId, providerId } = take;
      const key = [subjectId, locationId, serviceId, providerId !== null].join();
      const time = known.get(key) ?? timeOf(take);
      known.set(key, time);
      return covers(time, take.from, take.to);
    }),
  );
}
