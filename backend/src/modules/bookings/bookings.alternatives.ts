import { setImmediate as turn } from 'node:timers/promises';
import type { Deps } from '../../deps.ts';
import { inPrepared, type Ctx } from '../../lib/context.ts';
import { findSlots } from '../../scheduling/engine.ts';
import type { Instant, Problem, Slot } from '../../scheduling/types.ts';
import { zoneOf } from '../../scheduling/zones.ts';
import { clockIn, type Offered } from '../availability/availability.answer.ts';
import { versionOf } from '../availability/availability.freshness.ts';
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

async function compute(ctx: Ctx, vertical: Vertical, wish: Wish): Promise<SlotTaken> {
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
    alternatives: once.slice(0, MOST).map(({ start, end, providers, session }) => ({
      start: clock.text(start),
      end: clock.text(end),
      providerIds: [...providers],
      ...(session && { sessionId: session.id, seatsLeft: session.seatsLeft }),
    })),
  };
}

/** Under way, by tenant and wish. */
const flights = new Map<string, { version: string; found: Promise<SlotTaken> }>();

/**
 * The nearest free starts to one that is gone, up to three. Those of a named provider come before those of others; of
 * each the nearest first. Those who lose the same slot at the same time share one answer, unless something changed since
 * it was begun.
 */
export async function alternativesTo(
  ctx: Ctx,
  deps: Pick<Deps, 'freshness' | 'redis'>,
  vertical: Vertical,
  { wish, businessId }: SlotGone,
): Promise<SlotTaken> {
  const version = await versionOf(deps, ctx.tenant.id, businessId);
  // Limits are the customer's own.
  if (version === undefined || wish.customerId !== undefined) return compute(ctx, vertical, wish);
  const key = `${ctx.tenant.id}:${JSON.stringify(wish)}`;
  const flying = flights.get(key);
  if (flying?.version === version) return flying.found;
  const flight = { version, found: compute(ctx, vertical, wish) };
  flights.set(key, flight);
  try {
    return await flight.found;
  } finally {
    if (flights.get(key) === flight) flights.delete(key);
  }
}
