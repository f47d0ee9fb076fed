import type { Deps } from '../../deps.ts';
import { inPrepared, type Ctx, type SqlCtx } from '../../lib/context.ts';
import { failWith } from '../../lib/errors.ts';
import { PATIENCE_MS, type Once, type RunOnce } from '../../plugins/idempotency.ts';
import { touch } from '../availability/availability.freshness.ts';
import type { Vertical } from '../verticals/verticals.contract.ts';
import { alternativesTo, refusedBefore } from './bookings.alternatives.ts';
import { persistently } from './bookings.attempts.ts';
import { bookingErrors, type Booking } from './bookings.contract.ts';
import { viewBooking, type BookingRow } from './bookings.views.ts';
import { SlotGone, type Wish } from './bookings.wish.ts';

/** What the use cases of this module need beyond a ctx. */
export type BookingDeps = Pick<Deps, 'env' | 'freshness' | 'redis' | 'verticals'>;

/** What is answered about one booking. */
export type Answer = Once<{ data: Booking }>;

const failBooking = failWith(bookingErrors);

/**
 * Runs a transaction about one booking until it is clear what becomes of it, and tells every process before it answers.
 * @param status of the answer
 * @param show what is answered of the row, if not the usual view
 */
export async function settle(
  ctx: Ctx,
  deps: BookingDeps,
  once: RunOnce,
  status: number,
  work: (ctx: SqlCtx) => Promise<BookingRow>,
  show: (row: BookingRow) => Booking = viewBooking,
): Promise<Answer> {
  const answer = await persistently(() =>
    inPrepared(ctx, (ctx) => once(ctx, async () => ({ status, body: { data: show(await work(ctx)) } })), {
      lockTimeoutMs: PATIENCE_MS,
    }),
  );
  await touch(deps, ctx.tenant.id, answer.body.data.businessId);
  return answer;
}

/**
 * What `work` answers, if it gets the start that it wants.
 * @throws SLOT_TAKEN with alternatives
 */
export async function orAlternatives(
  ctx: Ctx,
  deps: BookingDeps,
  vertical: Vertical,
  work: () => Promise<Answer>,
): Promise<Answer> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof SlotGone)) throw error;
    throw failBooking('SLOT_TAKEN', { data: await alternativesTo(ctx, deps, vertical, error) });
  }
}

/**
 * Refuses what somebody else was refused a moment ago, unless this very request was answered before.
 * @throws SLOT_TAKEN with alternatives
 */
export async function refuseAgain(ctx: Ctx, deps: BookingDeps, wish: Wish, once: RunOnce): Promise<void> {
  const data = await refusedBefore(ctx, deps, wish);
  if (data && !(await once.isKnown())) throw failBooking('SLOT_TAKEN', { data });
}
