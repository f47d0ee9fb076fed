import { LRUCache } from 'lru-cache';
import type { SqlCtx } from '../../lib/context.ts';
import { AppError } from '../../lib/errors.ts';
import type { Vertical } from '../verticals/verticals.contract.ts';
import { loadOffers, loadStamps, offerOf } from './availability.offer.ts';
import { planAgain, planOf, type Ask, type Plan } from './availability.plan.ts';
import {
  loadedOf,
  loadLasting,
  loadMoving,
  servicesOf,
  type Lasting,
  type Loaded,
} from './availability.problem.ts';

// Many questions that nobody in particular asks, at once.

/** Questions that a process knows; of five providers each takes some kilobytes. */
const MOST_QUESTIONS = 2_000;

/** What questions rested on when they were asked last; whether it still holds, the database says. */
export type KnownQuestions = LRUCache<string, Lasting>;

/** Those that were asked for last stay. */
export const knownQuestions = (): KnownQuestions => new LRUCache({ max: MOST_QUESTIONS });

const keyOf = ({ tenant }: SqlCtx, { items, locationId, from, to }: Ask) =>
  JSON.stringify([tenant.id, items, locationId, from, to]);

/** What makes a plan of it, or undefined where there is none (any more). */
function planned(make: () => Plan): Plan | undefined {
  try {
    return make();
  } catch (error) {
    if (error instanceof AppError) return undefined;
    throw error;
  }
}

function only<Value>(map: ReadonlyMap<string, Value>, ids: readonly string[]): Map<string, Value> {
  return new Map(
    ids.flatMap((id) => {
      const value = map.get(id);
      return value === undefined ? [] : [[id, value] as const];
    }),
  );
}

/** Of what was read for many plans, what one of them rests on. */
function lastingOf(plan: Plan, { open, shortest }: Omit<Lasting, 'plan'>): Lasting {
  const { providers, units, location } = plan;
  const ids = [...providers, ...units, ...(location ? [location] : [])].map(({ id }) => id);
  return {
    plan,
    open: {
      weekly: only(open.weekly, ids),
      overrides: only(open.overrides, ids),
      timeOff: only(open.timeOff, ids),
      daysOff: only(open.daysOff, ids),
    },
    shortest: shortest && only(shortest, ids),
  };
}

/** An answer has no customer of its own here. */
const NOBODY = { customer: undefined, groups: [] };

/** In one round trip, those that are known and still rest on the same. */
async function loadKnown(
  ctx: SqlCtx,
  vertical: Vertical,
  asks: readonly Ask[],
  known: KnownQuestions,
): Promise<(Loaded | undefined)[]> {
  const before = asks.map((ask) => {
    const lasting = known.get(keyOf(ctx, ask));
    const plan = lasting && planned(() => planAgain(lasting.plan, ask, ctx.now()));
    const isSame = plan && plan.from === lasting.plan.from && plan.to === lasting.plan.to;
    return isSame ? { lasting, plan } : undefined;
  });
  const plans = before.flatMap((one) => one?.plan ?? []);
  if (plans.length === 0) return [];
  const [stamps, moving] = await Promise.all([
    loadStamps(
      ctx,
      plans.map(({ items }) => items[0].service.id),
    ),
    loadMoving(ctx, plans, null),
  ]);
  return Promise.all(
    before.map(async (one, index) => {
      const service = one?.plan.items[0].service;
      if (!service || stamps.get(service.id) !== service.businessStamp) return undefined;
      return loadedOf(vertical, asks[index] as Ask, one.plan, one.lasting, moving, NOBODY);
    }),
  );
}

/** In two round trips. @returns undefined for those that cannot be asked (any more) */
async function loadAnew(
  ctx: SqlCtx,
  vertical: Vertical,
  asks: readonly Ask[],
  known: KnownQuestions | undefined,
): Promise<(Loaded | undefined)[]> {
  if (asks.length === 0) return [];
  const offers = await loadOffers(ctx, [...new Set(asks.flatMap(servicesOf))]);
  const plans = asks.map((ask) =>
    planned(() => planOf(offerOf(offers, servicesOf(ask)), vertical, ask, ctx.now())),
  );
  const possible = plans.filter((plan) => plan !== undefined);
  const [read, moving] = await Promise.all([loadLasting(ctx, possible), loadMoving(ctx, possible, null)]);
  return Promise.all(
    asks.map(async (ask, index) => {
      const plan = plans[index];
      if (!plan) return undefined;
      const lasting = lastingOf(plan, read);
      known?.set(keyOf(ctx, ask), lasting);
      return loadedOf(vertical, ask, plan, lasting, moving, NOBODY);
    }),
  );
}

/**
 * `loadProblem` for several questions that nobody in particular asks, by as many statements as one takes.
 * @param known of what is asked again only that is read which every booking makes different
 * @returns in their order; undefined for those that cannot be asked (any more)
 */
export async function loadProblems(
  ctx: SqlCtx,
  vertical: Vertical,
  asks: readonly Ask[],
  known?: KnownQuestions,
): Promise<(Loaded | undefined)[]> {
  const again = known ? await loadKnown(ctx, vertical, asks, known) : [];
  const anew = await loadAnew(
    ctx,
    vertical,
    asks.filter((_, index) => !again[index]),
    known,
  );
  return asks.map((_, index) => again[index] ?? anew.shift());
}
