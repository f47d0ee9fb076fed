import { statement } from '../../lib/database.ts';
import type { LocalizedText } from '../catalogue/catalogue.contract.ts';
import type { BookingState } from './bookings.contract.ts';

interface Span {
  startsAt: string;
  endsAt: string;
}

export interface CalendarBookingRow {
  id: string;
  code: string;
  state: BookingState;
  locationId: string | null;
  seriesId: string | null;
  startsAt: Date;
  endsAt: Date;
  customer: { id: string; name: string; phone: string | null; noShows: number } | null;
  items: (Span & {
    serviceId: string;
    serviceName: LocalizedText;
    providerIds: string[];
    sessionId: string | null;
    seats: number | null;
  })[];
  takes: (Span & { subjectId: string })[];
  note: string | null;
  currency: string;
  total: number;
  paid: number;
  fee: number | null;
  checkInMinutes: number;
}

const ISO = (instant: string) => `to_char(${instant} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')`;

// $1 tenant, $2 business, $3 and $4 from and to, $5 whether all of the business is meant, $6 locations of which all is,
// $7 the account whose own bookings are; $8 only this location, $9 only these subjects, $10 how many.
// What began a month before `from` has ended by then: nothing is booked for longer.
export const BOOKINGS = statement<CalendarBookingRow>(`
  SELECT b.id, b.code, b.state::text AS state, b.location_id AS "locationId", b.series_id AS "seriesId",
    b.starts_at AS "startsAt", b.ends_at AS "endsAt", i.items, coalesce(t.takes, '[]') AS takes, n.note,
    b.currency::text AS currency, b.total_amount::float8 AS total, b.fee::float8 AS fee, m.paid,
    coalesce((b.terms ->> 'checkInMinutesBefore')::int, 0) AS "checkInMinutes",
    CASE WHEN c.id IS NOT NULL THEN jsonb_build_object('id', c.id, 'name', c.name, 'phone', c.phone, 'noShows', (
      SELECT count(*) FROM bookings o WHERE o.tenant_id = b.tenant_id AND o.customer_id = b.customer_id
        AND o.business_id = b.business_id AND o.state = 'no_show')) END AS customer
  FROM bookings b
    LEFT JOIN customers c ON c.tenant_id = b.tenant_id AND c.id = b.customer_id
    CROSS JOIN LATERAL (
      SELECT jsonb_agg(jsonb_build_object('serviceId', i.service_id, 'serviceName', v.name,
          'providerIds', coalesce(i.details -> 'providerIds', '[]'), 'sessionId', i.class_session_id,
          'seats', i.details -> 'seats', 'startsAt', ${ISO('i.starts_at')}, 'endsAt', ${ISO('i.ends_at')})
          ORDER BY i.position) AS items,
        array_agg(i.id) AS ids,
        bool_or(p.user_id = $7::uuid OR h.user_id = $7::uuid) AS "isNamed",
        array_remove(array_agg(i.provider_id) || array_agg(s.provider_id), NULL) AS "namedIds"
      FROM booking_items i
        JOIN services v ON v.tenant_id = i.tenant_id AND v.id = i.service_id
        LEFT JOIN providers p ON p.tenant_id = i.tenant_id AND p.id = i.provider_id AND p.deleted_at IS NULL
        LEFT JOIN class_sessions s ON s.tenant_id = i.tenant_id AND s.id = i.class_session_id
        LEFT JOIN providers h ON h.tenant_id = s.tenant_id AND h.id = s.provider_id AND h.deleted_at IS NULL
      WHERE i.tenant_id = b.tenant_id AND i.booking_id = b.id) AS i
    CROSS JOIN LATERAL (
      SELECT jsonb_agg(jsonb_build_object('subjectId', a.subject_id,
          'startsAt', ${ISO('lower(a.period)')}, 'endsAt', ${ISO('upper(a.period)')})) AS takes,
        array_agg(a.subject_id) AS "subjectIds", bool_or(p.user_id = $7::uuid) AS "isOwn"
      FROM allocations a
        LEFT JOIN providers p ON p.tenant_id = a.tenant_id AND p.id = a.subject_id AND p.deleted_at IS NULL
      WHERE a.tenant_id = b.tenant_id AND a.booking_item_id = ANY(i.ids)) AS t
    LEFT JOIN LATERAL (
      SELECT e.data ->> 'text' AS note FROM booking_events e
      WHERE e.tenant_id = b.tenant_id AND e.booking_id = b.id AND e.kind = 'note' ORDER BY e.id DESC LIMIT 1) AS n ON true
    CROSS JOIN LATERAL (
      SELECT coalesce(sum(k.amount - coalesce((SELECT sum(r.amount) FROM refunds r
          WHERE r.tenant_id = k.tenant_id AND r.charge_id = k.id AND r.state <> 'failed'), 0)), 0)::float8 AS paid
      FROM payments p JOIN payment_charges k ON k.tenant_id = p.tenant_id AND k.payment_id = p.id
      WHERE p.tenant_id = b.tenant_id AND p.booking_id = b.id AND p.kind <> 'tip') AS m
  WHERE b.tenant_id = $1::uuid AND b.business_id = $2::uuid
    AND b.starts_at < $4::timestamptz AND b.ends_at > $3::timestamptz
    AND b.starts_at > $3::timestamptz - interval '31 days'
    AND b.state NOT IN ('expired', 'declined', 'cancelled')
    AND NOT (b.state = 'held' AND b.expires_at <= statement_timestamp())
    AND ($5::boolean OR b.location_id = ANY($6::uuid[]) OR i."isNamed" OR t."isOwn")
    AND ($8::uuid IS NULL OR b.location_id = $8::uuid)
    AND ($9::uuid[] IS NULL OR t."subjectIds" && $9::uuid[] OR i."namedIds" && $9::uuid[])
  ORDER BY b.starts_at, b.id
  LIMIT $10::int`);

