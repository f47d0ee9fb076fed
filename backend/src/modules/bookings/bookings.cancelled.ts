import type { EventName, EventPayload } from '../../events.ts';
import type { SqlCtx } from '../../lib/context.ts';
import { statement } from '../../lib/database.ts';
import { failWith } from '../../lib/errors.ts';
import { isoOf } from '../../scheduling/days.ts';
import { Outdated } from './bookings.attempts.ts';
import { bookingErrors } from './bookings.contract.ts';
import { mayBecome } from './bookings.states.ts';
import type { BookingRow } from './bookings.views.ts';

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

/**
 * Writes that a booking, or hold, is cancelled: what it took is free, history and outbox know. Freed time is written under the
 * same locks as taken time: take those of the row before.
 * @throws BOOKING_STATE for what is over, Outdated if it is in another state by now
 */
export async function writeCancelled(
  { sql, tenant, requestId }: Pick<SqlCtx, 'sql' | 'tenant' | 'requestId'>,
  row: BookingRow,
  reason: string | undefined,
): Promise<BookingRow> {
  if (!mayBecome(row.state, 'cancelled')) throw failBooking('BOOKING_STATE');
  const [kind, payload] = eventOf(row, row.customer && row.ownerId);
  const values = [tenant.id, row.id, row.state, reason ?? null, kind, JSON.stringify(payload), requestId];
  const cancelled = await sql(CANCEL, values);
  if (cancelled.length === 0) throw new Outdated();
  return { ...row, state: 'cancelled' };
}
