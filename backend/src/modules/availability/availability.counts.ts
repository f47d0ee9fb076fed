import type { SqlCtx } from '../../lib/context.ts';
import { statement } from '../../lib/database.ts';
import { toDate } from '../../scheduling/days.ts';
import type { ClassSession } from '../../scheduling/sessions.ts';
import type { Instant, Interval } from '../../scheduling/types.ts';
import { ENDS_IN, rowsOf } from './availability.time.ts';

// What only some questions need.

/** What stands, of bookings, allocations and seats alike. */
const live = (table: string) => `${table}.state IN ('held', 'pending', 'confirmed', 'checked_in', 'completed')
  AND (${table}.state <> 'held' OR ${table}.expires_at > statement_timestamp())`;
const EPOCH_MINUTE = (instant: string) => `floor(date_part('epoch', ${instant}) / 60)::int`;

// By bookings and their start: comparing ranges is not leakproof, so behind row-level security no index helps with it.
const BOOKINGS = statement<{ providerId: string; numbers: string }>(`
  SELECT subject_id AS "providerId", string_agg(concat_ws(',', ${EPOCH_MINUTE('since')},
    ${EPOCH_MINUTE('until')}), ',') AS numbers
  FROM (
    SELECT a.subject_id, min(lower(a.period)) AS since, max(upper(a.period)) AS until
    FROM bookings b JOIN booking_items i ON i.tenant_id = b.tenant_id AND i.booking_id = b.id
      JOIN allocations a ON a.tenant_id = i.tenant_id AND a.booking_item_id = i.id
    WHERE b.tenant_id = $1 AND b.business_id = ANY($2::uuid[]) AND b.starts_at >= $4 AND b.starts_at < $5
      AND b.id IS DISTINCT FROM $6::uuid AND a.subject_id = ANY($3::uuid[]) AND ${live('a')}
    GROUP BY a.subject_id, b.id
  ) counted GROUP BY subject_id`);

const CUSTOMER = statement<{ start: Instant; isOver: boolean }>(`
  SELECT ${EPOCH_MINUTE('starts_at')} AS start, ends_at <= statement_timestamp() AS "isOver"
  FROM bookings
  WHERE tenant_id = $1 AND customer_id = $2 AND business_id = $3 AND starts_at > $4 AND ${live('bookings')}
    AND id IS DISTINCT FROM $5::uuid`);

const GROUPS = statement<{ tags: string[] }>(`
  SELECT tags FROM business_clients WHERE tenant_id = $1 AND business_id = $2 AND customer_id = $3`);

// Of each service once, however many give it.
const SHORTEST = statement<{ providerId: string; minutes: number }>(`
  WITH gives AS (SELECT provider_id, service_id FROM provider_services
                 WHERE tenant_id = $1 AND provider_id = ANY($2::uuid[])),
    lasts AS MATERIALIZED (
      SELECT s.id AS service_id, coalesce((
          SELECT sum((input ->> 'min')::int * (input ->> 'minutesPerUnit')::int)
          FROM jsonb_array_elements(s.duration_inputs) input), 0) + (
          SELECT min(minutes) FROM service_variants
          WHERE tenant_id = $1 AND service_id = s.id AND deleted_at IS NULL) AS minutes
      FROM services s
      WHERE s.tenant_id = $1 AND s.id = ANY(ARRAY(SELECT DISTINCT service_id FROM gives)) AND s.capacity = 1
        AND s.deleted_at IS NULL AND s.published_at IS NOT NULL)
  SELECT provider_id AS "providerId", min(minutes)::int AS minutes
  FROM gives JOIN lasts USING (service_id) WHERE minutes IS NOT NULL GROUP BY provider_id`);

const SESSIONS = statement<SessionRow>(`
  SELECT c.id, c.service_id AS "serviceId", c.location_id AS "locationId", ${EPOCH_MINUTE('c.starts_at')} AS start, ${EPOCH_MINUTE('c.ends_at')} AS end, c.capacity,
    c.provider_id AS "providerId", p.name AS "providerName", p.level AS "providerLevel", false AS cancelled,
    t."seatsTaken", t."endsIn"
  FROM class_sessions c LEFT JOIN providers p ON p.tenant_id = c.tenant_id AND p.id = c.provider_id
    CROSS JOIN LATERAL (
    SELECT count(*)::int AS "seatsTaken", ${ENDS_IN} FROM seats
    WHERE tenant_id = c.tenant_id AND class_session_id = c.id AND ${live('seats')}
      AND ($5::uuid IS NULL OR booking_item_id NOT IN (
        SELECT id FROM booking_items WHERE tenant_id = $1 AND booking_id = $5))) t
  WHERE c.tenant_id = $1 AND c.service_id = ANY($2::uuid[]) AND c.starts_at >= $3 AND c.starts_at < $4
    AND c.cancelled_at IS NULL
  ORDER BY c.starts_at, c.id`);

/** A class or departure that is not cancelled, as it is sold. */
export interface SessionRow extends ClassSession {
  serviceId: string;
  locationId: string | null;
  providerName: string | null;
  providerLevel: string | null;
  /** Milliseconds until the first of its held seats is free again. */
  endsIn: number | null;
}

/**
 * Of each provider, one range for each booking that counts towards limits.
 * @param time in which the bookings start
 */
export async function loadBookings(
  { sql, tenant }: SqlCtx,
  businessIds: readonly string[],
  providerIds: readonly string[],
  [from, to]: Interval,
  exceptBookingId: string | null,
): Promise<Map<string, Interval[]>> {
  const values = [tenant.id, businessIds, providerIds, toDate(from), toDate(to), exceptBookingId];
  const rows = await sql(BOOKINGS, values);
  return new Map(
    rows.map(({ providerId, numbers }) => [providerId, rowsOf(numbers, 2) as unknown as Interval[]]),
  );
}

/**
 * The starts of a customer's bookings with one business that count towards their limits: competitors share a tenant,
 * and do not notice each other's.
 * @returns those since `from`, and how many of them are over
 */
export async function loadCustomer(
  { sql, tenant }: SqlCtx,
  customerId: string,
  businessId: string,
  from: Instant,
  exceptBookingId: string | null,
): Promise<{ starts: Instant[]; over: number }> {
  const rows = await sql(CUSTOMER, [tenant.id, customerId, businessId, toDate(from), exceptBookingId]);
  return {
    starts: rows.map(({ start }) => start),
    over: rows.filter(({ isOver }) => isOver).length,
  };
}

/** The groups of customers that a business counts somebody among. */
export async function loadGroups(
  { sql, tenant }: SqlCtx,
  customerId: string,
  businessId: string,
): Promise<string[]> {
  const [client] = await sql(GROUPS, [tenant.id, businessId, customerId]);
  return client?.tags ?? [];
}

/** The minutes of the shortest service that each provider can be booked for. */
export async function loadShortest(
  { sql, tenant }: SqlCtx,
  providerIds: readonly string[],
): Promise<Map<string, number>> {
  const rows = await sql(SHORTEST, [tenant.id, providerIds]);
  return new Map(rows.map(({ providerId, minutes }) => [providerId, minutes]));
}

/** The sessions of some services that begin in [from, to), ascending, sold out or not. */
export function loadSessions(
  { sql, tenant }: SqlCtx,
  serviceIds: readonly string[],
  [from, to]: Interval,
  exceptBookingId: string | null,
): Promise<SessionRow[]> {
  return sql(SESSIONS, [tenant.id, serviceIds, toDate(from), toDate(to), exceptBookingId]);
}
