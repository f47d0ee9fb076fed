import type { SqlCtx } from '../../lib/context.ts';
import { statement } from '../../lib/database.ts';
import { dateOf, DAY, toDate } from '../../scheduling/days.ts';
import type {
  DateOverride,
  Hours,
  Instant,
  Interval,
  LocalDay,
  Subject,
  WeeklyInterval,
} from '../../scheduling/types.ts';
import { BESIDE_BITS, freeCells, loadTaken, loadTakenAgain, type Taken } from '../freetime/freetime.taken.ts';

// Many small numbers come as one text a subject: rows cost the driver more than numbers do.

interface OwnedNumbers {
  ownerId: string;
  numbers: string;
}

interface OverrideRow {
  ownerId: string;
  day: LocalDay;
  intervals: Interval[];
}

interface TimeOffRow {
  ownerId: string;
  /** Instants; null where it is whole local days. */
  from: Instant | null;
  to: Instant | null;
  firstDay: LocalDay | null;
  lastDay: LocalDay | null;
}

interface BusyRow extends OwnedNumbers {
  /** Milliseconds until the first of its holds ends. */
  endsIn: number | null;
}

const MINUTE = (bound: string, round: 'floor' | 'ceil') => `${round}(date_part('epoch', ${bound}) / 60)::int`;
const DAYS = (column: string) => `${column} - date '1970-01-01'`;
export const ENDS_IN = `ceil(date_part('epoch', min(expires_at) FILTER (WHERE state = 'held') - statement_timestamp())
  * 1000)::int AS "endsIn"`;

const HOURS = statement<OwnedNumbers>(`
  SELECT coalesce(location_id, subject_id) AS "ownerId",
    string_agg(concat_ws(',', weekday, start_minute, end_minute, coalesce(${DAYS('valid_from')}, 0),
      coalesce(${DAYS('valid_to')}, 1000000)), ',') AS numbers
  FROM weekly_hours
  WHERE tenant_id = $1 AND (subject_id = ANY($2::uuid[]) OR location_id = ANY($3::uuid[]))
    AND (valid_from IS NULL OR valid_from <= $5::date) AND (valid_to IS NULL OR valid_to >= $4::date)
  GROUP BY 1`);

const OVERRIDES = statement<OverrideRow>(`
  SELECT subject_id AS "ownerId", ${DAYS('date')} AS day, intervals FROM date_overrides
  WHERE tenant_id = $1 AND subject_id = ANY($2::uuid[]) AND date BETWEEN $4::date AND $5::date
  UNION ALL
  SELECT location_id, ${DAYS('date')}, intervals FROM date_overrides
  WHERE tenant_id = $1 AND location_id = ANY($3::uuid[]) AND date BETWEEN $4::date AND $5::date`);

const TIME_OFF = statement<TimeOffRow>(`
  SELECT subject_id AS "ownerId", ${MINUTE('starts_at', 'floor')} AS from, ${MINUTE('ends_at', 'ceil')} AS to,
    ${DAYS('start_date')} AS "firstDay", ${DAYS('end_date')} AS "lastDay"
  FROM time_off
  WHERE tenant_id = $1 AND subject_id = ANY($2::uuid[])
    AND (ends_at > $3::date OR end_date >= $3::date) AND (starts_at < $4::date OR start_date <= $4::date)`);

// Taken time that the bits of the index of free time do not hold.
const BUSY = statement<BusyRow>(`
  SELECT subject_id AS "ownerId",
    string_agg(concat_ws(',', ${MINUTE('lower(period)', 'floor')}, ${MINUTE('upper(period)', 'ceil')}), ',')
      AS numbers,
    ${ENDS_IN}
  FROM allocations
  WHERE tenant_id = $1 AND subject_id = ANY($2::uuid[]) AND period && tstzrange($3, $4) AND ${BESIDE_BITS}
    AND ($5::uuid IS NULL OR booking_item_id IS NULL OR booking_item_id NOT IN (
      SELECT id FROM booking_items WHERE tenant_id = $1 AND booking_id = $5))
  GROUP BY subject_id`);

// Of one booking, what the bits do hold.
const OWN_TIME = statement<OwnedNumbers>(`
  SELECT a.subject_id AS "ownerId",
    string_agg(concat_ws(',', ${MINUTE('lower(period)', 'floor')}, ${MINUTE('upper(period)', 'ceil')}), ',')
      AS numbers
  FROM booking_items i JOIN allocations a ON a.tenant_id = i.tenant_id AND a.booking_item_id = i.id
  WHERE i.tenant_id = $1 AND i.booking_id = $2 AND is_in_bits(a.state, a.period)
  GROUP BY a.subject_id`);

/** Which subjects, and in which time. */
export interface Wanted {
  subjectIds: readonly string[];
  locationIds: readonly string[];
  /** Local days, both inclusive: wide enough for every zone. */
  first: LocalDay;
  last: LocalDay;
  /** A booking whose own time does not count: it is being moved. */
  exceptBookingId: string | null;
}

/** When a location's or subject's time is open; whoever is not in a map has none of it. */
export interface OpenTime {
  weekly: ReadonlyMap<string, WeeklyInterval[]>;
  overrides: ReadonlyMap<string, DateOverride[]>;
  timeOff: ReadonlyMap<string, Interval[]>;
  daysOff: ReadonlyMap<string, Interval[]>;
}

