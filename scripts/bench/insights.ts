import { inPrepared, type Ctx } from '../../backend/src/lib/context.ts';
import { statement } from '../../backend/src/lib/database.ts';
import { countDays } from '../../backend/src/modules/insights/insights.count.ts';
import type { Overview, OverviewQuery } from '../../backend/src/modules/insights/insights.contract.ts';
import { readOverview } from '../../backend/src/modules/insights/insights.service.ts';
import type { Measurement } from '../bench.ts';
import { asOwner, inMarket } from './market.ts';
import { percentile, timed } from './rounds.ts';

const BUSINESSES = 50;
const PROVIDERS = 4;
const SERVICES = 8;
const DAYS = 730;
const READS = 30;
/** Milliseconds. */
const PROMISED = 300;

const FIRST = '2025-01-01';
const LAST = '2026-12-31';
const QUARTER: OverviewQuery = { from: '2026-10-03', to: LAST, compare: 'previous' };
const YEAR: OverviewQuery = { from: '2026-01-01', to: LAST, compare: 'previous' };

const place = (count: number) => `SELECT $1::uuid AS tenant_id, n FROM generate_series(1, ${count}) n`;

const FILL = [
  statement(
    `INSERT INTO businesses (tenant_id, slug, name) SELECT tenant_id, 'b' || n, 'B' || n FROM (${place(BUSINESSES)}) p`,
  ),
  statement(`INSERT INTO customers (tenant_id, name) SELECT tenant_id, 'C' || n FROM (${place(1_000)}) p`),
  statement(`
    WITH s AS (
      INSERT INTO subjects (tenant_id, kind) SELECT tenant_id, 'provider' FROM (${place(BUSINESSES * PROVIDERS)}) p
      RETURNING tenant_id, id
    ), counted AS (SELECT *, row_number() OVER (ORDER BY id) AS n FROM s),
      b AS (SELECT id, row_number() OVER (ORDER BY id) AS n FROM businesses WHERE tenant_id = $1)
    INSERT INTO providers (tenant_id, id, business_id, slug, name)
    SELECT counted.tenant_id, counted.id, b.id, 'p' || counted.n, 'P' || counted.n
    FROM counted JOIN b ON b.n = 1 + (counted.n - 1) / ${PROVIDERS}`),
  statement(`
    INSERT INTO services (tenant_id, business_id, slug, name, category)
    SELECT $1, b.id, 's' || n, '{"en": "S"}', 'all'
    FROM businesses b CROSS JOIN generate_series(1, ${SERVICES}) n WHERE b.tenant_id = $1`),
] as const;

// A day's bookings of all businesses, a different mix each day, in the order of their time.
const BOOK = statement(`
  WITH who AS (
    SELECT p.*, row_number() OVER (ORDER BY id) AS n FROM providers p WHERE tenant_id = $1
  ), sold AS (
    SELECT s.*, row_number() OVER (PARTITION BY business_id ORDER BY id) AS n FROM services s WHERE tenant_id = $1
  ), drawn AS (
    SELECT uuidv7() AS id, who.business_id, who.id AS provider_id, sold.id AS service_id, k,
      d.day + interval '12 hours' + k * interval '30 minutes' AS starts_at, who.n + k * 7 + d.n * 3 AS dice
    FROM generate_series(1, ${Math.round(DAYS / 10)}) d0 (i)
      JOIN LATERAL (SELECT ($2::date + (d0.i - 1))::timestamp AT TIME ZONE 'UTC' AS day, d0.i AS n) d ON true
      CROSS JOIN who CROSS JOIN generate_series(0, 6) k
      JOIN sold ON sold.business_id = who.business_id AND sold.n = 1 + (who.n + k + d.n) % ${SERVICES}
  ), booked AS (
    INSERT INTO bookings (tenant_id, id, code, state, business_id, time_zone, starts_at, ends_at, currency, total_amount,
      source, acquisition)
    SELECT $1, id, left(id::text, 18) || right(id::text, 12),
      (ARRAY['completed', 'completed', 'completed', 'cancelled', 'no_show', 'confirmed'])[1 + dice % 6]::booking_state,
      business_id, 'America/Argentina/Buenos_Aires', starts_at, starts_at + interval '30 minutes', 'ARS', 1000 + dice % 50 * 100,
      'bench', (ARRAY['marketplace', 'returning', 'direct'])[1 + dice % 3]
    FROM drawn
  )
  INSERT INTO booking_items (tenant_id, booking_id, position, service_id, provider_id, starts_at, ends_at)
  SELECT $1, id, 0, service_id, provider_id, starts_at, starts_at + interval '30 minutes' FROM drawn`);

