import { inPrepared, type Ctx, type SqlCtx } from '../../lib/context.ts';
import { failWith } from '../../lib/errors.ts';
import { always, PATIENCE_MS, type RunOnce } from '../../plugins/idempotency.ts';
import { touch } from '../availability/availability.freshness.ts';
import { reachBooking, type Key } from './bookings.access.ts';
import { persistently } from './bookings.attempts.ts';
import { writeCancelled } from './bookings.cancelled.ts';
import { bookingErrors } from './bookings.contract.ts';
import type { Answer, BookingDeps } from './bookings.service.ts';
import { viewBooking, type BookingRow } from './bookings.views.ts';
import { lock } from './bookings.write.ts';

const failBooking = failWith(bookingErrors);

async function cancel(ctx: SqlCtx, row: BookingRow, reason: string | undefined): Promise<BookingRow> {
  lock(ctx, row.lockIds);
  return writeCancelled(ctx, row, reason);
}

/**
 * Cancels a booking, or releases a hold; what it took is free at once. Customers cancel their own, staff those of their
 * scope, guests the one whose token they show.
 * @throws NOT_FOUND also for another's, BOOKING_STATE for what is over
 */
export async function cancelBooking(
  ctx: Ctx,
  deps: BookingDeps,
  { id, reason, token }: { id: string; reason?: string | undefined; token?: string | undefined },
  once: RunOnce = always,
): Promise<Answer> {
  const key: Key = { secret: deps.env.APP_SECRET, token };
  const answer = await persistently(() =>
    inPrepared(
      ctx,
      (ctx) =>
        once(ctx, async () => {
          const row = await reachBooking(ctx, key, id, 'booking:write');
          return { status: 200, body: { data: viewBooking(await cancel(ctx, row, reason)) } };
        }),
      { lockTimeoutMs: PATIENCE_MS },
    ),
  );
  await touch(deps, ctx.tenant.id, answer.body.data.businessId);
  return answer;
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
