import { inPrepared, type Ctx } from '../../lib/context.ts';
import { statement } from '../../lib/database.ts';
import type { Vertical } from '../verticals/verticals.contract.ts';
import { seenMoney } from './ledger.access.ts';
import type { MoneySummary, SummaryQuery } from './ledger.summary.contract.ts';

// $1 tenant, $2 businesses or null, $3 and $4 first and last day, $5 zone, $6 currency.
const MOVED = `
  WITH moved AS (
    SELECT t.id, t.kind, t.booking_id, t.acquisition, (t.created_at AT TIME ZONE $5)::date AS day, e.*
    FROM ledger_transactions t CROSS JOIN LATERAL (
      SELECT -coalesce(sum(e.amount) FILTER (WHERE a.kind = 'business'), 0) AS net,
        -coalesce(sum(e.amount) FILTER (WHERE a.kind = 'commission'), 0) AS commission,
        coalesce(sum(e.amount) FILTER (WHERE a.kind = 'company_clearing'), 0) AS clearing,
        coalesce(sum(e.amount) FILTER (WHERE a.kind = 'venue_cash'), 0) AS cash,
        coalesce(sum(e.amount) FILTER (WHERE a.kind = 'company_fees'), 0) AS fees
      FROM ledger_entries e JOIN ledger_accounts a ON a.tenant_id = e.tenant_id AND a.id = e.account_id
      WHERE e.tenant_id = t.tenant_id AND e.transaction_id = t.id AND e.currency = $6) AS e
    WHERE t.tenant_id = $1 AND ($2::uuid[] IS NULL OR t.business_id = ANY($2::uuid[]))
      AND t.created_at >= ($3::date)::timestamp AT TIME ZONE $5
      AND t.created_at < ($4::date + 1)::timestamp AT TIME ZONE $5
  ), settled AS (
    SELECT m.*, b.state, m.net + m.commission AS gross, b.price_lines,
      -- What the last settlement of a booking found: those before it had fewer tips, or none.
      CASE WHEN b.state = 'completed' AND l.is_last THEN (
        SELECT coalesce(sum(c.amount - (SELECT coalesce(sum(r.amount), 0) FROM refunds r
          WHERE r.tenant_id = $1 AND r.charge_id = c.id AND r.state = 'completed')), 0)
        FROM payments p JOIN payment_charges c ON c.tenant_id = p.tenant_id AND c.payment_id = p.id
        WHERE p.tenant_id = $1 AND p.booking_id = b.id AND p.kind = 'tip') ELSE 0 END AS tips,
      CASE WHEN b.state = 'completed' AND l.is_last THEN (
        SELECT coalesce(sum((line ->> 'amount')::bigint), 0) FROM jsonb_array_elements(b.price_lines) AS line
        WHERE line ->> 'kind' = 'tax') ELSE 0 END AS tax
    FROM moved m JOIN bookings b ON b.tenant_id = $1 AND b.id = m.booking_id
      CROSS JOIN LATERAL (SELECT NOT EXISTS (SELECT FROM ledger_transactions n
        WHERE n.tenant_id = $1 AND n.booking_id = m.booking_id AND n.kind = 'settlement' AND n.id > m.id) AS is_last) l
    WHERE m.kind = 'settlement'
  )`;

/** A line of earnings. @param of makes the part that counts of an amount */
const EARNINGS = (of: (amount: string) => string) => `
    coalesce(sum(${of('gross - tips')}) FILTER (WHERE state NOT IN ('no_show', 'cancelled')), 0)::float8 AS services,
    coalesce(sum(${of('gross')}) FILTER (WHERE state = 'no_show'), 0)::float8 AS "noShowFees",
    coalesce(sum(${of('gross')}) FILTER (WHERE state = 'cancelled'), 0)::float8 AS "cancellationFees",
    coalesce(sum(${of('tips')}), 0)::float8 AS tips,
    coalesce(sum(${of('commission')}), 0)::float8 AS commission,
    coalesce(sum(${of('net')}), 0)::float8 AS earned`;

