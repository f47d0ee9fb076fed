import { setImmediate as turn } from 'node:timers/promises';
import { inPrepared, type Ctx, type SqlCtx } from '../../lib/context.ts';
import { statement } from '../../lib/database.ts';
import { fail } from '../../lib/errors.ts';
import { DAY, dayOf, toDate } from '../../scheduling/days.ts';
import { findSlots } from '../../scheduling/engine.ts';
import type { Instant } from '../../scheduling/types.ts';
import { zoneOf } from '../../scheduling/zones.ts';
import type { Offered } from '../availability/availability.answer.ts';
import { loadProblems, type Loaded } from '../availability/availability.problem.ts';
import { minuteOf } from '../availability/availability.rules.ts';
import { offeredSessions } from '../availability/availability.sessions.ts';
import type { Vertical } from '../verticals/verticals.contract.ts';
import { nearestName } from '../verticals/verticals.nearest.ts';
import { MOST_STARTS, SEARCHED_DAYS, USUAL_SEARCH_DAYS, type SearchQuestion } from './search.contract.ts';
import { gridStarts, soonestStart, type GridStarts, type Window } from './search.free.ts';
import type { SearchIndex } from './search.index.ts';
import {
  compare,
  decodeCursor,
  encodeCursor,
  positionOf,
  type Candidate,
  type Position,
} from './search.order.ts';
import { loadTakenTime } from './search.taken.ts';
import { findWhose, type Whose } from './search.whose.ts';
import { findPoint, findWords, kilometres } from './search.words.ts';

/** A service at a place, with its next free starts as the engine gives them. */
export interface Found extends Candidate {
  position: Position;
  loaded: Loaded;
  offers: readonly Offered[];
}

/** Local days from today for which the index is read at once, the last inclusive: most searches end with the first. */
const STAGES = [1, 6, 13, 27, SEARCHED_DAYS - 1];
/** Candidates that the engine is asked about at once: what most pages need, then more. */
const FIRST_BATCH = 12;
const MOST_AT_ONCE = 48;
/** Candidates looked at in the index without a pause for others. */
const AT_ONCE = 1_000;
/** Days from today that can be asked for, as everywhere. */
const FARTHEST_DAYS = 400;

/** @throws VALIDATION for a name that no service type and no category has */
function checkService(vertical: Vertical, name: string | undefined): void {
  const keys = [...vertical.serviceTypes, ...vertical.categories].map(({ key }) => key);
  if (name === undefined || keys.includes(name)) return;
  const nearest = nearestName(name, keys);
  const message = `is no service type or category here${nearest === undefined ? '' : `; did you mean ${nearest}?`}`;
  throw fail('VALIDATION', { details: [{ field: 'service', message }] });
}

/** Everything that is asked for, wherever and whenever it is free. */
async function candidatesOf(
  ctx: SqlCtx,
  index: SearchIndex,
  { service, q, near, radiusKm }: SearchQuestion,
  { isTheirs }: Whose,
): Promise<Candidate[]> {
  const [ids, point] = await Promise.all([
    q === undefined ? undefined : findWords(ctx, q),
    near === undefined ? undefined : findPoint(ctx, near),
  ]);
  const candidates: Candidate[] = [];
  for (const findable of index.findable.values()) {
    const { id, templateKey, category, latitude, longitude, locationId } = findable;
    if (service !== undefined && templateKey !== service && category !== service) continue;
    if (ids && !ids.has(id)) continue;
    if (!isTheirs(findable)) continue;
    const hasPoint = latitude !== null && longitude !== null;
    const km = point && hasPoint ? kilometres(point, { latitude, longitude }) : null;
    const isNear = km === null ? !point || locationId === null : km <= radiusKm;
    if (isNear) candidates.push({ findable, km });
  }
  return candidates;
}

/** Which starts are looked for in a zone. */
type WindowIn = (timeZone: string) => Window;

