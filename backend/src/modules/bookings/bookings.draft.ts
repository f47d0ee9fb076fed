import type { SqlCtx } from '../../lib/context.ts';
import { fail } from '../../lib/errors.ts';
import { assign } from '../../scheduling/engine.ts';
import { offerSessions } from '../../scheduling/sessions.ts';
import type { Assignment, Instant } from '../../scheduling/types.ts';
import type { Loaded } from '../availability/availability.problem.ts';
import { limitsProviders } from '../availability/availability.rules.ts';
import { totalOf } from '../coupons/coupons.price.ts';
import type { Vertical } from '../verticals/verticals.contract.ts';
import { Outdated } from './bookings.attempts.ts';
import type { PriceLine } from './bookings.contract.ts';
import { linesOf } from './bookings.prices.ts';
import { turnsAt } from './bookings.turns.ts';
import { loadWish, refusal, type Wish } from './bookings.wish.ts';
import { lock } from './bookings.write.ts';

/** Who takes what, at which price: all that a booking says but whose it is. */
export interface Draft {
  loaded: Loaded;
  startsAt: Instant;
  endsAt: Instant;
  /** In the order of the wish. */
  items: { startsAt: Instant; endsAt: Instant; providerIds: readonly string[] }[];
  takes: Assignment['takes'];
  session: { id: string; seats: number; startsAt: Instant } | null;
  priceLines: PriceLine[];
  /** Minor units. */
  total: number;
  /** Whether bookings of others count against it: it holds only if it is made again under the locks. */
  isLimited: boolean;
}

type Taken = Pick<Draft, 'startsAt' | 'endsAt' | 'items' | 'takes' | 'session'>;

async function takeSeats(
  loaded: Loaded,
  sessions: NonNullable<Loaded['sessions']>,
  wish: Wish,
): Promise<Taken> {
  const { start, seats, sessionId } = wish;
  const meant = sessions.filter(
    (session) => session.start === start && (sessionId === undefined || session.id === sessionId),
  );
  const [found] = offerSessions(loaded.problem, meant, seats).offered;
  if (!found) throw await refusal({ ...loaded, sessions: meant }, wish);
  const { id, end, providerId } = found;
  return {
    startsAt: start,
    endsAt: end,
    items: [{ startsAt: start, endsAt: end, providerIds: providerId === null ? [] : [providerId] }],
    takes: [],
    session: { id, seats, startsAt: start },
  };
}

async function takeTime(ctx: SqlCtx, loaded: Loaded, wish: Wish): Promise<Taken> {
  const { start, preferred = [] } = wish;
  if (wish.sessionId !== undefined || wish.seats > 1) {
    const field = wish.sessionId === undefined ? 'seats' : 'sessionId';
    throw fail('VALIDATION', { details: [{ field, message: 'is only for what is sold by seats' }] });
  }
  const turns = await turnsAt(ctx, loaded, start);
  const assignment = assign(loaded.problem, start, [...preferred, ...turns]);
  if (!assignment) throw await refusal(loaded, wish);
  return {
    startsAt: assignment.start,
    endsAt: assignment.end,
    items: assignment.services.map(({ start, end, providerIds }) => ({
      startsAt: start,
      endsAt: end,
      providerIds,
    })),
    takes: assignment.takes,
    session: null,
  };
}

/**
 * Decides who takes what, if the start is offered still (scheduling rules, sections 4, 5 and 7).
 * @throws SlotGone, POLICY_NOT_OFFERED with reasons, and what loadProblem throws
 */
export async function draftOf(ctx: SqlCtx, vertical: Vertical, wish: Wish): Promise<Draft> {
  return draftFrom(ctx, await loadWish(ctx, vertical, wish), wish);
}

/** The same of what was loaded for several wishes together. */
export async function draftFrom(ctx: SqlCtx, loaded: Loaded, wish: Wish): Promise<Draft> {
  const { sessions, problem } = loaded;
  const taken = await (sessions ? takeSeats(loaded, sessions, wish) : takeTime(ctx, loaded, wish));
  const priceLines = linesOf(loaded, taken);
  return {
    loaded,
    ...taken,
    priceLines,
    total: totalOf(priceLines),
    isLimited: problem.customer !== undefined || (!sessions && limitsProviders(problem.rules)),
  };
}

/** What it competes for. */
export function locksOf({ takes, session }: Draft, customerId: string | undefined): string[] {
  const ids = takes.map(({ subjectId }) => subjectId);
  return [...new Set([...ids, ...(session ? [session.id] : []), ...(customerId ? [customerId] : [])])];
}

/**
 * The draft once nobody can come in between any more.
 * @param others whatever else is to be locked
 * @throws what `draftOf` throws, Outdated
 */
export async function underLock(
  ctx: SqlCtx,
  vertical: Vertical,
  wish: Wish,
  draft: Draft,
  others: readonly string[] = [],
): Promise<Draft> {
  const locks = [...others, ...locksOf(draft, wish.customerId)];
  lock(ctx, locks);
  if (!draft.isLimited) return draft;
  const again = await draftOf(ctx, vertical, wish);
  // More locks, taken out of order, could make two wait for each other.
  if (locksOf(again, wish.customerId).some((id) => !locks.includes(id))) throw new Outdated();
  return again;
}
