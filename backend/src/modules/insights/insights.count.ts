import type { SqlCtx } from '../../lib/context.ts';
import { statement } from '../../lib/database.ts';

/** Local days of a business, both inclusive: "2026-03-01". */
export interface Days {
  businessId: string;
  from: string;
  to: string;
}

// Whoever counts a business waits for whoever counts it already: what the second one reads is newer.
const LOCK = statement(
  `SELECT pg_advisory_xact_lock(hashtextextended('insights ' || $1::uuid || ' ' || $2::uuid, 0))`,
);

/** Bookings of the days, by the clock of their own place. Holds are none. */
const OF_DAYS = `
  SELECT b.*, (b.starts_at AT TIME ZONE b.time_zone)::date AS day
  FROM bookings b
  WHERE b.tenant_id = $1 AND b.business_id = $2 AND b.state NOT IN ('held', 'expired')
    AND b.starts_at >= ($3::date - 1)::timestamp AT TIME ZONE 'UTC'
    AND b.starts_at < ($4::date + 2)::timestamp AT TIME ZONE 'UTC'
    AND (b.starts_at AT TIME ZONE b.time_zone)::date BETWEEN $3::date AND $4::date`;

const FORGET_DAYS = statement(
  'DELETE FROM insight_days WHERE tenant_id = $1 AND business_id = $2 AND day BETWEEN $3 AND $4',
);
const COUNT_DAYS = statement(`
  INSERT INTO insight_days (tenant_id, business_id, provider_id, day, currency, pending, confirmed, checked_in, completed,
    cancelled, no_show, declined, new_customers, returning_customers, value, revenue, commission, company_fees, refunds)
  SELECT $1, $2, i.provider_id, b.day, b.currency,
    count(*) FILTER (WHERE b.state = 'pending'), count(*) FILTER (WHERE b.state = 'confirmed'),
    count(*) FILTER (WHERE b.state = 'checked_in'), count(*) FILTER (WHERE b.state = 'completed'),
    count(*) FILTER (WHERE b.state = 'cancelled'), count(*) FILTER (WHERE b.state = 'no_show'),
    count(*) FILTER (WHERE b.state = 'declined'),
    count(*) FILTER (WHERE b.state IN ('pending', 'confirmed', 'checked_in', 'completed') AND b.acquisition <> 'returning'),
    count(*) FILTER (WHERE b.state IN ('pending', 'confirmed', 'checked_in', 'completed') AND b.acquisition = 'returning'),
    coalesce(sum(b.total_amount) FILTER (WHERE b.state IN ('pending', 'confirmed', 'checked_in', 'completed')), 0),
    coalesce(sum(m.revenue), 0), coalesce(sum(m.commission), 0), coalesce(sum(m.fees), 0), coalesce(sum(m.refunds), 0)
  FROM (${OF_DAYS}) b
    LEFT JOIN LATERAL (
      SELECT i.provider_id FROM booking_items i WHERE i.tenant_id = $1 AND i.booking_id = b.id ORDER BY i.position LIMIT 1
    ) i ON true
    LEFT JOIN LATERAL (
      SELECT -sum(e.amount) FILTER (WHERE t.kind = 'settlement' AND a.kind IN ('business', 'commission')) AS revenue,
        -sum(e.amount) FILTER (WHERE a.kind = 'commission') AS commission,
        sum(e.amount) FILTER (WHERE a.kind = 'company_fees') AS fees,
        sum(e.amount) FILTER (WHERE t.kind = 'refund' AND a.kind = 'prepayments') AS refunds
      FROM ledger_transactions t
        JOIN ledger_entries e ON e.tenant_id = $1 AND e.transaction_id = t.id AND e.currency = b.currency
        JOIN ledger_accounts a ON a.tenant_id = $1 AND a.id = e.account_id
      WHERE t.tenant_id = $1 AND t.booking_id = b.id
    ) m ON true
  GROUP BY i.provider_id, b.day, b.currency`);

const FORGET_SERVICES = statement(
  'DELETE FROM insight_services WHERE tenant_id = $1 AND business_id = $2 AND day BETWEEN $3 AND $4',
);
const COUNT_SERVICES = statement(`
  INSERT INTO insight_services (tenant_id, business_id, provider_id, service_id, day, bookings, minutes)
  SELECT $1, $2, i.provider_id, i.service_id, b.day, count(DISTINCT b.id),
    round(sum(date_part('epoch', i.ends_at - i.starts_at) / 60))
  FROM (${OF_DAYS}) b JOIN booking_items i ON i.tenant_id = $1 AND i.booking_id = b.id
  WHERE b.state IN ('pending', 'confirmed', 'checked_in', 'completed')
  GROUP BY i.provider_id, i.service_id, b.day`);

const FORGET_BOOKED = statement(
  `UPDATE insight_hours SET booked_minutes = 0
   WHERE tenant_id = $1 AND business_id = $2 AND day BETWEEN $3 AND $4 AND booked_minutes <> 0`,
);
// Whoever did not come had the time all the same; a class is taken by its seats.
const COUNT_BOOKED = statement(`
  INSERT INTO insight_hours (tenant_id, business_id, provider_id, day, booked_minutes)
  SELECT $1, $2, i.provider_id, b.day, round(sum(date_part('epoch', i.ends_at - i.starts_at) / 60 * coalesce(s.share, 1)))
  FROM (${OF_DAYS}) b JOIN booking_items i ON i.tenant_id = $1 AND i.booking_id = b.id
    LEFT JOIN LATERAL (
      SELECT count(*)::float8 / max(s.capacity) AS share FROM seats s
      WHERE i.class_session_id IS NOT NULL AND s.tenant_id = $1 AND s.booking_item_id = i.id
    ) s ON true
  WHERE b.state IN ('pending', 'confirmed', 'checked_in', 'completed', 'no_show')
  GROUP BY i.provider_id, b.day
  ON CONFLICT (tenant_id, day, business_id, provider_id) DO UPDATE SET booked_minutes = excluded.booked_minutes`);

/** Counts a business's bookings of some days anew. Any number of times, in any order: what is kept is what is so. */
export async function countDays(ctx: SqlCtx, { businessId, from, to }: Days): Promise<void> {
  const { sql, tenant } = ctx;
  await sql(LOCK, [tenant.id, businessId]);
  const where = [tenant.id, businessId, from, to];
  await Promise.all(
    [FORGET_DAYS, COUNT_DAYS, FORGET_SERVICES, COUNT_SERVICES, FORGET_BOOKED, COUNT_BOOKED].map((each) =>
      sql(each, where),
    ),
  );
}

const DAYS_OF = statement<{ businessId: string; day: string }>(`
  SELECT b.business_id AS "businessId", (b.starts_at AT TIME ZONE b.time_zone)::date::text AS day
  FROM bookings b WHERE b.tenant_id = $1 AND b.id = $2
  UNION
  SELECT b.business_id, ((e.data -> 'startsAt' ->> 0)::timestamptz AT TIME ZONE b.time_zone)::date::text
  FROM bookings b JOIN booking_events e ON e.tenant_id = $1 AND e.booking_id = b.id
  WHERE b.tenant_id = $1 AND b.id = $2 AND e.kind = 'rescheduled'
  ORDER BY 2`);

/** Counts the day of a booking anew, and those on which it was before. */
export async function countBooking(ctx: SqlCtx, bookingId: string): Promise<void> {
  const days = await ctx.sql(DAYS_OF, [ctx.tenant.id, bookingId]);
  for (const { businessId, day } of days) await countDays(ctx, { businessId, from: day, to: day });
}
