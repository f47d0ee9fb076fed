import { inPrepared, type Ctx, type SqlCtx } from '../../lib/context.ts';
import { sqlState, statement } from '../../lib/database.ts';
import { slotOfRow } from './bookings.slots.ts';
import { leadsOn } from './bookings.states.ts';
import { changeOf } from './bookings.step.ts';
import { readBookings, type BookingRow } from './bookings.views.ts';
import { lock, releaseExpired, sellSeats } from './bookings.write.ts';

// A hold that is over had let go of its time: it takes it again, unless somebody else has it by now.
const FIRM = statement<{ id: string }>(`
  WITH before AS (
    SELECT id, state FROM bookings
    WHERE tenant_id = $1 AND id = $2 AND state IN ('held', 'expired') AND customer_id IS NOT NULL
      AND starts_at > statement_timestamp()
    FOR UPDATE
  ), booking AS (
    UPDATE bookings b SET state = $3::booking_state, expires_at = NULL,
      release_at = CASE WHEN b.release_at > statement_timestamp() THEN b.release_at END
    FROM before
    WHERE b.tenant_id = $1 AND b.id = before.id RETURNING b.id
  ), items AS (
    SELECT i.id FROM booking_items i JOIN booking b ON i.booking_id = b.id WHERE i.tenant_id = $1
  ), takes AS (
    UPDATE allocations SET state = $3::text::allocation_state, expires_at = NULL
    WHERE tenant_id = $1 AND booking_item_id IN (SELECT id FROM items)
  ), seats AS (
    DELETE FROM seats WHERE tenant_id = $1 AND booking_item_id IN (SELECT id FROM items)
  ), history AS (
    INSERT INTO booking_events (tenant_id, booking_id, from_state, to_state, reason)
    SELECT $1, id, state, $3::booking_state, 'paid' FROM before
  ), outbox AS (
    INSERT INTO outbox (tenant_id, kind, payload, request_id)
    SELECT $1, e.kind, e.payload, $5
    FROM booking CROSS JOIN (VALUES ('booking.created', $4::jsonb), ('slot.taken', $6::jsonb)) AS e (kind, payload)
  )
  SELECT id FROM booking`);

const SEATS = statement<{ itemId: string; sessionId: string }>(`
  SELECT id AS "itemId", class_session_id AS "sessionId" FROM booking_items
  WHERE tenant_id = $1 AND booking_id = $2 AND class_session_id IS NOT NULL`);

async function firm(ctx: SqlCtx, row: BookingRow): Promise<boolean> {
  const { sql, tenant, requestId } = ctx;
  const state = row.terms.approval ? 'pending' : 'confirmed';
  const created = changeOf(row);
  const slot = JSON.stringify(slotOfRow({ ...row, expiresAt: null }));
  const seated = await sql(SEATS, [tenant.id, row.id]);
  lock(ctx, row.lockIds);
  releaseExpired(ctx, { subjectIds: row.lockIds, sessionIds: seated.map(({ sessionId }) => sessionId) });
  const done = await sql(FIRM, [tenant.id, row.id, state, JSON.stringify(created), requestId, slot]);
  if (done.length === 0) return false;
  for (const { itemId, sessionId } of seated) {
    const sold = { id: sessionId, seats: row.items[0]?.details.seats ?? 1, startsAt: row.startsAt };
    void sellSeats(ctx, sold, itemId, { state, expiresAt: null });
  }
  return true;
}

/** Somebody else has a part of it. */
const TAKEN = new Set(['23P01', '23514', '23505']);

/**
 * Makes a hold firm that has been paid for: as it stands, or, where it is over, booked again under its id with the same people
 * and units, if all of them are free still. It may be called any number of times.
 * @returns whether it is a booking now by this call
 */
export async function bookPaid(ctx: Ctx, bookingId: string): Promise<boolean> {
  try {
    return await inPrepared(ctx, async (ctx) => {
      const [row] = await readBookings(ctx, [bookingId]);
      return row !== undefined && leadsOn('pay', row.state) && firm(ctx, row);
    });
  } catch (error) {
    if (TAKEN.has(sqlState(error) ?? '')) return false;
    throw error;
  }
}
