import * as z from 'zod/mini';
import { inPrepared } from '../../lib/context.ts';
import { statement } from '../../lib/database.ts';
import { tenantTask } from '../jobs/task.ts';

const KNOW = statement<{ businessId: string; customerId: string }>(`
  INSERT INTO business_clients (tenant_id, business_id, customer_id)
  SELECT tenant_id, business_id, customer_id FROM bookings
  WHERE tenant_id = $1 AND id = $2 AND customer_id IS NOT NULL AND state NOT IN ('held', 'expired')
  ON CONFLICT (tenant_id, business_id, customer_id) DO UPDATE SET updated_at = now()
  RETURNING business_id AS "businessId", customer_id AS "customerId"`);

const COUNT = statement(`
  UPDATE business_clients k SET bookings = s.bookings, no_shows = s.no_shows, cancellations = s.cancellations,
    first_at = s.first_at, last_at = s.last_at, spent = s.spent
  FROM (
    SELECT count(*) FILTER (WHERE b.state IN ('pending', 'confirmed', 'checked_in', 'completed'))::int AS bookings,
      count(*) FILTER (WHERE b.state = 'no_show')::int AS no_shows,
      count(*) FILTER (WHERE b.state = 'cancelled')::int AS cancellations,
      -- Since they first booked, or came; and when they come, if it was not all called off.
      min(least(b.starts_at, b.created_at)) AS first_at,
      coalesce(max(b.starts_at) FILTER (WHERE b.state NOT IN ('cancelled', 'declined')), max(b.created_at)) AS last_at,
      coalesce(sum((SELECT sum(c.amount - (SELECT coalesce(sum(r.amount), 0) FROM refunds r
          WHERE r.tenant_id = c.tenant_id AND r.charge_id = c.id AND r.state = 'completed'))
        FROM payments p JOIN payment_charges c ON c.tenant_id = p.tenant_id AND c.payment_id = p.id
        WHERE p.tenant_id = b.tenant_id AND p.booking_id = b.id)), 0)::bigint AS spent
    FROM bookings b
    WHERE b.tenant_id = $1 AND b.customer_id = $3 AND b.business_id = $2 AND b.state NOT IN ('held', 'expired')
  ) s
  WHERE k.tenant_id = $1 AND k.business_id = $2 AND k.customer_id = $3`);

/** Counts anew what the business of a booking knows of its customer. The row is locked first: whoever counts last sees all. */
export const countClientTask = tenantTask({
  payload: z.object({ bookingId: z.uuid() }),
  maxAttempts: 8,
  run: (ctx, { bookingId }) =>
    inPrepared(ctx, async ({ sql, tenant }) => {
      const [known] = await sql(KNOW, [tenant.id, bookingId]);
      if (known) await sql(COUNT, [tenant.id, known.businessId, known.customerId]);
    }),
});
