import type { EventName, EventPayload } from '../../events.ts';
import { inPrepared, type Ctx, type SqlCtx } from '../../lib/context.ts';
import { statement } from '../../lib/database.ts';
import { failWith } from '../../lib/errors.ts';
import { always, PATIENCE_MS, type RunOnce } from '../../plugins/idempotency.ts';
import { isoOf } from '../../scheduling/days.ts';
import { touch } from '../availability/availability.freshness.ts';
import { reachBooking, type Key } from './bookings.access.ts';
import { Outdated, persistently } from './bookings.attempts.ts';
import { bookingErrors } from './bookings.contract.ts';
import type { Answer, BookingDeps } from './bookings.service.ts';
import { mayBecome } from './bookings.states.ts';
import { viewBooking, type BookingRow } from './bookings.views.ts';
import { lock } from './bookings.write.ts';

const failBooking = failWith(bookingErrors);

const CANCEL = statement<{ id: string }>(`
  WITH booking AS (
    UPDATE bookings SET state = 'cancelled' WHERE tenant_id = $1 AND id = $2 AND state = $3::booking_state RETURNING id
  ), items AS (
    SELECT i.id FROM booking_items i JOIN booking b ON i.booking_id = b.id WHERE i.tenant_id = $1
  ), takes AS (
    UPDATE allocations SET state = 'cancelled'
    WHERE tenant_id = $1 AND booking_item_id IN (SELECT id FROM items) AND state = $3::text::allocation_state
  ), seats AS (
    UPDATE seats SET state = 'cancelled'
    WHERE tenant_id = $1 AND booking_item_id IN (SELECT id FROM items) AND state = $3::text::allocation_state
  ), history AS (
    INSERT INTO booking_events (tenant_id, booking_id, from_state, to_state, reason)
    SELECT $1, id, $3::booking_state, 'cancelled', $4 FROM booking
  ), outbox AS (
    INSERT INTO outbox (tenant_id, kind, payload, request_id) SELECT $1, $5, $6, $7 FROM booking
  )
  SELECT id FROM booking`);

/** A hold was never told as a booking: only its time is free again. */
function eventOf(row: BookingRow, userId: string | null): [EventName, object] {
  const { id, businessId, locationId, startsAt, endsAt, state } = row;
  if (state === 'held') return ['schedule.changed', { businessId }];
  const cancelled: EventPayload<'booking.cancelled'> = {
    bookingId: id,
    businessId,
    locationId,
    userId,
    startsAt: isoOf(startsAt),
    endsAt: isoOf(endsAt),
  };
  return ['booking.cancelled', cancelled];
}

async function cancel(ctx: SqlCtx, row: BookingRow, reason: string | undefined): Promise<BookingRow> {
  if (!mayBecome(row.state, 'cancelled')) throw failBooking('BOOKING_STATE');
  const [kind, payload] = eventOf(row, row.customer && row.ownerId);
  // Freed time is written under the same locks as taken time.
  lock(ctx, row.lockIds);
  const cancelled = await ctx.sql(CANCEL, [
    ctx.tenant.id,
    row.id,
    row.state,
    reason ?? null,
    kind,
    JSON.stringify(payload),
    ctx.requestId,
  ]);
  if (cancelled.length === 0) throw new Outdated();
  return { ...row, state: 'cancelled' };
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
