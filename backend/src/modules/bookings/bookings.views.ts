import type { Tenant } from '../../lib/context.ts';
import { statement, type Sql } from '../../lib/database.ts';
import type { Instant } from '../../scheduling/types.ts';
import { clockIn } from '../availability/availability.answer.ts';
import type { LocalizedText } from '../catalogue/catalogue.contract.ts';
import type { Booking, BookingState, PriceLine } from './bookings.contract.ts';
import type { Draft } from './bookings.draft.ts';
import type { Acquisition } from './bookings.standing.ts';
import { termsOf, type Terms } from './bookings.terms.ts';
import { placeOf } from './bookings.wish.ts';
import type { ItemDetails, NewBooking } from './bookings.write.ts';

interface ItemRow {
  serviceId: string;
  /** Of which service type it was made. */
  templateKey: string | null;
  serviceName: LocalizedText;
  variantId: string | null;
  variantName: LocalizedText | null;
  providers: { id: string; name: string }[];
  sessionId: string | null;
  startsAt: Instant;
  endsAt: Instant;
  details: ItemDetails;
}

/** A booking with all that is shown or asked of it. */
export interface BookingRow {
  id: string;
  code: string;
  /** A hold that is over is `expired`, swept or not. */
  state: BookingState;
  businessId: string;
  businessName: string;
  locationId: string | null;
  locationName: string | null;
  timeZone: string;
  startsAt: Instant;
  endsAt: Instant;
  expiresAt: Date | null;
  items: ItemRow[];
  currency: string;
  /** Minor units. */
  total: number;
  priceLines: PriceLine[];
  policy: object;
  terms: Terms;
  source: string;
  /** Of one that repeats. */
  seriesId: string | null;
  /** Minor units to be paid before it is firm. */
  deposit: number;
  /** Minor units that are owed after a cancellation, or for not coming; null: not decided. */
  fee: number | null;
  acquisition: Acquisition;
  /** How often its customer has moved it. */
  moves: number;
  /** When a guest opened the link that was mailed to them. */
  verifiedAt: Date | null;
  customer: { id: string; name: string; email: string | null; phone: string | null } | null;
  /** The account of the customer; of a hold that is nobody's yet, its maker's. */
  ownerId: string | null;
  /** The accounts of those who serve: a booking that they do is theirs, too. */
  servedBy: string[];
  /** Another after each change; empty while it is being made. */
  stamp: string;
  /** Subjects and session whose time or seats it takes. */
  lockIds: string[];
}

const MINUTES = (instant: string) => `(date_part('epoch', ${instant}) / 60)::int`;

const READ = statement<BookingRow>(`
  SELECT b.id, b.code,
    CASE WHEN b.state = 'held' AND b.expires_at <= statement_timestamp() THEN 'expired' ELSE b.state::text END AS state,
    b.business_id AS "businessId", s.name AS "businessName", b.location_id AS "locationId", l.name AS "locationName",
    b.time_zone AS "timeZone", ${MINUTES('b.starts_at')} AS "startsAt", ${MINUTES('b.ends_at')} AS "endsAt",
    b.expires_at AS "expiresAt", b.currency::text AS currency, b.total_amount::float8 AS total,
    b.price_lines AS "priceLines", b.policy, b.terms, b.source, b.series_id AS "seriesId",
    b.xmin::text AS stamp, b.deposit::float8 AS deposit, b.fee::float8 AS fee, b.acquisition,
    h.moves, h."verifiedAt",
    CASE WHEN c.id IS NOT NULL
      THEN jsonb_build_object('id', c.id, 'name', c.name, 'email', c.email, 'phone', c.phone) END AS customer,
    CASE WHEN c.id IS NULL THEN b.created_by ELSE c.user_id END AS "ownerId",
    i.items, i."lockIds", i."servedBy"
  FROM bookings b
    JOIN businesses s ON s.tenant_id = b.tenant_id AND s.id = b.business_id
    LEFT JOIN locations l ON l.tenant_id = b.tenant_id AND l.id = b.location_id
    LEFT JOIN customers c ON c.tenant_id = b.tenant_id AND c.id = b.customer_id
    CROSS JOIN LATERAL (
      SELECT count(*) FILTER (WHERE e.kind = 'rescheduled' AND e.data ->> 'by' IN ('customer', 'guest'))::int AS moves,
        min(e.created_at) FILTER (WHERE e.kind = 'verified') AS "verifiedAt"
      FROM booking_events e WHERE e.tenant_id = b.tenant_id AND e.booking_id = b.id) AS h
    CROSS JOIN LATERAL (
      SELECT jsonb_agg(jsonb_build_object('serviceId', i.service_id, 'serviceName', v.name, 'templateKey', v.template_key,
          'variantId', i.variant_id, 'variantName', w.name, 'sessionId', i.class_session_id,
          'startsAt', ${MINUTES('i.starts_at')}, 'endsAt', ${MINUTES('i.ends_at')}, 'details', i.details,
          'providers', (
            SELECT coalesce(jsonb_agg(jsonb_build_object('id', p.id, 'name', p.name) ORDER BY named.position), '[]')
            FROM jsonb_array_elements_text(i.details -> 'providerIds') WITH ORDINALITY AS named (id, position)
              JOIN providers p ON p.tenant_id = i.tenant_id AND p.id = named.id::uuid)
        ) ORDER BY i.position) AS items,
        ARRAY(SELECT a.subject_id FROM booking_items j
            JOIN allocations a ON a.tenant_id = j.tenant_id AND a.booking_item_id = j.id
            WHERE j.tenant_id = b.tenant_id AND j.booking_id = b.id
          UNION SELECT j.class_session_id FROM booking_items j
            WHERE j.tenant_id = b.tenant_id AND j.booking_id = b.id AND j.class_session_id IS NOT NULL) AS "lockIds",
        ARRAY(SELECT DISTINCT p.user_id FROM booking_items j
            CROSS JOIN jsonb_array_elements_text(j.details -> 'providerIds') AS named (id)
            JOIN providers p ON p.tenant_id = j.tenant_id AND p.id = named.id::uuid
          WHERE j.tenant_id = b.tenant_id AND j.booking_id = b.id AND p.user_id IS NOT NULL
            AND p.deleted_at IS NULL) AS "servedBy"
      FROM booking_items i
        JOIN services v ON v.tenant_id = i.tenant_id AND v.id = i.service_id
        LEFT JOIN service_variants w ON w.tenant_id = i.tenant_id AND w.id = i.variant_id
      WHERE i.tenant_id = b.tenant_id AND i.booking_id = b.id) AS i
  WHERE b.tenant_id = $1::uuid AND b.id = ANY($2::uuid[])`);

