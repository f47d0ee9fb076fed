import { setImmediate as turn } from 'node:timers/promises';
import { inPrepared, type Ctx, type SqlCtx } from '../../lib/context.ts';
import { fail } from '../../lib/errors.ts';
import { DAY, dayOf } from '../../scheduling/days.ts';
import { findSlots } from '../../scheduling/engine.ts';
import type { Instant } from '../../scheduling/types.ts';
import { zoneOf } from '../../scheduling/zones.ts';
import type { Offered } from '../availability/availability.answer.ts';
import type { Loaded } from '../availability/availability.problem.ts';
import { loadProblems, type KnownQuestions } from '../availability/availability.problems.ts';
import { offeredSessions } from '../availability/availability.sessions.ts';
import type { Vertical } from '../verticals/verticals.contract.ts';
import { nearestName } from '../verticals/verticals.nearest.ts';
import { around, boundsOf, hopesOf, windowFrom, type WindowIn } from './search.bounds.ts';
import { MOST_STARTS, SEARCHED_DAYS, USUAL_SEARCH_DAYS, type SearchQuestion } from './search.contract.ts';
import type { Window } from './search.free.ts';
import type { SearchIndex } from './search.index.ts';
import {
  compare,
  decodeCursor,
  encodeCursor,
  positionOf,
  type Candidate,
  type Position,
} from './search.order.ts';
import { spread } from './search.spread.ts';
import { findWhose, type Whose } from './search.whose.ts';
import { findPoint, findWords, kilometresFrom, type Point } from './search.words.ts';

/** A service at a place, with its next free starts as the engine gives them. */
export interface Found extends Candidate {
  position: Position;
  loaded: Loaded;
  offers: readonly Offered[];
}

/** Local days from today for which the index is read at once, the last inclusive: most searches end with the first. */
const STAGES = [1, 6, 13, 27, SEARCHED_DAYS - 1];
/** Candidates whose taken time is read at once, at first: then twice as many each time. */
const FIRST_LOOK = 80;
/** Candidates that the engine is asked about at once: some are free later than they might be, so more than a page has; then more. */
const firstBatch = (limit: number) => Math.min(MOST_AT_ONCE, 2 * limit);
const MOST_AT_ONCE = 48;
/** Minutes that starts shown of one result are apart, or the time that it takes where that is longer. */
const HOUR = 60;
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

/** What a question names, found in the database. */
interface Asked {
  whose: Whose;
  /** Services that have its words; undefined where it has none. */
  ids: ReadonlySet<string> | undefined;
  point: Point | undefined;
}

async function findAsked(ctx: SqlCtx, question: SearchQuestion): Promise<Asked> {
  const { q, near } = question;
  const [whose, ids, point] = await Promise.all([
    findWhose(ctx, question),
    q === undefined ? undefined : findWords(ctx, q),
    near === undefined ? undefined : findPoint(ctx, near),
  ]);
  return { whose, ids, point };
}

/** Everything that is asked for, wherever and whenever it is free. */
function candidatesOf(
  index: SearchIndex,
  { service, radiusKm }: SearchQuestion,
  { whose: { isTheirs }, ids, point }: Asked,
): Candidate[] {
  const kmTo = point && kilometresFrom(point);
  const candidates: Candidate[] = [];
  for (const findable of index.findable.values()) {
    const { id, templateKey, category, latitude, longitude, locationId } = findable;
    if (service !== undefined && templateKey !== service && category !== service) continue;
    if (ids && !ids.has(id)) continue;
    if (!isTheirs(findable)) continue;
    const hasPoint = latitude !== null && longitude !== null;
    const km = kmTo && hasPoint ? kmTo({ latitude, longitude }) : null;
    const isNear = km === null ? !point || locationId === null : km <= radiusKm;
    if (isNear) candidates.push({ findable, km });
  }
  return candidates;
}

/** Someone who may be free, with the lowest position that they can have. */
interface Waiting extends Candidate {
  position: Position;
  /** The days in which they are looked for, and those to ask the engine about. */
  windowIn: WindowIn;
  shownIn: WindowIn;
}

/** The starts that the engine gives in a window, few and apart: the first, and what else a person may want to hear of. */
function offersOf(loaded: Loaded, { after, before }: Window, providerId: string | undefined): Offered[] {
  const { toLocal } = zoneOf(loaded.timeZone);
  const all: readonly Offered[] = loaded.sessions
    ? offeredSessions(loaded, 1).offers
    : findSlots(loaded.problem);
  const isWanted = ({ start, session, providers }: Offered) => {
    if (providerId !== undefined && session && !providers.includes(providerId)) return false;
    const { minute } = toLocal(start);
    return minute >= after && minute < before;
  };
  // Sessions were set apart by whoever planned them.
  const apart = loaded.sessions ? 0 : Math.max(HOUR, loaded.items[0].minutes);
  return spread(all, { most: MOST_STARTS, apart, isWanted });
}