/** Local days of each zone, counted from its today, in which starts are looked for. */
function windowFrom(
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
function around(
  candidates: readonly Candidate[],
  windowIn: WindowIn,
): { from: Instant; to: Instant; end: Instant } {
  const zones = [...new Set(candidates.map(({ findable }) => findable.timeZone))].map(zoneOf);
  const starts = zones.map((zone) => zone.toInstant(windowIn(zone.name).from, windowIn(zone.name).after));
  const ends = zones.map((zone) => zone.toInstant(windowIn(zone.name).to, windowIn(zone.name).before));
  return { from: Math.min(...starts), to: Math.max(...ends), end: Math.min(...ends) };
}

/** Someone who may be free, with the lowest position that they can have. */
interface Waiting extends Candidate {
  position: Position;
  /** The days to ask the engine about. */
  shownIn: WindowIn;
}

/** Those who may be free in a window, by the index, and when at the earliest. */
async function boundsOf(
  ctx: SqlCtx,
  index: SearchIndex,
  candidates: readonly Candidate[],
  windowIn: WindowIn,
  now: Instant,
): Promise<(Candidate & { soonest: Instant })[]> {
  if (candidates.length === 0) return [];
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
  const grids = new Map<string, GridStarts>();
  function startsOf({ grid, timeZone, minNotice }: Candidate['findable']): GridStarts {
    const key = JSON.stringify([timeZone, minNotice, grid]);
    let starts = grids.get(key);
    if (!starts) grids.set(key, (starts = gridStarts(grid, timeZone, windowIn(timeZone), now + minNotice)));
    return starts;
  }
  const bounded: (Candidate & { soonest: Instant })[] = [];
  for (const [count, candidate] of candidates.entries()) {
    const { findable } = candidate;
    if (count % AT_ONCE === AT_ONCE - 1) await turn();
    const soonest = findable.seats
      ? firstSessions.get(findable.serviceId)
      : soonestStart(findable, startsOf(findable), index, taken);
    if (soonest !== undefined) bounded.push({ ...candidate, soonest });
  }
  return bounded;
}

/** The starts that the engine gives in a window, the first few. */
function offersOf(loaded: Loaded, { after, before }: Window, providerId: string | undefined): Offered[] {
  const { toLocal } = zoneOf(loaded.timeZone);
  const all: readonly Offered[] = loaded.sessions
    ? offeredSessions(loaded, 1).offers
    : findSlots(loaded.problem);
  const wanted: Offered[] = [];
  for (const offer of all) {
    if (providerId !== undefined && offer.session && !offer.providers.includes(providerId)) continue;
    const { minute } = toLocal(offer.start);
    if (minute >= after && minute < before) wanted.push(offer);
    if (wanted.length === MOST_STARTS) break;
  }
  return wanted;
}

/** Asks the engine. @returns those who are free, with their position among all */
async function ask(
  ctx: Ctx,
  vertical: Vertical,
  waiting: readonly Waiting[],
  sort: SearchQuestion['sort'],
  providerId: string | undefined,
): Promise<Found[]> {
  const asks = waiting.map(({ findable: { serviceId, locationId, timeZone, seats }, shownIn }) => {
    const { from, to } = shownIn(timeZone);
    const item = { serviceId, ...(providerId !== undefined && !seats && { providerId }) };
    return { items: [item], locationId: locationId ?? undefined, from, to };
  });
  const all = await inPrepared(ctx, (ctx) => loadProblems(ctx, vertical, asks));
  const found: Found[] = [];
  for (const [place, { findable, km, shownIn }] of waiting.entries()) {
    if (place % 8 === 7) await turn();
    const loaded = all[place];
    if (!loaded) continue;
    const offers = offersOf(loaded, shownIn(findable.timeZone), providerId);
    const [first] = offers;
    if (!first) continue;
    const position = positionOf(sort, { findable, km }, first.start);
    found.push({ findable, km, loaded, offers, position });
  }
  return found;
}

/** @throws VALIDATION naming the field */
function checkQuestion(vertical: Vertical, question: SearchQuestion, now: Instant): void {
  const { sort, near, service, date, after = '00:00', before = '24:00' } = question;
  checkService(vertical, service);
  const refuse = (field: string, message: string) => fail('VALIDATION', { details: [{ field, message }] });
  if (sort === 'distance' && near === undefined) throw refuse('sort', 'by distance needs `near`');
  if (after >= before) throw refuse('before', `is not after ${after}`);
  if (date !== undefined && Math.abs(dayOf(date) - Math.floor(now / DAY)) > FARTHEST_DAYS)
    throw refuse('date', `is more than ${FARTHEST_DAYS} days from today`);
}

/**
 * Finds services at places that are free, in the order asked for: the index says who may be free and when at the earliest, and
 * the engine is asked about those who may come next, until no other can come before them.
 * @param index as the database has it now @param now minutes since 1970
 * @throws VALIDATION, BAD_CURSOR, PLACE_UNKNOWN, each naming the field
 */
export async function findFree(
  ctx: Ctx,
  vertical: Vertical,
  index: SearchIndex,
  question: SearchQuestion,
  now: Instant,
): Promise<{ found: Found[]; nextCursor: string | null }> {
  checkQuestion(vertical, question, now);
  const { sort, limit, cursor, date } = question;
  const behind = cursor === undefined ? undefined : decodeCursor(sort, cursor);
  const isAhead = ({ position }: { position: Position }) => !behind || compare(position, behind) > 0;
  const byPosition = (a: { position: Position }, b: { position: Position }) =>
    compare(a.position, b.position);

  const { whose, candidates } = await inPrepared(ctx, async (ctx) => {
    const whose = await findWhose(ctx, question);
    return { whose, candidates: await candidatesOf(ctx, index, question, whose) };
  });
  let left = candidates;
  let found: Found[] = [];
  /** Whether whoever stands at `next`, or behind it, is not needed any more. */
  const isEnough = (next: Position): boolean => {
    const last = found.filter(isAhead)[limit];
    return last !== undefined && compare(last.position, next) <= 0;
  };

  let waiting: Waiting[] = [];
  let first = 0;
  for (const last of date === undefined && sort === 'soonest' ? STAGES : [USUAL_SEARCH_DAYS - 1]) {
    const windowIn = windowFrom(question, now, [first, last]);
    // Starts are shown from beyond the stage too, so that there are some.
    const shownIn = windowFrom(question, now, [first, Math.max(last, first + USUAL_SEARCH_DAYS - 1)]);
    const some = left;
    const bounded = await inPrepared(ctx, (ctx) => boundsOf(ctx, index, some, windowIn, now));
    waiting = [
      ...waiting,
      ...bounded
        .map(({ soonest, ...candidate }) => ({
          ...candidate,
          shownIn,
          position: positionOf(sort, candidate, soonest),
        }))
        // In other orders than by time, a position is known without the engine.
        .filter((candidate) => sort === 'soonest' || isAhead(candidate)),
    ].sort(byPosition);
    const known = new Set(bounded.map(({ findable }) => findable));
    left = left.filter(({ findable }) => !known.has(findable));
    for (let size = FIRST_BATCH; waiting[0] && !isEnough(waiting[0].position);) {
      const batch = waiting.splice(0, size);
      const free = await ask(ctx, vertical, batch, sort, whose.providerId);
      found = [...found, ...free].sort(byPosition);
      const isFree = new Set(free.map(({ findable }) => findable));
      // Somebody who is not free in these days may be in later ones.
      left.push(...batch.filter(({ findable }) => !isFree.has(findable)));
      size = Math.min(MOST_AT_ONCE, size * 2);
    }
    if (left.length === 0 || isEnough([around(left, windowIn).end, 0, ''])) break;
    first = last + 1;
  }
  const ahead = found.filter(isAhead);
  const page = ahead.slice(0, limit);
  const end = page.at(-1);
  return {
    found: page,
    nextCursor: ahead.length > limit && end ? encodeCursor(sort, end.position) : null,
  };
}
