import type { Ctx, SqlCtx } from '../../lib/context.ts';
import { statement } from '../../lib/database.ts';
import { BATCH, inBatches, NOTHING, type Batch } from '../jobs/batches.ts';
import { lockDue } from './bookings.due.ts';
import { noShowOf } from './bookings.steps.ts';
import { FREED, TELL_UPDATED } from './bookings.write.ts';

const DUE = statement<{ id: string }>(`
  SELECT id FROM bookings
  WHERE tenant_id = $1 AND state = 'confirmed' AND release_at <= statement_timestamp()
  ORDER BY release_at LIMIT ${BATCH}`);

const RELEASE = statement<{ id: string }>(`
  WITH booking AS (
    UPDATE bookings b SET state = 'no_show', fee = due.fee
    FROM unnest($2::uuid[], $3::bigint[]) AS due (id, fee)
    WHERE b.tenant_id = $1 AND b.id = due.id AND b.state = 'confirmed' AND b.release_at <= statement_timestamp()
    RETURNING b.id, b.business_id, b.location_id, b.customer_id, b.starts_at, b.ends_at, b.fee
  ), items AS (
    SELECT i.id, i.booking_id, i.class_session_id, i.details FROM booking_items i
      JOIN booking b ON i.booking_id = b.id WHERE i.tenant_id = $1
  ), takes AS (
    UPDATE allocations SET state = 'no_show'
    WHERE tenant_id = $1 AND booking_item_id IN (SELECT id FROM items) AND state = 'confirmed'
  ), seats AS (
    UPDATE seats SET state = 'no_show'
    WHERE tenant_id = $1 AND booking_item_id IN (SELECT id FROM items) AND state = 'confirmed'
  ), history AS (
    INSERT INTO booking_events (tenant_id, booking_id, from_state, to_state, reason, data)
    SELECT $1, id, 'confirmed', 'no_show', 'nobody checked in', jsonb_build_object('by', 'system', 'fee', fee)
    FROM booking
  ), freed AS (
    INSERT INTO outbox (tenant_id, kind, payload, request_id)
    SELECT $1::uuid, 'slot.freed', ${FREED}, $4 FROM booking b
  ), outbox AS (${TELL_UPDATED('$4')})
  SELECT id FROM booking`);

async function releaseBatch(ctx: SqlCtx): Promise<Batch> {
  const { sql, tenant, requestId } = ctx;
  const rows = await lockDue(ctx, DUE);
  if (rows.length === 0) return NOTHING;
  const fees = rows.map((row) => noShowOf(row).fee);
  const values = [tenant.id, rows.map(({ id }) => id), fees, requestId];
  const released = await sql(RELEASE, values);
  return { due: rows.length, done: released.length };
}

/**
 * Gives free what nobody has checked in to so long after the start (`settings.scheduling.autoReleaseMinutes`, as agreed): the
 * booking becomes one whose customer did not come, with what that costs. By the database's clock; any number of times.
 * @returns how many
 */
export const releaseUnattended = (ctx: Ctx): Promise<number> => inBatches(ctx, releaseBatch);
