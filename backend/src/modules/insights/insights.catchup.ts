import { inPrepared, type Ctx } from '../../lib/context.ts';
import { statement } from '../../lib/database.ts';
import { dateOf, DAY, dayOf } from '../../scheduling/days.ts';
import type { Vertical } from '../verticals/verticals.contract.ts';
import { countDays } from './insights.count.ts';
import { countHours } from './insights.hours.ts';

/** Local days ahead of which it is known how much there is to be booked. */
const AHEAD = 31;
/** Days whose hours are looked at in one transaction. */
const STRETCH = 62;

const BUSINESSES = statement<{ id: string; first: string | null; last: string | null }>(`
  SELECT s.id, b.first::text, b.last::text FROM businesses s CROSS JOIN LATERAL (
    SELECT min((b.starts_at AT TIME ZONE b.time_zone)::date) AS first, max((b.starts_at AT TIME ZONE b.time_zone)::date) AS last
    FROM bookings b WHERE b.tenant_id = $1 AND b.business_id = s.id AND ($2::timestamptz IS NULL OR b.updated_at >= $2)
  ) b
  WHERE s.tenant_id = $1 AND ($3::uuid IS NULL OR s.id = $3) ORDER BY s.id`);

const todayOf = (ctx: Ctx) => Math.floor(ctx.now().getTime() / 60_000 / DAY);
const LONG = { timeoutMs: 600_000 };

/** Counts anew how much there is to be booked at a business (null: at all) from today on; what is over stays as it was. */
export async function hoursAhead(ctx: Ctx, vertical: Vertical, businessId: string | null): Promise<void> {
  const today = todayOf(ctx);
  const rows = await inPrepared(ctx, ({ sql }) => sql(BUSINESSES, [ctx.tenant.id, ctx.now(), businessId]));
  for (const { id } of rows) {
    const days = { businessId: id, from: dateOf(today), to: dateOf(today + AHEAD) };
    await inPrepared(ctx, (ctx) => countHours(ctx, vertical, days), LONG);
  }
}

/**
 * Counts anew what may have been missed: the days of bookings that changed in the last two days, and the hours from
 * yesterday on; or, where nothing was ever counted, all there is.
 */
export async function catchUp(
  ctx: Ctx,
  vertical: Vertical,
  { isWhole }: { isWhole: boolean },
): Promise<void> {
  const today = todayOf(ctx);
  const since = isWhole ? null : new Date(ctx.now().getTime() - 2 * DAY * 60_000);
  const rows = await inPrepared(ctx, ({ sql }) => sql(BUSINESSES, [ctx.tenant.id, since, null]), LONG);
  for (const { id: businessId, first, last } of rows) {
    if (first !== null && last !== null)
      await inPrepared(ctx, (ctx) => countDays(ctx, { businessId, from: first, to: last }), LONG);
    const firstHours = isWhole && first !== null ? Math.min(dayOf(first), today - 1) : today - 1;
    for (let day = firstHours; day <= today + AHEAD; day += STRETCH) {
      const days = { businessId, from: dateOf(day), to: dateOf(Math.min(day + STRETCH - 1, today + AHEAD)) };
      await inPrepared(ctx, (ctx) => countHours(ctx, vertical, days), LONG);
    }
  }
}