type Day = MoneySummary['days'][number];
type Sources = MoneySummary['sources'];

const DAYS = statement<Day & Sources>(`${MOVED}
  SELECT to_char(d.day, 'YYYY-MM-DD') AS date, s.services, s."noShowFees", s."cancellationFees", s.tips, s.commission,
    s.earned, s.tax, s.marketplace, s.direct, s.returning, d.online, d.venue, d.refunds, d."companyFees"
  FROM (
    SELECT day, coalesce(sum(clearing) FILTER (WHERE kind = 'charge'), 0)::float8 AS online,
      coalesce(sum(cash) FILTER (WHERE kind = 'charge'), 0)::float8 AS venue,
      coalesce(-sum(clearing + cash) FILTER (WHERE kind = 'refund'), 0)::float8 AS refunds,
      coalesce(sum(fees), 0)::float8 AS "companyFees"
    FROM moved GROUP BY day
  ) d CROSS JOIN LATERAL (
    SELECT ${EARNINGS((amount) => amount)}, coalesce(sum(tax), 0)::float8 AS tax,
      coalesce(sum(commission) FILTER (WHERE acquisition = 'marketplace'), 0)::float8 AS marketplace,
      coalesce(sum(commission) FILTER (WHERE acquisition = 'direct'), 0)::float8 AS direct,
      coalesce(sum(commission) FILTER (WHERE acquisition = 'returning'), 0)::float8 AS returning
    FROM settled WHERE settled.day = d.day
  ) s ORDER BY d.day`);

// A visit's parts by their prices: rounded up to each part's end, so that the parts are the whole.
const PROVIDERS = statement<MoneySummary['providers'][number]>(`${MOVED}, parts AS (
    SELECT s.*, i.provider_id,
      sum(i.weight) OVER (PARTITION BY s.id ORDER BY i.position) / sum(i.weight) OVER (PARTITION BY s.id) AS until,
      (sum(i.weight) OVER (PARTITION BY s.id ORDER BY i.position) - i.weight) / sum(i.weight) OVER (PARTITION BY s.id) AS since
    FROM settled s CROSS JOIN LATERAL (
      SELECT i.provider_id, i.position, 1e-6 + greatest(0, coalesce((
        SELECT sum((line ->> 'amount')::numeric) FROM jsonb_array_elements(s.price_lines) AS line
        WHERE (line ->> 'item')::int = i.position), 0)) AS weight
      FROM booking_items i WHERE i.tenant_id = $1 AND i.booking_id = s.booking_id) AS i
  )
  SELECT p.id, p.name, ${EARNINGS((amount) => `round((${amount}) * until) - round((${amount}) * since)`)}
  FROM parts LEFT JOIN providers p ON p.tenant_id = $1 AND p.id = parts.provider_id
  GROUP BY p.id, p.name ORDER BY earned DESC, p.name LIMIT 1000`);

/** What was earned, kept, paid and given back in a period, by day and by provider. @throws FORBIDDEN, NOT_FOUND */
export async function summarizeMoney(
  ctx: Ctx,
  { locale: { timeZone, currency } }: Vertical,
  { businessId, from, to }: SummaryQuery,
): Promise<MoneySummary> {
  const values = [ctx.tenant.id, seenMoney(ctx, businessId), from, to, timeZone, currency];
  const [rows, providers] = await inPrepared(ctx, ({ sql }) =>
    Promise.all([sql(DAYS, values), sql(PROVIDERS, values)]),
  );
  const sources: Sources = { marketplace: 0, direct: 0, returning: 0 };
  const days = rows.map(({ marketplace, direct, returning, ...day }) => {
    sources.marketplace += marketplace;
    sources.direct += direct;
    sources.returning += returning;
    return day;
  });
  return { currency, timeZone, days, providers, sources };
}