/** Bookings by id; those that are not there are left out. */
export function readBookings(
  { sql, tenant }: { sql: Sql; tenant: Tenant },
  ids: readonly string[],
): Promise<BookingRow[]> {
  return sql(READ, [tenant.id, ids]);
}

/** A booking that is just being made, as it will be read. */
export function rowOf(draft: Draft, details: readonly ItemDetails[], booking: NewBooking): BookingRow {
  const { loaded, startsAt, endsAt, total, priceLines } = draft;
  const { business, location, timeZone, providers, sessions, settings } = loaded;
  const { customer, ...made } = booking;
  const names = new Map(providers.map(({ id, name }) => [id, name]));
  for (const { providerId, providerName } of sessions ?? [])
    if (providerId !== null && providerName !== null) names.set(providerId, providerName);
  return {
    ...made,
    businessId: business.id,
    businessName: business.name,
    locationId: location?.id ?? null,
    locationName: location?.name ?? null,
    timeZone,
    startsAt,
    endsAt,
    items: loaded.items.map(({ service, variant }, index) => {
      const { startsAt = 0, endsAt = 0, providerIds = [] } = draft.items[index] ?? {};
      return {
        serviceId: service.id,
        templateKey: service.templateKey,
        serviceName: service.name as LocalizedText,
        variantId: variant.id,
        variantName: variant.name as LocalizedText,
        providers: providerIds.map((id) => ({ id, name: names.get(id) ?? '' })),
        sessionId: draft.session?.id ?? null,
        startsAt,
        endsAt,
        details: details[index] as ItemDetails,
      };
    }),
    total,
    priceLines,
    policy: settings.policies,
    terms: termsOf(draft),
    customer: customer && {
      id: customer.id,
      name: customer.name,
      email: customer.email,
      phone: customer.phone,
    },
    ownerId: customer?.userId ?? null,
    seriesId: null,
    fee: null,
    moves: 0,
    verifiedAt: null,
    servedBy: placeOf(loaded).servedBy,
    stamp: '',
    lockIds: [],
  };
}

export function viewBooking(row: BookingRow): Booking {
  const clock = clockIn(row.timeZone);
  const { id, code, state, businessId, businessName, locationId, locationName, timeZone } = row;
  const { currency, total, priceLines, policy, customer, source, seriesId, deposit, fee } = row;
  return {
    id,
    code,
    state,
    businessId,
    businessName,
    locationId,
    locationName,
    timeZone,
    startsAt: clock.text(row.startsAt),
    endsAt: clock.text(row.endsAt),
    expiresAt: state === 'held' && row.expiresAt ? row.expiresAt.toISOString() : null,
    items: row.items.map(({ startsAt, endsAt, details, templateKey, ...item }) => ({
      ...item,
      seats: details.seats,
      startsAt: clock.text(startsAt),
      endsAt: clock.text(endsAt),
      addOns: details.addOns,
      inputs: details.inputs,
    })),
    price: { amount: total, currency },
    priceLines,
    deposit: { amount: deposit, currency },
    fee: fee === null ? null : { amount: fee, currency },
    policy: { ...policy },
    customer,
    verifiedAt: row.verifiedAt?.toISOString() ?? null,
    source,
    seriesId,
  };
}