/** The same figures from the bookings themselves, as a dashboard without counted days would ask. */
const SLOW = statement<{ day: string; bookings: number; lost: number; value: number }>(`
  SELECT (b.starts_at AT TIME ZONE b.time_zone)::date::text AS day, count(*)::int AS bookings,
    count(*) FILTER (WHERE b.state IN ('cancelled', 'no_show'))::int AS lost,
    coalesce(sum(b.total_amount) FILTER (WHERE b.state IN ('pending', 'confirmed', 'checked_in', 'completed')), 0)::float8 AS value
  FROM bookings b JOIN booking_items i ON i.tenant_id = b.tenant_id AND i.booking_id = b.id AND i.position = 0
  WHERE b.tenant_id = $1 AND b.state NOT IN ('held', 'expired', 'declined')
    AND (b.starts_at AT TIME ZONE b.time_zone)::date BETWEEN $2::date AND $3::date
  GROUP BY 1 ORDER BY 1`);

const LONG = { timeoutMs: 1_200_000 };

async function fill(ctx: Ctx, isQuick: boolean): Promise<number> {
  await inPrepared(
    ctx,
    async ({ sql, tenant }) => {
      for (const each of FILL) await sql(each, [tenant.id]);
    },
    LONG,
  );
  const stretch = Math.round(DAYS / 10);
  for (let part = 0; part < (isQuick ? 1 : 10); part += 1) {
    const from = new Date(Date.parse(LAST) - (part + 1) * stretch * 86_400_000 + 86_400_000);
    await inPrepared(ctx, ({ sql, tenant }) => sql(BOOK, [tenant.id, from.toISOString().slice(0, 10)]), LONG);
  }
  const businesses = await inPrepared(ctx, ({ sql, tenant }) =>
    sql(statement<{ id: string }>('SELECT id FROM businesses WHERE tenant_id = $1'), [tenant.id]),
  );
  for (const { id } of businesses)
    await inPrepared(ctx, (ctx) => countDays(ctx, { businessId: id, from: FIRST, to: LAST }), LONG);
  const [row] = await inPrepared(
    ctx,
    ({ sql, tenant }) =>
      sql(statement<{ n: number }>('SELECT count(*)::int AS n FROM bookings WHERE tenant_id = $1'), [
        tenant.id,
      ]),
    LONG,
  );
  return row?.n ?? 0;
}

/** The 95th of a hundred, in microseconds, and the last answer. */
async function reading(ctx: Ctx, query: OverviewQuery): Promise<[number, Overview]> {
  await readOverview(ctx, query);
  const times: number[] = [];
  let answer: Overview | undefined;
  for (let turn = 0; turn < READS; turn += 1) {
    const [micros, found] = await timed(() => readOverview(ctx, query));
    times.push(micros);
    answer = found;
  }
  if (!answer) throw new Error('nothing was read');
  return [percentile(times, 0.95), answer];
}

async function measure(ctx: Ctx, bookings: number): Promise<Measurement[]> {
  const [quarter, found] = await reading(ctx, QUARTER);
  const [year] = await reading(ctx, YEAR);
  const { from, to } = QUARTER;
  const [slow, rows] = await timed(() =>
    inPrepared(ctx, ({ sql, tenant }) => sql(SLOW, [tenant.id, from, to]), LONG),
  );
  const text = (day: string, ...figures: number[]) => [day, ...figures].join(' ');
  const expected = rows.map(({ day, bookings, lost, value }) => text(day, bookings, lost, value));
  const got = found.days
    .filter(({ bookings }) => bookings > 0)
    .map(({ day, bookings, states, money }) =>
      text(day, bookings, states.cancelled + states.noShow, money?.[0]?.value ?? 0),
    );
  if (got.length === 0 || got.join('\n') !== expected.join('\n'))
    throw new Error('what is counted and the slow query differ');
  const promised = PROMISED * 1_000;
  const of = `${bookings.toLocaleString('en')} bookings`;
  return [
    {
      name: `insights: p95, ${of}, 90 days and the 90 before / 300 ms`,
      measured: quarter,
      baseline: promised,
    },
    { name: `insights: p95, ${of}, a year and the year before / 300 ms`, measured: year, baseline: promised },
    {
      name: 'insights: 90 days with the 90 before / the slow query of the 90 alone',
      measured: quarter,
      baseline: slow,
    },
  ].map((row) => ({ ...row, ratio: row.measured / row.baseline, bound: 1 }));
}

/** A dashboard over a million bookings, beside what it promises and beside asking the bookings themselves; equal results. */
export function insightCost(isQuick: boolean): Promise<Measurement[]> {
  return inMarket(async (ctx, { env }) => {
    const bookings = await fill(ctx, isQuick);
    // As PostgreSQL does by itself in production: a plan for a few rows sorts hundreds of thousands on the disk.
    await asOwner(env, (client) => client.query('ANALYZE'));
    const permissions = new Set(['booking:read', 'money:read']);
    return measure({ ...ctx, actor: { ...ctx.actor, permissions } }, bookings);
  });
}
