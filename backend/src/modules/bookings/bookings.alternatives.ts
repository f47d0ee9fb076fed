import { setImmediate as turn } from 'node:timers/promises';
import type { Deps } from '../../deps.ts';
import { inPrepared, type Ctx } from '../../lib/context.ts';
import { findSlots } from '../../scheduling/engine.ts';
import type { Instant, Problem, Slot } from '../../scheduling/types.ts';
import { zoneOf } from '../../scheduling/zones.ts';
import { clockIn, type Offered } from '../availability/availability.answer.ts';
import { versionOf, type Freshness } from '../availability/availability.freshness.ts';
import type { Loaded } from '../availability/availability.problem.ts';
import { offeredSessions } from '../availability/availability.sessions.ts';
import type { Vertical } from '../verticals/verticals.contract.ts';
import type { SlotTaken } from './bookings.contract.ts';
import { loadWish, type SlotGone, type Wish } from './bookings.wish.ts';

const MOST = 3;
/** One more: the time that a booking would leave is none of them. */
const SOUGHT = MOST + 1;
/** Local days before and after that of the wish. */
const DAYS_AROUND = 7;
const DAY = 1440;

const awayFrom = (start: Instant) => (slot: Slot) => Math.abs(slot.start - start);

function nearest(found: readonly Offered[], start: Instant): Offered[] {
  const away = awayFrom(start);
  return found.toSorted((a, b) => away(a) - away(b) || a.start - b.start).slice(0, SOUGHT);
}

/** Day by day away from the wish, until nothing nearer can come; other requests go on in between. */
async function nearestStarts(problem: Problem, start: Instant): Promise<Offered[]> {
  const { day } = zoneOf(problem.timeZone).toLocal(start);
  const away = awayFrom(start);
  const found: Slot[] = [];
  for (let ring = 0; ring <= DAYS_AROUND; ring += 1) {
    for (const from of ring === 0 ? [day] : [day - ring, day + ring]) {
      found.push(...findSlots({ ...problem, from, to: from }));
      await turn();
    }
    if (found.filter((slot) => away(slot) <= ring * DAY).length >= SOUGHT) break;
  }
  return nearest(found, start);
}

/** @returns what those can do whom the customer named, then what anybody can; one after the other, if it takes both */
async function find(loaded: Loaded, { items, start, seats }: Wish): Promise<Offered[]> {
  const named = items.map(({ providerId }) => providerId);
  const isNamed = named.some((id) => id !== undefined);
  const { problem } = loaded;
  if (loaded.sessions) {
    const all = [...offeredSessions(loaded, seats).offers];
    const theirs = all.filter(({ providers }) => !isNamed || providers.some((id) => named.includes(id)));
    return [...nearest(theirs, start), ...nearest(all, start)];
  }
  if (!isNamed) return nearestStarts(problem, start);
  const services = problem.services.map((service, index) => {
    const id = named[index];
    return id === undefined ? service : { ...service, providerIds: [id] };
  });
  const theirs = await nearestStarts({ ...problem, services }, start);
  return theirs.length === SOUGHT ? theirs : [...theirs, ...(await nearestStarts(problem, start))];
}

/** What is known of a start that somebody did not get. */
interface Answered extends SlotTaken {
  /** Whether it is gone, and not only was when they asked. */
  isGone: boolean;
  /** Milliseconds until a hold ends that may stand in its way. */
  holdEndsIn: number | undefined;
}

/** Whether what is free around a wish says that the wish itself is not: the nearest come first. */
function isGone({ items, start, sessionId }: Wish, found: readonly Offered[]): boolean {
  const named = items.flatMap(({ providerId }) => providerId ?? []);
  const isSeen =
    sessionId === undefined || found.length < SOUGHT || found.some((offer) => offer.start !== start);
  const isIt = (offer: Offered) =>
    offer.start === start &&
    named.every((id) => offer.providers.includes(id)) &&
    (sessionId === undefined || offer.session?.id === sessionId);
  return isSeen && !found.some(isIt);
}

