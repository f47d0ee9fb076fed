import type { SqlCtx } from '../../lib/context.ts';
import { statement } from '../../lib/database.ts';
import { dateOf, dayOf } from '../../scheduling/days.ts';
import { intersect, rangesOf, union, type Ranges } from '../../scheduling/ranges.ts';
import { zoneOf } from '../../scheduling/zones.ts';
import { firstRun, loadPlaces, workingIn } from '../search/search.refresh.ts';
import type { Vertical } from '../verticals/verticals.contract.ts';
import type { Days } from './insights.count.ts';

const PROVIDERS = statement<{ id: string }>(
  'SELECT id FROM providers WHERE tenant_id = $1 AND business_id = $2',
);

const SESSIONS = statement<{ providerId: string | null; timeZone: string; from: number; to: number }>(`
  SELECT c.provider_id AS "providerId", coalesce(l.time_zone, $5) AS "timeZone",
    (date_part('epoch', c.starts_at) / 60)::int AS "from", (date_part('epoch', c.ends_at) / 60)::int AS "to"
  FROM class_sessions c JOIN services s ON s.tenant_id = $1 AND s.id = c.service_id AND s.business_id = $2
    LEFT JOIN locations l ON l.tenant_id = $1 AND l.id = c.location_id
  WHERE c.tenant_id = $1 AND c.cancelled_at IS NULL
    AND c.starts_at >= ($3::date - 1)::timestamp AT TIME ZONE 'UTC'
    AND c.starts_at < ($4::date + 2)::timestamp AT TIME ZONE 'UTC'`);

const FORGET = statement(
  `UPDATE insight_hours SET available_minutes = 0
   WHERE tenant_id = $1 AND business_id = $2 AND day BETWEEN $3 AND $4 AND available_minutes <> 0`,
);
const KEEP = statement(`
  INSERT INTO insight_hours (tenant_id, business_id, provider_id, day, available_minutes)
  SELECT $1, $2, h.provider_id, h.day, sum(h.minutes)
  FROM unnest($3::uuid[], $4::date[], $5::int[]) AS h (provider_id, day, minutes)
  GROUP BY h.provider_id, h.day
  ON CONFLICT (tenant_id, day, business_id, provider_id) DO UPDATE SET available_minutes = excluded.available_minutes`);

interface Worked {
  /** Null: a unit, or a class that nobody gives. */
  providerId: string | null;
  timeZone: string;
  time: Ranges;
}

const minutesIn = (ranges: Ranges) =>
  ranges.reduce((sum, edge, index) => sum + (index % 2 === 0 ? -edge : edge), 0);

/** Whose time there is to be booked at a business: each provider's and unit's once, however many services they do. */
async function workedAt(ctx: SqlCtx, vertical: Vertical, { businessId, from, to }: Days): Promise<Worked[]> {
  const [places, providers, sessions] = await Promise.all([
    loadPlaces(ctx, vertical, [businessId], [dayOf(from) - 1, dayOf(to) + 1]),
    ctx.sql(PROVIDERS, [ctx.tenant.id, businessId]),
    ctx.sql(SESSIONS, [ctx.tenant.id, businessId, from, to, vertical.locale.timeZone]),
  ]);
  const isProvider = new Set(providers.map(({ id }) => id));
  const worked = new Map<string, Worked>();
  const add = (key: string, providerId: string | null, timeZone: string, time: Ranges) => {
    const before = worked.get(key);
    worked.set(key, before ? { ...before, time: union(before.time, time) } : { providerId, timeZone, time });
  };
  for (const { loaded } of places) {
    if (loaded.sessions) continue;
    const taken = new Set(firstRun(loaded).subjectIds);
    for (const [id, time] of workingIn(loaded.problem))
      if (taken.has(id)) add(id, isProvider.has(id) ? id : null, loaded.timeZone, time);
  }
  for (const [index, { providerId, timeZone, from, to }] of sessions.entries())
    add(providerId ?? `session ${index}`, providerId, timeZone, rangesOf([[from, to]]));
  return [...worked.values()];
}

/** Counts anew how many minutes of some days there are to be booked at a business, by the hours that hold now. */
export async function countHours(ctx: SqlCtx, vertical: Vertical, days: Days): Promise<void> {
  const rows: { providerId: string | null; day: string; minutes: number }[] = [];
  for (const { providerId, timeZone, time } of await workedAt(ctx, vertical, days)) {
    const zone = zoneOf(timeZone);
    for (let day = dayOf(days.from); day <= dayOf(days.to); day += 1) {
      const within = rangesOf([[zone.toInstant(day, 0), zone.toInstant(day + 1, 0)]]);
      const minutes = minutesIn(intersect(time, within));
      if (minutes > 0) rows.push({ providerId, day: dateOf(day), minutes });
    }
  }
  await Promise.all([
    ctx.sql(FORGET, [ctx.tenant.id, days.businessId, days.from, days.to]),
    ctx.sql(KEEP, [
      ctx.tenant.id,
      days.businessId,
      rows.map(({ providerId }) => providerId),
      rows.map(({ day }) => day),
      rows.map(({ minutes }) => minutes),
    ]),
  ]);
}
