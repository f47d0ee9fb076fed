import { inPrepared, type Ctx, type SqlCtx } from '../../lib/context.ts';
import { failWith } from '../../lib/errors.ts';
import { always, type RunOnce } from '../../plugins/idempotency.ts';
import { touch } from '../availability/availability.freshness.ts';
import { partyOf, reachBooking, type Key } from './bookings.access.ts';
import { persistently } from './bookings.attempts.ts';
import { ladderOf } from './bookings.cancelled.ts';
import { bookingErrors, type CancellationPreview } from './bookings.contract.ts';
import { refundAfter } from '../ledger/ledger.reckon.ts';
import { readMoney } from '../payments/payments.rows.ts';
import { cancellationAt } from './bookings.policy.ts';
import { settle, type Answer, type BookingDeps } from './bookings.settle.ts';
import { demandStep } from './bookings.states.ts';
import { writeStep } from './bookings.step.ts';
import type { BookingRow } from './bookings.views.ts';
import { lock } from './bookings.write.ts';

const failBooking = failWith(bookingErrors);

/** What it costs now, and all that it costs until it begins. @throws FORBIDDEN, BOOKING_STATE also from the start on */
function costs(ctx: SqlCtx, row: BookingRow) {
  const party = partyOf(ctx, row);
  demandStep('cancel', row.state, party);
  const ladder = ladderOf(row, party);
  const now = cancellationAt(ladder, ctx.now().getTime());
  if (!now) throw failBooking('BOOKING_STATE');
  return { now, later: ladder.slice(ladder.indexOf(now) + 1), party };
}

/**
 * Writes that whoever acts cancels a booking, at what that costs them now. Take the locks of the row before.
 * @throws FORBIDDEN, BOOKING_STATE, Outdated if it is in another state by now
 */
export async function writeCancellation(
  ctx: SqlCtx,
  row: BookingRow,
  reason: string | undefined,
): Promise<BookingRow> {
  const { now, party } = costs(ctx, row);
  return writeStep(ctx, row, { to: 'cancelled', fee: now.fee, reason, data: { by: party } });
}

async function cancel(ctx: SqlCtx, row: BookingRow, reason: string | undefined): Promise<BookingRow> {
  lock(ctx, row.lockIds);
  return writeCancellation(ctx, row, reason);
}

/**
 * Cancels a booking, or releases a hold; what it took is free at once. Customers cancel their own, staff those of their
 * scope, guests the one whose token they show. What it costs is written with it.
 * @throws NOT_FOUND also for another's, BOOKING_STATE for what is over; for its customer also for what has begun
 */
export function cancelBooking(
  ctx: Ctx,
  deps: BookingDeps,
  { id, reason, token }: { id: string; reason?: string | undefined; token?: string | undefined },
  once: RunOnce = always,
): Promise<Answer> {
  const key: Key = { secret: deps.env.APP_SECRET, token };
  return settle(ctx, deps, once, 200, async (ctx) =>
    cancel(ctx, await reachBooking(ctx, key, id, 'booking:write'), reason),
  );
}

/**
 * What cancelling would cost whoever asks, now and later.
 * @throws as `cancelBooking`
 */
export function previewCancellation(ctx: Ctx, key: Key, id: string): Promise<CancellationPreview> {
  return inPrepared(ctx, async (ctx) => {
    const row = await reachBooking(ctx, key, id, 'booking:write');
    const { now, later } = costs(ctx, row);
    const money = await readMoney(ctx, row.id);
    const step = ({ until, fee }: typeof now) => ({
      until: until === Infinity ? null : new Date(until).toISOString(),
      fee: { amount: fee, currency: row.currency },
      refund: { amount: money ? refundAfter(money, fee) : 0, currency: row.currency },
    });
    return { ...step(now), later: later.map(step) };
  });
}

/**
 * Gives up a hold before it is over.
 * @throws NOT_FOUND also for another's, BOOKING_STATE for what is no hold any more
 */
export async function releaseHold(
  ctx: Ctx,
  deps: BookingDeps,
  id: string,
  token: string | undefined,
): Promise<void> {
  const key: Key = { secret: deps.env.APP_SECRET, token };
  const { businessId } = await persistently(() =>
    inPrepared(ctx, async (ctx) => {
      const row = await reachBooking(ctx, key, id, 'booking:write');
      if (row.state !== 'held') throw failBooking('BOOKING_STATE');
      return cancel(ctx, row, undefined);
    }),
  );
  await touch(deps, ctx.tenant.id, businessId);
}
