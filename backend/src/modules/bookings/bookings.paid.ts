import { inPrepared, type Ctx, type SqlCtx } from '../../lib/context.ts';
import { sqlState, statement } from '../../lib/database.ts';
import { AppError } from '../../lib/errors.ts';
import type { Vertical } from '../verticals/verticals.contract.ts';
import { Outdated, persistently } from './bookings.attempts.ts';
import { wishOfHold } from './bookings.confirm.ts';
import { draftOf, locksOf, underLock, type Draft } from './bookings.draft.ts';
import { takeAs } from './bookings.move.ts';
import { slotOfRow } from './bookings.slots.ts';
import { leadsOn } from './bookings.states.ts';
import { changeOf } from './bookings.step.ts';
import { readBookings, type BookingRow } from './bookings.views.ts';
import { SlotGone } from './bookings.wish.ts';
import { detailsOf, lock, releaseExpired, sellSeats } from './bookings.write.ts';

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
    INSERT INTO booking_events (tenant_id, booking_id, from_state, to_state, reason, data)
    SELECT $1, id, state, $3::booking_state, 'paid', jsonb_build_object('by', 'system') FROM before
  ), outbox AS (
    INSERT INTO outbox (tenant_id, kind, payload, request_id)
    SELECT $1, e.kind, e.payload, $5
    FROM booking CROSS JOIN (VALUES ('booking.created', $4::jsonb), ('slot.taken', $6::jsonb)) AS e (kind, payload)
  )
  SELECT id FROM booking`);

const SEATS = statement<{ itemId: string; sessionId: string }>(`
  SELECT id AS "itemId", class_session_id AS "sessionId" FROM booking_items
  WHERE tenant_id = $1 AND booking_id = $2 AND class_session_id IS NOT NULL`);

const LET_GO = statement(`
  DELETE FROM allocations WHERE tenant_id = $1 AND booking_item_id IN (
    SELECT id FROM booking_items WHERE tenant_id = $1 AND booking_id = $2)`);

/** @param instead what it takes in the place of what it took; the locks of both are taken then */
async function firm(ctx: SqlCtx, row: BookingRow, instead?: Draft): Promise<boolean> {
  const { sql, tenant, requestId } = ctx;
  const state = row.terms.approval ? 'pending' : 'confirmed';
  const created = changeOf(row);
  const providerIds = instead?.items.flatMap(({ providerIds }) => providerIds);
  const slot = { ...slotOfRow({ ...row, expiresAt: null }), ...(providerIds && { providerIds }) };
  const seated = await sql(SEATS, [tenant.id, row.id]);
  if (!instead) lock(ctx, row.lockIds);
  const subjectIds = [...row.lockIds, ...(instead ? locksOf(instead, undefined) : [])];
  releaseExpired(ctx, { subjectIds, sessionIds: seated.map(({ sessionId }) => sessionId) });
  if (instead) {
    void sql(LET_GO, [tenant.id, row.id]);
    void takeAs(ctx, row.id, instead, detailsOf(instead, wishOfHold(row)), state);
  }
  const done = await sql(FIRM, [
    ...[tenant.id, row.id, state],
    ...[JSON.stringify(created), requestId, JSON.stringify(slot)],
  ]);
  if (done.length === 0 && instead) throw new Outdated();
  if (done.length === 0) return false;
  for (const { itemId, sessionId } of seated) {
    const sold = { id: sessionId, seats: row.items[0]?.details.seats ?? 1, startsAt: row.startsAt };
    void sellSeats(ctx, sold, itemId, { state, expiresAt: null });
  }
  return true;
}

/** Somebody else has a part of it. */
const TAKEN = new Set(['23P01', '23514', '23505']);

/** With others, at the same start and the price that was paid, where the customer had asked for nobody. */
async function firmWithOthers(ctx: Ctx, vertical: Vertical, bookingId: string): Promise<boolean> {
  try {
    return await persistently(() =>
      inPrepared(ctx, async (ctx) => {
        const [row] = await readBookings(ctx, [bookingId]);
        if (!row || !leadsOn('pay', row.state)) return false;
        if (row.items.some(({ details, sessionId }) => details.isNamed || sessionId !== null)) return false;
        const wish = { ...wishOfHold(row), exceptBookingId: row.id };
        const draft = await draftOf(ctx, vertical, wish);
        return firm(ctx, row, await underLock(ctx, vertical, wish, draft, row.lockIds));
      }),
    );
  } catch (error) {
    // Nobody else is free, or the start is not offered any more.
    if (error instanceof SlotGone || (error instanceof AppError && error.status < 500)) return false;
    throw error;
  }
}

/**
 * Makes a hold firm that has been paid for: as it stands, or, where it is over, booked again under its id with the same people
 * and units, or with others where those are taken and the customer had asked for anybody. It may be called any number of times.
 * @returns whether it is a booking now by this call
 */
export async function bookPaid(ctx: Ctx, vertical: Vertical, bookingId: string): Promise<boolean> {
  try {
    return await inPrepared(ctx, async (ctx) => {
      const [row] = await readBookings(ctx, [bookingId]);
      return row !== undefined && leadsOn('pay', row.state) && firm(ctx, row);
    });
  } catch (error) {
    if (TAKEN.has(sqlState(error) ?? '')) return firmWithOthers(ctx, vertical, bookingId);
    throw error;
  }
}
