import { setImmediate as turn } from 'node:timers/promises';
import type { SqlCtx } from '../../lib/context.ts';
import { statement } from '../../lib/database.ts';
import { dayOf, toDate } from '../../scheduling/days.ts';
import type { Instant } from '../../scheduling/types.ts';
import { zoneOf } from '../../scheduling/zones.ts';
import { minuteOf } from '../availability/availability.rules.ts';
import type { SearchQuestion } from './search.contract.ts';
import { gridStarts, soonestStart, type GridStarts, type Window } from './search.free.ts';
import type { SearchIndex } from './search.index.ts';
import type { Candidate } from './search.order.ts';
import { loadTakenTime, type TakenTime } from './search.taken.ts';

// When candidates may be free at the earliest: by who works, which a process knows, and by whose time is taken, which is read.

/** Candidates looked at in the index without a pause for others. */
const AT_ONCE = 1_000;

/** Which starts are looked for in a zone. */
export type WindowIn = (timeZone: string) => Window;

/** Local days of each zone, counted from its today, in which starts are looked for. */
export function windowFrom(
  { date, after, before }: SearchQuestion,
  now: Instant,
  days: [first: number, last: number],
) {
  const windows = new Map<string, Window>();
  const times = { after: minuteOf(after ?? '00:00'), before: minuteOf(before ?? '24:00') };
  return (timeZone: string): Window => {
    let window = windows.get(timeZone);
    if (!window) {
      const today = zoneOf(timeZone).toLocal(now).day;
      const [from, to] = date === undefined ? days.map((day) => today + day) : [dayOf(date), dayOf(date)];
      window = { from: from ?? today, to: to ?? today, ...times };
      windows.set(timeZone, window);
    }
    return window;
  };
}

const FIRST_SESSIONS = statement<{ serviceId: string; start: Instant }>(`
  SELECT service_id AS "serviceId", floor(date_part('epoch', min(starts_at)) / 60)::int AS start FROM class_sessions
  WHERE tenant_id = $1 AND service_id = ANY($2::uuid[]) AND starts_at >= $3 AND starts_at < $4 AND cancelled_at IS NULL
  GROUP BY service_id`);

/** The instants that windows can mean in any of some zones, and the one at which the first of the windows ends. */
export function around(
  candidates: readonly Candidate[],
  windowIn: WindowIn,
): { from: Instant; to: Instant; end: Instant } {
  const names = new Set<string>();
  for (const { findable } of candidates) names.add(findable.timeZone);
  const zones = [...names].map(zoneOf);
  const starts = zones.map((zone) => zone.toInstant(windowIn(zone.name).from, windowIn(zone.name).after));
  const ends = zones.map((zone) => zone.toInstant(windowIn(zone.name).to, windowIn(zone.name).before));
  return { from: Math.min(...starts), to: Math.max(...ends), end: Math.min(...ends) };
}

/** A candidate, and a start before which it is not free. */
export type Bounded<C extends Candidate> = C & { soonest: Instant };

async function bounded<C extends Candidate>(
  candidates: readonly C[],
  index: SearchIndex,
  windowIn: WindowIn,
  now: Instant,
  ofSession: (serviceId: string) => Instant | undefined,
  taken?: TakenTime,
): Promise<Bounded<C>[]> {
  const grids = new Map<string, GridStarts>();
  function startsOf({ grid, timeZone, minNotice, timing }: Candidate['findable']): GridStarts {
    let starts = grids.get(timing);
    if (!starts)
      grids.set(timing, (starts = gridStarts(grid, timeZone, windowIn(timeZone), now + minNotice)));
    return starts;
  }
  const found: Bounded<C>[] = [];
  for (const [count, candidate] of candidates.entries()) {
    const { findable } = candidate;
    if (count % AT_ONCE === AT_ONCE - 1) await turn();
    const soonest = findable.seats
      ? ofSession(findable.serviceId)
      : soonestStart(findable, startsOf(findable), index, taken);
    if (soonest !== undefined) found.push({ ...candidate, soonest });
  }
  return found;
}

/** Those who work in a window, and when at the earliest: asks nobody, and may be far too early. */
export async function hopesOf<C extends Candidate>(
  index: SearchIndex,
  candidates: readonly C[],
  windowIn: WindowIn,
  now: Instant,
): Promise<Bounded<C>[]> {
  if (candidates.length === 0) return [];
  const { from } = around(candidates, windowIn);
  return bounded(candidates, index, windowIn, now, () => Math.max(from, now));
}

/** Those who may be free in a window by the index of free time too, and when at the earliest. */
export async function boundsOf<C extends Candidate>(
  ctx: SqlCtx,
  index: SearchIndex,
  candidates: readonly C[],
  windowIn: WindowIn,
  now: Instant,
): Promise<Bounded<C>[]> {
  const { from, to } = around(candidates, windowIn);
  const before = Math.max(...candidates.map(({ findable: { run } }) => run.before));
  const behind = Math.max(...candidates.map(({ findable: { run } }) => run.offset + run.minutes + run.after));
  const positions = [...new Set(candidates.flatMap(({ findable }) => findable.subjects))];
  const classes = candidates.flatMap(({ findable: { seats, serviceId } }) => (seats ? [serviceId] : []));
  const [taken, sessions] = await Promise.all([
    loadTakenTime(ctx, index, positions, [from - before, to + behind]),
    classes.length > 0
      ? ctx.sql(FIRST_SESSIONS, [ctx.tenant.id, classes, toDate(Math.max(from, now)), toDate(to)])
      : [],
  ]);
  const firstSessions = new Map(sessions.map(({ serviceId, start }) => [serviceId, start]));
  return bounded(candidates, index, windowIn, now, (serviceId) => firstSessions.get(serviceId), taken);
}
