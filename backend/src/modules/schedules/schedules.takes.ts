import type { TxCtx } from '../../lib/context.ts';
import type { Instant } from '../../scheduling/types.ts';

/** Which bookings to come are meant: all that is named must hold. */
export interface Touched {
  businessId: string;
  locationId?: string;
  serviceId?: string;
  /** Provider or resource unit whose time is taken. */
  subjectId?: string;
  classSessionId?: string;
}

/** One subject's time in a booking to come. */
export interface Take {
  bookingId: string;
  code: string;
  startsAt: Date;
  endsAt: Date;
  locationId: string | null;
  serviceId: string;
  /** Zone the booking was made in. */
  timeZone: string;
  /** Who serves first. */
  providerId: string | null;
  customerName: string | null;
  subjectId: string;
  /** Without buffers. */
  from: Instant;
  to: Instant;
}

/**
 * The takes of bookings that have yet to begin and still block: pending, confirmed, or held and not expired; the
 * soonest first. An allocation reaches over its own item and over those of the same visit that lie in it whole; what
 * else it has are buffers. Who holds a seat takes what the session takes. A booking that takes nobody's time is not told.
 */
export async function takesToCome(ctx: TxCtx, touched: Touched): Promise<Take[]> {
  const {
    businessId,
    locationId = null,
    serviceId = null,
    subjectId = null,
    classSessionId = null,
  } = touched;
  return ctx.db.$queryRaw<Take[]>`
    SELECT b.id AS "bookingId", b.code, b.starts_at AS "startsAt", b.ends_at AS "endsAt",
      b.location_id AS "locationId", i.service_id AS "serviceId", b.time_zone AS "timeZone", c.name AS "customerName",
      (SELECT f.provider_id FROM booking_items f WHERE f.tenant_id = b.tenant_id AND f.booking_id = b.id
         AND f.provider_id IS NOT NULL ORDER BY f.position LIMIT 1) AS "providerId",
      t.subject_id AS "subjectId",
      (extract(epoch FROM t.starts) / 60)::int AS "from", (extract(epoch FROM t.ends) / 60)::int AS "to"
    FROM bookings b
    JOIN booking_items i ON i.tenant_id = b.tenant_id AND i.booking_id = b.id
    LEFT JOIN customers c ON c.tenant_id = b.tenant_id AND c.id = b.customer_id
    JOIN LATERAL (
      SELECT a.subject_id, greatest(lower(a.period), i.starts_at) AS starts,
        least(upper(a.period), (SELECT max(o.ends_at) FROM booking_items o
          WHERE o.tenant_id = b.tenant_id AND o.booking_id = b.id AND (o.id = i.id
            OR (o.starts_at >= lower(a.period) AND o.ends_at <= upper(a.period))))) AS ends
      FROM allocations a WHERE a.tenant_id = i.tenant_id AND a.booking_item_id = i.id
        AND a.state IN ('held', 'pending', 'confirmed')
      UNION ALL
      SELECT a.subject_id, greatest(lower(a.period), i.starts_at), least(upper(a.period), i.ends_at)
      FROM allocations a WHERE a.tenant_id = i.tenant_id AND a.class_session_id = i.class_session_id
        AND a.state IN ('confirmed', 'blocked')
    ) t ON true
    WHERE b.tenant_id = ${ctx.tenant.id}::uuid AND b.business_id = ${businessId}::uuid AND b.starts_at > now()
      AND (b.state IN ('pending', 'confirmed') OR (b.state = 'held' AND b.expires_at > now()))
      AND (${locationId}::uuid IS NULL OR b.location_id = ${locationId}::uuid)
      AND (${serviceId}::uuid IS NULL OR i.service_id = ${serviceId}::uuid)
      AND (${subjectId}::uuid IS NULL OR t.subject_id = ${subjectId}::uuid)
      AND (${classSessionId}::uuid IS NULL OR i.class_session_id = ${classSessionId}::uuid)
    ORDER BY b.starts_at, b.id`;
}
