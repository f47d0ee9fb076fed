import type { EventName, EventPayload } from '../../events.ts';
import type { SqlCtx } from '../../lib/context.ts';
import { statement } from '../../lib/database.ts';
import { isoOf } from '../../scheduling/days.ts';
import { Outdated } from './bookings.attempts.ts';
import type { BookingState } from './bookings.contract.ts';
import { slotOfRow } from './bookings.slots.ts';
import type { BookingRow } from './bookings.views.ts';

// Whoever has checked in, or came after all, is not given free by the clock any more.
const STEP = statement<{ id: string }>(`
  WITH booking AS (
    UPDATE bookings SET state = $4::booking_state, fee = $5::bigint,
      release_at = CASE WHEN $3::booking_state IN ('held', 'pending') THEN release_at END
    WHERE tenant_id = $1 AND id = $2 AND state = $3::booking_state RETURNING id
  ), items AS (
    SELECT i.id FROM booking_items i JOIN booking b ON i.booking_id = b.id WHERE i.tenant_id = $1
  ), takes AS (
    UPDATE allocations SET state = $4::text::allocation_state
    WHERE tenant_id = $1 AND booking_item_id IN (SELECT id FROM items) AND state = $3::text::allocation_state
  ), seats AS (
    UPDATE seats SET state = $4::text::allocation_state
    WHERE tenant_id = $1 AND booking_item_id IN (SELECT id FROM items) AND state = $3::text::allocation_state
  ), history AS (
    INSERT INTO booking_events (tenant_id, booking_id, from_state, to_state, reason, data)
    SELECT $1, id, $3::booking_state, $4::booking_state, $6, $7::jsonb FROM booking
  ), outbox AS (
    INSERT INTO outbox (tenant_id, kind, payload, request_id)
    SELECT $1, e.kind, e.payload, $10 FROM booking CROSS JOIN unnest($8::text[], $9::jsonb[]) AS e (kind, payload)
  )
  SELECT id FROM booking`);

/** What other processes and browsers hear of a booking that has changed. */
export function changeOf(row: BookingRow): EventPayload<'booking.updated'> {
  const { id, businessId, locationId, startsAt, endsAt } = row;
  return {
    bookingId: id,
    businessId,
    locationId,
    userId: row.customer && row.ownerId,
    startsAt: isoOf(startsAt),
    endsAt: isoOf(endsAt),
  };
}

const TAKING: ReadonlySet<BookingState> = new Set([
  'held',
  'pending',
  'confirmed',
  'checked_in',
  'completed',
]);

/** A hold was never told as a booking: only its time is free again. */
function eventsOf(row: BookingRow, to: BookingState): [EventName, object][] {
  const slot = slotOfRow({ ...row, expiresAt: null });
  const [was, is] = [TAKING.has(row.state), TAKING.has(to)];
  const slots: [EventName, object][] = was === is ? [] : [[is ? 'slot.taken' : 'slot.freed', slot]];
  if (row.state === 'held') return slots;
  return [[to === 'cancelled' ? 'booking.cancelled' : 'booking.updated', changeOf(row)], ...slots];
}

export interface StepTaken {
  to: BookingState;
  /** Minor units of the price that are owed; left out: nothing is decided. */
  fee?: number | undefined;
  reason?: string | undefined;
  /** For the history, beside the states. */
  data?: object;
}

/**
 * Writes that a booking, or hold, is in another state: what it takes follows, history and outbox know. Freed time is written
 * under the same locks as taken time: take those of the row before.
 * @throws Outdated if it is in another state by now
 */
export async function writeStep(
  { sql, tenant, requestId }: Pick<SqlCtx, 'sql' | 'tenant' | 'requestId'>,
  row: BookingRow,
  { to, fee, reason, data = {} }: StepTaken,
): Promise<BookingRow> {
  const events = eventsOf(row, to);
  const history = JSON.stringify(fee === undefined ? data : { ...data, fee });
  const written = await sql(STEP, [
    ...[tenant.id, row.id, row.state, to, fee ?? null, reason ?? null, history],
    events.map(([kind]) => kind),
    events.map(([, payload]) => JSON.stringify(payload)),
    requestId,
  ]);
  if (written.length === 0) throw new Outdated();
  return { ...row, state: to, fee: fee ?? null };
}