async function compute(ctx: Ctx, vertical: Vertical, wish: Wish): Promise<Answered> {
  const items = wish.items.map((item) => ({ ...item, providerId: undefined }));
  const loaded = await inPrepared(ctx, (ctx) => loadWish(ctx, vertical, { ...wish, items }, DAYS_AROUND));
  const found = await find(loaded, wish);
  const once = found.filter(
    ({ start, session }, index) =>
      start !== wish.leaves &&
      found.findIndex((other) => other.start === start && other.session?.id === session?.id) === index,
  );
  const clock = clockIn(loaded.timeZone);
  return {
    isGone: isGone(wish, found),
    holdEndsIn: loaded.holdEndsIn,
    alternatives: once.slice(0, MOST).map(({ start, end, providers, session }) => ({
      start: clock.text(start),
      end: clock.text(end),
      providerIds: [...providers],
      ...(session && { sessionId: session.id, seatsLeft: session.seatsLeft }),
    })),
  };
}

/** Milliseconds for which an answer holds if nothing changes, and no hold ends by itself. */
const KEPT_MS = 1_000;
const MOST_KEPT = 5_000;

interface Kept {
  businessId: string;
  version: string;
  /** On the process's own clock, in milliseconds. */
  until: number;
  found: Promise<Answered>;
}

/** What each process keeps beside its freshness, by tenant and wish, the oldest first. */
const keptBy = new WeakMap<Freshness, Map<string, Kept>>();

function keptOf({ freshness }: Pick<Deps, 'freshness'>): Map<string, Kept> {
  const known = keptBy.get(freshness) ?? new Map<string, Kept>();
  keptBy.set(freshness, known);
  return known;
}

const keyOf = ({ tenant }: Ctx, wish: Wish) => `${tenant.id}:${JSON.stringify(wish)}`;

const shown = ({ alternatives }: Answered): SlotTaken => ({ alternatives });

function keep(kept: Map<string, Kept>, key: string, entry: Kept): void {
  kept.delete(key);
  kept.set(key, entry);
  for (const [oldest, { until }] of kept) {
    if (until > performance.now() && kept.size <= MOST_KEPT) break;
    kept.delete(oldest);
  }
  entry.found.catch(() => kept.get(key) === entry && kept.delete(key));
}

/**
 * The nearest free starts to one that is gone, up to three. Those of a named provider come before those of others; of
 * each the nearest first. Those who lose the same slot share one answer, unless something changed since it was begun.
 */
export async function alternativesTo(
  ctx: Ctx,
  deps: Pick<Deps, 'freshness' | 'redis'>,
  vertical: Vertical,
  { wish, businessId }: SlotGone,
): Promise<SlotTaken> {
  const version = await versionOf(deps, ctx.tenant.id, businessId);
  // Limits are the customer's own.
  if (version === undefined || wish.customerId !== undefined)
    return shown(await compute(ctx, vertical, wish));
  const key = keyOf(ctx, wish);
  const kept = keptOf(deps);
  const known = kept.get(key);
  if (known?.version === version && performance.now() < known.until) return shown(await known.found);
  const began = performance.now();
  const found = compute(ctx, vertical, wish);
  const entry = { businessId, version, until: began + KEPT_MS, found };
  keep(kept, key, entry);
  const { holdEndsIn = KEPT_MS } = await found;
  entry.until = Math.min(entry.until, began + holdEndsIn);
  return shown(await found);
}

/**
 * What somebody else was told who wanted the same a moment ago, if it is still so: nothing of the business has changed since.
 * A crowd is refused by this without a transaction each.
 * @returns undefined where it has to be tried
 */
export async function refusedBefore(
  ctx: Ctx,
  deps: Pick<Deps, 'freshness' | 'redis'>,
  wish: Wish,
): Promise<SlotTaken | undefined> {
  if (wish.customerId !== undefined) return undefined;
  const known = keptOf(deps).get(keyOf(ctx, wish));
  if (!known || performance.now() >= known.until) return undefined;
  if ((await versionOf(deps, ctx.tenant.id, known.businessId)) !== known.version) return undefined;
  const found = await known.found;
  return found.isGone && performance.now() < known.until ? shown(found) : undefined;
}