/** Asks the engine. @returns those who are free, with their position among all */
async function ask(
  ctx: Ctx,
  vertical: Vertical,
  waiting: readonly Waiting[],
  sort: SearchQuestion['sort'],
  providerId: string | undefined,
  known: KnownQuestions,
): Promise<Found[]> {
  const asks = waiting.map(({ findable: { serviceId, locationId, timeZone, seats }, shownIn }) => {
    const { from, to } = shownIn(timeZone);
    const item = { serviceId, ...(providerId !== undefined && !seats && { providerId }) };
    return { items: [item], locationId: locationId ?? undefined, from, to };
  });
  const all = await inPrepared(ctx, (ctx) => loadProblems(ctx, vertical, asks, known));
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

/** Those of some who are not among others. */
function without<C extends Candidate>(some: readonly C[], others: readonly Candidate[]): C[] {
  const known = new Set(others.map(({ findable }) => findable));
  return some.filter(({ findable }) => !known.has(findable));
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
 * Finds services at places that are free, in the order asked for. Who works is known; of those who may come next the taken time is
 * read, and the engine is asked about those who still may, until no other can come before them.
 * @param readIndex gives it as the database has it now @param now minutes since 1970 @param known what this process has asked the engine before
 * @throws VALIDATION, BAD_CURSOR, PLACE_UNKNOWN, each naming the field
 */
export async function findFree(
  ctx: Ctx,
  vertical: Vertical,
  readIndex: () => Promise<SearchIndex>,
  question: SearchQuestion,
  now: Instant,
  known: KnownQuestions,
): Promise<{ found: Found[]; nextCursor: string | null }> {
  checkQuestion(vertical, question, now);
  const { sort, limit, cursor, date } = question;
  const behind = cursor === undefined ? undefined : decodeCursor(sort, cursor);
  const isAhead = ({ position }: { position: Position }) => !behind || compare(position, behind) > 0;
  const byPosition = (a: { position: Position }, b: { position: Position }) =>
    compare(a.position, b.position);

  const [index, asked] = await Promise.all([readIndex(), inPrepared(ctx, (ctx) => findAsked(ctx, question))]);
  let left = candidatesOf(index, question, asked);
  let found: Found[] = [];
  /** Whether whoever stands at `next`, or behind it, is not needed any more. */
  const isEnough = (next: Position): boolean => {
    const last = found.filter(isAhead)[limit];
    return last !== undefined && compare(last.position, next) <= 0;
  };

  /** By who works, by whose time is taken too: each with the lowest position it can have, the lowest first. */
  let hopes: Waiting[] = [];
  let waiting: Waiting[] = [];
  /** Reads the taken time of the first of those who work. */
  async function look(count: number): Promise<void> {
    const some = hopes.splice(0, count);
    const groups = [...Map.groupBy(some, ({ windowIn }) => windowIn)];
    const bounded = await inPrepared(ctx, (ctx) =>
      Promise.all(groups.map(([windowIn, group]) => boundsOf(ctx, index, group, windowIn, now))),
    );
    const placed = bounded.flat().map((one) => ({ ...one, position: positionOf(sort, one, one.soonest) }));
    waiting = [...waiting, ...placed].sort(byPosition);
    left.push(...without(some, placed));
  }
  /** Asks the engine about the first of those who may be free. */
  async function decide(count: number): Promise<void> {
    const batch = waiting.splice(0, count);
    const free = await ask(ctx, vertical, batch, sort, asked.whose.providerId, known);
    found = [...found, ...free].sort(byPosition);
    // Somebody who is not free in these days may be in later ones.
    left.push(...without(batch, free));
  }

  let first = 0;
  for (const last of date === undefined && sort === 'soonest' ? STAGES : [USUAL_SEARCH_DAYS - 1]) {
    const windowIn = windowFrom(question, now, [first, last]);
    // Starts are shown from beyond the stage too, so that there are some.
    const shownIn = windowFrom(question, now, [first, Math.max(last, first + USUAL_SEARCH_DAYS - 1)]);
    const some = left;
    const working = await hopesOf(index, some, windowIn, now);
    left = without(some, working);
    hopes = [
      ...hopes,
      ...working
        .map((one) => ({ ...one, windowIn, shownIn, position: positionOf(sort, one, one.soonest) }))
        // In other orders than by time, a position is known without the engine.
        .filter((candidate) => sort === 'soonest' || isAhead(candidate)),
    ].sort(byPosition);
    for (let size = firstBatch(limit), looks = FIRST_LOOK; ;) {
      const hope = hopes[0]?.position;
      const next = waiting[0]?.position;
      const lowest = hope && next ? (compare(hope, next) < 0 ? hope : next) : (hope ?? next);
      if (!lowest || isEnough(lowest)) break;
      const isFirst = ({ position }: Waiting) => !hope || compare(position, hope) <= 0;
      const sure = waiting.findIndex((candidate) => !isFirst(candidate));
      const count = sure === -1 ? waiting.length : sure;
      if (hope && count < size) {
        await look(looks);
        looks *= 2;
      } else {
        await decide(Math.min(size, count));
        size = Math.min(MOST_AT_ONCE, size * 2);
      }
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
