import type { Ctx, SqlCtx } from '../../lib/context.ts';
import { statement } from '../../lib/database.ts';
import { BATCH, inBatches, NOTHING, type Batch } from '../jobs/batches.ts';
import { lockDue } from './bookings.due.ts';
import { STEPS } from './bookings.states.ts';
import { TELL_UPDATED } from './bookings.write.ts';

const OPEN = STEPS.complete.from.map((state) => `'${state}'`).join(', ');

/** Bookings that count as done by now. The end comes first, because it is what the index is over. */
export const IS_DONE = `state IN (${OPEN}) AND complete_after_minutes IS NOT NULL AND ends_at <= now()
  AND ends_at + complete_after_minutes * interval '1 minute' <= now()`;

const DUE = statement<{ id: string }>(`
  SELECT id FROM bookings WHERE tenant_id = $1 AND ${IS_DONE} ORDER BY ends_at LIMIT ${BATCH}`);

const COMPLETE = statement<{ id: string }>(`
  WITH before AS (
    SELECT id, state FROM bookings WHERE tenant_id = $1 AND id = ANY($2::uuid[]) AND ${IS_DONE} FOR UPDATE
  ), booking AS (
    UPDATE bookings b SET state = 'completed', release_at = NULL FROM before
    WHERE b.tenant_id = $1 AND b.id = before.id
    RETURNING b.id, before.state, b.business_id, b.location_id, b.customer_id, b.starts_at, b.ends_at
  ), items AS (
    SELECT i.id FROM booking_items i JOIN booking b ON i.booking_id = b.id WHERE i.tenant_id = $1
  ), takes AS (
    UPDATE allocations SET state = 'completed'
    WHERE tenant_id = $1 AND booking_item_id IN (SELECT id FROM items) AND state IN (${OPEN})
  ), seats AS (
    UPDATE seats SET state = 'completed'
    WHERE tenant_id = $1 AND booking_item_id IN (SELECT id FROM items) AND state IN (${OPEN})
  ), history AS (
    INSERT INTO booking_events (tenant_id, booking_id, from_state, to_state, reason, data)
    SELECT $1, id, state, 'completed', 'its time is over', jsonb_build_object('by', 'system') FROM booking
  ), outbox AS (${TELL_UPDATED('$3')})
  SELECT id FROM booking`);

async function completeBatch(ctx: SqlCtx): Promise<Batch> {
  const { sql, tenant, requestId } = ctx;
  const rows = await lockDue(ctx, DUE);
  if (rows.length === 0) return NOTHING;
  const completed = await sql(COMPLETE, [tenant.id, rows.map(({ id }) => id), requestId]);
  return { due: rows.length, done: completed.length };
}

/**
 * Completes what ended so long ago (`settings.scheduling.completeAfterMinutes`, as agreed) and nobody said anything else of: so
 * its money is earned without staff at a screen. By the database's clock; any number of times.
 * @returns how many
 */
export const completeEnded = (ctx: Ctx): Promise<number> => inBatches(ctx, completeBatch);