/** When a subject's time is taken; whoever is not in a map has none of it. */
export interface TakenTime {
  busy: ReadonlyMap<string, Interval[]>;
  /** What is not in `busy`. */
  taken: Taken;
  /** Milliseconds until the first of the holds in it ends. */
  endsIn: number | undefined;
  /** Of the same subjects and days another after each change. */
  mark: string;
}

export type Timetable = OpenTime & TakenTime;

/** @param size how many numbers make one row */
export function rowsOf(text: string, size: number): number[][] {
  const numbers = text.split(',').map(Number);
  return Array.from({ length: numbers.length / size }, (_, row) =>
    numbers.slice(row * size, row * size + size),
  );
}

function grouped<Row extends { ownerId: string }, Value>(
  rows: readonly Row[],
  valueOf: (row: Row) => Value | undefined,
): Map<string, Value[]> {
  const groups = new Map<string, Value[]>();
  for (const row of rows) {
    const value = valueOf(row);
    if (value === undefined) continue;
    const group = groups.get(row.ownerId);
    if (group) group.push(value);
    else groups.set(row.ownerId, [value]);
  }
  return groups;
}

const intervalOf = (from: number | null, to: number | null): Interval | undefined =>
  from === null || to === null ? undefined : [from, to];

/** Frees the time of a booking that is being moved. */
async function freeOwnTime({ sql, tenant }: SqlCtx, bookingId: string, taken: Promise<Taken>): Promise<void> {
  const rows = await sql(OWN_TIME, [tenant.id, bookingId]);
  for (const { ownerId, numbers } of rows) {
    const cells = (await taken).cells.get(ownerId);
    if (cells) for (const [from = 0, to = 0] of rowsOf(numbers, 2)) freeCells(cells, from, to);
  }
}

/** Reads when everybody works: only a change of the business makes it different. */
export async function loadOpenTime({ sql, tenant }: SqlCtx, wanted: Wanted): Promise<OpenTime> {
  const { subjectIds, locationIds, first, last } = wanted;
  const [from, to] = [dateOf(first), dateOf(last)];
  const of = [tenant.id, subjectIds];
  const [hours, overrides, timeOff] = await Promise.all([
    sql(HOURS, [...of, locationIds, from, to]),
    sql(OVERRIDES, [...of, locationIds, from, to]),
    sql(TIME_OFF, [...of, from, to]),
  ]);
  return {
    weekly: new Map(hours.map(({ ownerId, numbers }) => [ownerId, rowsOf(numbers, 5).map(weeklyOf)])),
    overrides: grouped(overrides, ({ day, intervals }) => ({ day, intervals })),
    timeOff: grouped(timeOff, ({ from, to }) => intervalOf(from, to)),
    daysOff: grouped(timeOff, ({ firstDay, lastDay }) => intervalOf(firstDay, lastDay)),
  };
}

/** Reads when everybody is taken. @param before the same, read before; nothing of it if a booking does not count */
export async function loadTakenTime(ctx: SqlCtx, wanted: Wanted, before?: TakenTime): Promise<TakenTime> {
  const { sql, tenant } = ctx;
  const { subjectIds, first, last, exceptBookingId } = wanted;
  const bits =
    before && exceptBookingId === null
      ? loadTakenAgain(ctx, subjectIds, first, last, before.taken)
      : loadTaken(ctx, subjectIds, first, last);
  const [busy, taken] = await Promise.all([
    sql(BUSY, [tenant.id, subjectIds, toDate(first * DAY), toDate((last + 1) * DAY), exceptBookingId]),
    bits,
    exceptBookingId === null ? undefined : freeOwnTime(ctx, exceptBookingId, bits),
  ]);
  const ends = busy.flatMap(({ endsIn }) => endsIn ?? []);
  return {
    busy: new Map(busy.map(({ ownerId, numbers }) => [ownerId, rowsOf(numbers, 2) as unknown as Interval[]])),
    taken,
    endsIn: ends.length > 0 ? Math.min(...ends) : undefined,
    mark: [taken.mark, ...busy.map(({ ownerId, numbers }) => `${ownerId} ${numbers}`)].join(';'),
  };
}

function weeklyOf(numbers: readonly number[]): WeeklyInterval {
  const [weekday = 0, start = 0, end = 0, validFrom, validTo] = numbers;
  return { weekday, start, end, validFrom, validTo };
}

/** @param keepsHours whether it is only open when hours say so */
export function hoursOf({ weekly, overrides }: OpenTime, id: string, keepsHours: boolean): Hours {
  return { weekly: keepsHours ? (weekly.get(id) ?? []) : undefined, overrides: overrides.get(id) };
}

export function subjectOf(timetable: Timetable, id: string, keepsHours: boolean): Subject {
  return {
    id,
    ...hoursOf(timetable, id, keepsHours),
    timeOff: timetable.timeOff.get(id),
    daysOff: timetable.daysOff.get(id),
    busy: timetable.busy.get(id) ?? [],
    taken: timetable.taken.cells.get(id),
  };
}
