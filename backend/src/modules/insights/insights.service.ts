import { inPrepared, type Ctx } from '../../lib/context.ts';
import { statement, type Statement } from '../../lib/database.ts';
import { fail } from '../../lib/errors.ts';
import { dateOf, dayOf } from '../../scheduling/days.ts';
import { can, scopesOf, type Permission } from '../identity/permissions.ts';
import type { Overview, OverviewQuery, TopService } from './insights.contract.ts';
import { figuresOf, type CountRow, type HoursRow } from './insights.figures.ts';

const WHERE = `tenant_id = $1 AND day BETWEEN $2 AND $3
  AND ($4::uuid[] IS NULL OR business_id = ANY($4::uuid[])) AND ($5::uuid IS NULL OR provider_id = $5::uuid)`;

const COUNTS = statement<CountRow>(`
  SELECT day::text, currency::text, sum(pending)::int AS pending, sum(confirmed)::int AS confirmed,
    sum(checked_in)::int AS "checkedIn", sum(completed)::int AS completed, sum(cancelled)::int AS cancelled,
    sum(no_show)::int AS "noShow", sum(declined)::int AS declined, sum(new_customers)::int AS "newCustomers",
    sum(returning_customers)::int AS "returningCustomers", sum(value)::float8 AS value, sum(revenue)::float8 AS revenue,
    sum(commission)::float8 AS commission, sum(company_fees)::float8 AS "companyFees", sum(refunds)::float8 AS refunds
  FROM insight_days WHERE ${WHERE} GROUP BY day, currency ORDER BY day`);

const HOURS = statement<HoursRow>(`
  SELECT day::text, sum(available_minutes)::int AS available, sum(booked_minutes)::int AS booked
  FROM insight_hours WHERE ${WHERE} GROUP BY day ORDER BY day`);

const SERVICES = statement<TopService>(`
  SELECT s.id AS "serviceId", s.name, b.name AS "businessName", t.bookings, t.minutes
  FROM (
    SELECT service_id, sum(bookings)::int AS bookings, sum(minutes)::int AS minutes
    FROM insight_services WHERE ${WHERE} GROUP BY service_id ORDER BY 2 DESC, service_id LIMIT 10
  ) t
    JOIN services s ON s.tenant_id = $1 AND s.id = t.service_id
    JOIN businesses b ON b.tenant_id = $1 AND b.id = s.business_id
  ORDER BY t.bookings DESC, t.minutes DESC, s.id`);

const PROVIDER = statement<{ businessId: string }>(
  'SELECT business_id AS "businessId" FROM providers WHERE tenant_id = $1 AND id = $2',
);
const BUSINESS = statement('SELECT id FROM businesses WHERE tenant_id = $1 AND id = $2');

/** Businesses of which someone may see the whole: null for all. A grant for one location is not enough. */
function wholeOf({ actor }: Ctx, permission: Permission): string[] | null {
  const scopes = scopesOf(actor, permission);
  if (scopes === 'everywhere') return null;
  return scopes.flatMap(({ businessId, locationId }) =>
    businessId !== null && locationId === null ? [businessId] : [],
  );
}

/** @throws FORBIDDEN for who sees no business whole, NOT_FOUND for another's */
function seenBy(ctx: Ctx, businessId: string | undefined): string[] | null {
  const own = wholeOf(ctx, 'booking:read');
  if (own?.length === 0) throw fail('FORBIDDEN');
  if (businessId === undefined) return own;
  if (own && !own.includes(businessId)) throw fail('NOT_FOUND');
  return [businessId];
}

/** Money is shown where that of every business asked for may be seen. */
function maySeeMoney(ctx: Ctx, seen: readonly string[] | null): boolean {
  if (seen === null) return can(ctx.actor, 'money:read');
  return seen.every((businessId) => can(ctx.actor, 'money:read', { businessId, locationId: null }));
}

/** A day on, or some back. */
const shifted = (day: string, by: number) => dateOf(dayOf(day) + by);

/**
 * What happened in a period, from what is counted of its days: it costs the same for a thousand bookings and a million.
 * @throws FORBIDDEN, NOT_FOUND
 */
export async function readOverview(ctx: Ctx, query: OverviewQuery): Promise<Overview> {
  const { from, to, businessId, providerId, compare } = query;
  const seen = seenBy(ctx, businessId);
  const mayMoney = maySeeMoney(ctx, seen);
  const length = dayOf(to) - dayOf(from) + 1;
  const previous = compare && { from: shifted(from, -length), to: shifted(from, -1) };
  const rest = [seen, providerId ?? null];
  if (businessId !== undefined || providerId !== undefined)
    await inPrepared(ctx, async ({ sql, tenant }) => {
      const [provider] = providerId === undefined ? [] : await sql(PROVIDER, [tenant.id, providerId]);
      if (providerId !== undefined && (!provider || (seen && !seen.includes(provider.businessId))))
        throw fail('NOT_FOUND');
      if (businessId !== undefined && (await sql(BUSINESS, [tenant.id, businessId])).length === 0)
        throw fail('NOT_FOUND');
    });
  // Side by side: each adds up what is counted of hundreds of thousands of days.
  const ask = <Row>(what: Statement<Row>, since: string) =>
    inPrepared(ctx, ({ sql, tenant }) => sql(what, [tenant.id, since, to, ...rest]));
  const since = previous?.from ?? from;
  const [counts, hours, services] = await Promise.all([
    ask(COUNTS, since),
    ask(HOURS, since),
    ask(SERVICES, from),
  ]);

  const figures = (isIn: (day: string) => boolean) =>
    figuresOf(
      counts.filter(({ day }) => isIn(day)),
      hours.filter(({ day }) => isIn(day)),
      mayMoney,
    );
  const days = Array.from({ length }, (_, index) => shifted(from, index));
  const byDay = Map.groupBy(counts, ({ day }) => day);
  const hoursByDay = Map.groupBy(hours, ({ day }) => day);
  return {
    from,
    to,
    totals: figures((day) => day >= from),
    days: days.map((day) => ({
      day,
      ...figuresOf(byDay.get(day) ?? [], hoursByDay.get(day) ?? [], mayMoney),
    })),
    services,
    previous: previous ? { ...previous, totals: figures((day) => day < from) } : null,
  };
}
