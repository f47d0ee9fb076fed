import type { Ctx, SqlCtx } from '../../lib/context.ts';
import { statement } from '../../lib/database.ts';
import { BATCH, inBatches, NOTHING, type Batch } from '../jobs/batches.ts';
import { FREED, lock } from './bookings.write.ts';

const DUE = statement<{ id: string; lockIds: string[] }>(`
  SELECT b.id, ARRAY(
    SELECT a.subject_id FROM booking_items i
      JOIN allocations a ON a.tenant_id = i.tenant_id AND a.booking_item_id = i.id
      WHERE i.tenant_id = b.tenant_id AND i.booking_id = b.id
    UNION SELECT i.class_session_id FROM booking_items i
      WHERE i.tenant_id = b.tenant_id AND i.booking_id = b.id AND i.class_session_id IS NOT NULL) AS "lockIds"
  FROM bookings b
  WHERE b.tenant_id = $1 AND b.state = 'held' AND b.expires_at <= statement_timestamp()
  ORDER BY b.expires_at LIMIT ${BATCH}`);

// Whose time somebody has taken meanwhile has given nothing back.
const EXPIRE = statement<{ id: string }>(`
  WITH booking AS (
    UPDATE bookings SET state = 'expired'
    WHERE tenant_id = $1 AND id = ANY($2::uuid[]) AND state = 'held' AND expires_at <= statement_timestamp()
    RETURNING id, business_id, location_id, starts_at, ends_at
  ), items AS (
    SELECT i.id, i.booking_id, i.class_session_id, i.details FROM booking_items i
      JOIN booking b ON i.booking_id = b.id WHERE i.tenant_id = $1
  ), takes AS (
    UPDATE allocations SET state = 'expired'
    WHERE tenant_id = $1 AND booking_item_id IN (SELECT id FROM items) AND state = 'held'
    RETURNING booking_item_id
  ), seats AS (
    UPDATE seats SET state = 'expired'
    WHERE tenant_id = $1 AND booking_item_id IN (SELECT id FROM items) AND state = 'held'
    RETURNING booking_item_id
  ), history AS (
    INSERT INTO booking_events (tenant_id, booking_id, from_state, to_state)
    SELECT $1, id, 'held', 'expired' FROM booking
  ), outbox AS (
    INSERT INTO outbox (tenant_id, kind, payload, request_id)
    SELECT $1::uuid, 'slot.freed', ${FREED}, $3
    FROM booking b WHERE EXISTS (SELECT FROM items i
      JOIN (TABLE takes UNION TABLE seats) AS freed ON freed.booking_item_id = i.id WHERE i.booking_id = b.id)
  ), paid AS (
    INSERT INTO outbox (tenant_id, kind, payload, request_id)
    SELECT DISTINCT $1::uuid, 'money.changed', jsonb_build_object('bookingId', b.id), $3
    FROM booking b JOIN payments p ON p.tenant_id = $1 AND p.booking_id = b.id
  )
  SELECT id FROM booking`);

async function expireBatch(ctx: SqlCtx): Promise<Batch> {
  const { sql, tenant, requestId } = ctx;
  const due = await sql(DUE, [tenant.id]);
  if (due.length === 0) return NOTHING;
  lock(
    ctx,
    due.flatMap(({ lockIds }) => lockIds),
  );
  const ids = due.map(({ id }) => id);
  const expired = await sql(EXPIRE, [tenant.id, ids, requestId]);
  return { due: due.length, done: expired.length };
}

/**
 * Sweeps the tenant's holds that are over: nobody has to, since an expired hold takes nothing; but pages that are open
 * learn of it, and its rows come to rest. Any number of times, at any time.
 * @returns how many
 */
export const expireHolds = (ctx: Ctx): Promise<number> => inBatches(ctx, expireBatch);