export interface TakenRow {
  id: string;
  subjectId: string;
  startsAt: Date;
  endsAt: Date;
  reason: string | null;
}

export const BLOCKS = statement<TakenRow>(`
  SELECT id, subject_id AS "subjectId", starts_at AS "startsAt", ends_at AS "endsAt", reason FROM blocks
  WHERE tenant_id = $1::uuid AND subject_id = ANY($2::uuid[])
    AND starts_at < $4::timestamptz AND ends_at > $3::timestamptz
  ORDER BY starts_at, id`);

export interface TimeOffRow {
  id: string;
  subjectId: string;
  /** Null where it is whole local days. */
  startsAt: Date | null;
  endsAt: Date | null;
  startDate: Date | null;
  endDate: Date | null;
  reason: string | null;
}

export const TIME_OFF = statement<TimeOffRow>(`
  SELECT id, subject_id AS "subjectId", starts_at AS "startsAt", ends_at AS "endsAt",
    start_date AS "startDate", end_date AS "endDate", reason
  FROM time_off
  WHERE tenant_id = $1::uuid AND subject_id = ANY($2::uuid[])
    AND (starts_at < $4::timestamptz OR start_date <= ($4::timestamptz)::date + 1)
    AND (ends_at > $3::timestamptz OR end_date >= ($3::timestamptz)::date - 1)
  ORDER BY id`);

interface CalendarSessionRow {
  id: string;
  serviceId: string;
  serviceName: LocalizedText;
  providerId: string | null;
  locationId: string | null;
  startsAt: Date;
  endsAt: Date;
  capacity: number;
  seatsTaken: number;
  unitIds: string[];
}

export const SESSIONS = statement<CalendarSessionRow>(`
  SELECT s.id, s.service_id AS "serviceId", v.name AS "serviceName", s.provider_id AS "providerId",
    s.location_id AS "locationId", s.starts_at AS "startsAt", s.ends_at AS "endsAt", s.capacity,
    (SELECT count(*) FROM seats t WHERE t.tenant_id = s.tenant_id AND t.class_session_id = s.id
      AND t.state IN ('held', 'pending', 'confirmed', 'checked_in', 'completed')
      AND NOT (t.state = 'held' AND t.expires_at <= statement_timestamp()))::int AS "seatsTaken",
    ARRAY(SELECT a.subject_id FROM allocations a JOIN resource_units u ON u.tenant_id = a.tenant_id AND u.id = a.subject_id
      WHERE a.tenant_id = s.tenant_id AND a.class_session_id = s.id) AS "unitIds"
  FROM class_sessions s JOIN services v ON v.tenant_id = s.tenant_id AND v.id = s.service_id
  WHERE s.tenant_id = $1::uuid AND v.business_id = $2::uuid AND s.cancelled_at IS NULL
    AND s.starts_at < $4::timestamptz AND s.ends_at > $3::timestamptz
    AND ($5::uuid IS NULL OR s.location_id = $5::uuid)
  ORDER BY s.starts_at, s.id`);
