import { randomInt } from 'node:crypto';
import type { SqlCtx } from '../../lib/context.ts';
import { statement } from '../../lib/database.ts';
import { rankProviders } from '../../scheduling/assignment.ts';
import { toDate, weekOf } from '../../scheduling/days.ts';
import type { Instant } from '../../scheduling/types.ts';
import { zoneOf } from '../../scheduling/zones.ts';
import type { Loaded } from '../availability/availability.problem.ts';

interface Turn {
  id: string;
  minutesThatDay: number;
  minutesThatWeek: number;
  lastAssignedAt: number | null;
}

const NONE = { minutesThatDay: 0, minutesThatWeek: 0, lastAssignedAt: null };

const MINUTES = `sum(date_part('epoch', upper(period) - lower(period)) / 60)`;

const LOAD_MINUTES = statement<Turn>(`
  SELECT subject_id AS id, ${MINUTES}::int AS "minutesThatWeek",
    coalesce(${MINUTES} FILTER (WHERE lower(period) >= $5 AND lower(period) < $6), 0)::int AS "minutesThatDay",
    NULL AS "lastAssignedAt"
  FROM allocations
  WHERE tenant_id = $1 AND subject_id = ANY($2::uuid[]) AND period && tstzrange($3, $4) AND lower(period) >= $3
    AND booking_item_id IS NOT NULL AND state IN ('held', 'pending', 'confirmed', 'checked_in', 'completed')
    AND (state <> 'held' OR expires_at > statement_timestamp())
  GROUP BY subject_id`);

// Ids tell when they were made, to the millisecond: bookings of one minute take turns, too.
const LOAD_LAST = statement<Turn>(`
  SELECT p.id, 0 AS "minutesThatDay", 0 AS "minutesThatWeek",
    (SELECT date_part('epoch', uuid_extract_timestamp(i.id)) * 1000 FROM booking_items i
     WHERE i.tenant_id = $1 AND i.provider_id = p.id ORDER BY i.id DESC LIMIT 1) AS "lastAssignedAt"
  FROM unnest($2::uuid[]) AS p (id)`);

/**
 * Whom "any provider" means at a start, best first (scheduling rules, section 5). A round trip, where it takes one to
 * know.
 */
export async function turnsAt({ sql, tenant }: SqlCtx, loaded: Loaded, start: Instant): Promise<string[]> {
  const { providers, settings, timeZone } = loaded;
  const { assignment } = settings.scheduling;
  const ids = providers.map(({ id }) => id);
  if (ids.length < 2) return ids;
  const { toLocal, toInstant } = zoneOf(timeZone);
  const { day } = toLocal(start);
  const at = (day: number) => toDate(toInstant(day, 0));
  const week = weekOf(day);
  const turns =
    assignment === 'leastBusy'
      ? await sql(LOAD_MINUTES, [tenant.id, ids, at(week), at(week + 7), at(day), at(day + 1)])
      : assignment === 'roundRobin'
        ? await sql(LOAD_LAST, [tenant.id, ids])
        : [];
  const known = new Map(turns.map((turn) => [turn.id, turn]));
  const candidates = providers.map(({ id, priority }) => ({ ...NONE, ...known.get(id), id, priority }));
  return rankProviders(assignment, candidates, randomInt(2 ** 31));
}
