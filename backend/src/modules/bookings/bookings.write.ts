import { randomUUIDv7 } from 'node:crypto';
import type { EventName, EventPayload } from '../../events.ts';
import type { SqlCtx } from '../../lib/context.ts';
import { statement } from '../../lib/database.ts';
import { isoOf } from '../../scheduling/days.ts';
import type { LocalizedText } from '../catalogue/catalogue.contract.ts';
import type { BookingState } from './bookings.contract.ts';
import type { Draft } from './bookings.draft.ts';
import type { Customer } from './bookings.people.ts';
import { slotOf } from './bookings.slots.ts';
import type { Acquisition } from './bookings.standing.ts';
import type { FIRST_STATES } from './bookings.states.ts';
import { releaseOf, termsOf } from './bookings.terms.ts';
import { demandWelcome } from './bookings.welcome.ts';
import type { Wish } from './bookings.wish.ts';

// The statements of the booking transaction. None of them is waited for: they go out together with the COMMIT.

const LOCK = statement('SELECT lock_subjects($1::uuid[])');

const ADD_CUSTOMER = statement(`
  INSERT INTO customers (tenant_id, id, user_id, name, email, phone, locale) VALUES ($1, $2, $3, $4, $5, $6, $7)`);

const RELEASE_TIME = statement(`
  UPDATE allocations SET state = 'expired'
  WHERE tenant_id = $1 AND subject_id = ANY($2::uuid[]) AND state = 'held' AND expires_at <= statement_timestamp()`);

const RELEASE_SEATS = statement(`
  UPDATE seats SET state = 'expired'
  WHERE tenant_id = $1 AND class_session_id = ANY($2::uuid[]) AND state = 'held' AND expires_at <= statement_timestamp()`);

/** An instant as events say it. */
export const ISO = (instant: string) =>
  `to_char((${instant}) AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')`;

/** What everybody may know of time that is given free, of a row "b" of bookings and "items" of theirs: `slotOf` in SQL. */
export const FREED = `jsonb_strip_nulls(jsonb_build_object('businessId', b.business_id,
    'sessionId', (SELECT class_session_id FROM items i WHERE i.booking_id = b.id LIMIT 1),
    'start', ${ISO('b.starts_at')}, 'end', ${ISO('b.ends_at')}))
  || jsonb_build_object('locationId', b.location_id, 'providerIds', (
    SELECT coalesce(jsonb_agg(DISTINCT p.id), '[]')
    FROM items i CROSS JOIN jsonb_array_elements_text(i.details -> 'providerIds') AS p (id)
    WHERE i.booking_id = b.id))`;

/** Tells of the rows "booking" of bookings that they are other than before: `changeOf` in SQL. @param requestId its parameter */
export const TELL_UPDATED = (requestId: string) => `
    INSERT INTO outbox (tenant_id, kind, payload, request_id)
    SELECT $1, 'booking.updated', jsonb_build_object('bookingId', b.id, 'businessId', b.business_id,
      'locationId', b.location_id, 'userId', c.user_id, 'startsAt', ${ISO('b.starts_at')},
      'endsAt', ${ISO('b.ends_at')}), ${requestId}
    FROM booking b LEFT JOIN customers c ON c.tenant_id = $1 AND c.id = b.customer_id`;

export const AT = (minutes: string) => `to_timestamp(${minutes} * 60::float8)`;

// What is booked when the time has passed at which it would be given free is not given free.
// Where the schedule was changed after it was loaded the business is not found, and the booking has none.
const WRITE = statement(`
  WITH booking AS (
    INSERT INTO bookings (tenant_id, id, code, state, customer_id, business_id, location_id, time_zone, starts_at,
      ends_at, expires_at, currency, total_amount, price_lines, policy, terms, source, deposit, acquisition, release_at)
    VALUES ($1, $2, $3, $4::booking_state, $5,
      (SELECT id FROM businesses WHERE tenant_id = $1 AND id = $6 AND xmin = $33::text::xid), $7, $8, ${AT('$9')}, ${AT('$10')}, $11, $12, $13, $14, $15, $16, $17,
      $34, $35, CASE WHEN ${AT('$36')} > statement_timestamp() THEN ${AT('$36')} END)
  ), items AS (
    INSERT INTO booking_items (tenant_id, id, booking_id, position, service_id, variant_id, provider_id,
      class_session_id, starts_at, ends_at, details)
    SELECT $1, i.id, $2, i.position - 1, i.service_id, i.variant_id, i.provider_id, $18, ${AT('i.since')}, ${AT('i.until')},
      i.details
    FROM unnest($19::uuid[], $20::uuid[], $21::uuid[], $22::uuid[], $23::int[], $24::int[], $25::jsonb[])
      WITH ORDINALITY AS i (id, service_id, variant_id, provider_id, since, until, details, position)
  ), takes AS (
    INSERT INTO allocations (tenant_id, subject_id, period, state, expires_at, booking_item_id)
    SELECT $1, t.subject_id, tstzrange(${AT('t.since')}, ${AT('t.until')}), $4::text::allocation_state, $11, t.item_id
    FROM unnest($26::uuid[], $27::uuid[], $28::int[], $29::int[]) AS t (subject_id, item_id, since, until)
  ), history AS (
    INSERT INTO booking_events (tenant_id, booking_id, to_state) VALUES ($1, $2, $4::booking_state)
  )
  INSERT INTO outbox (tenant_id, kind, payload, request_id)
  SELECT $1, e.kind, e.payload, $32 FROM unnest($30::text[], $31::jsonb[]) AS e (kind, payload)`);

// Where too few seats are free, or the session was called off or moved, a number comes out that no seat may have.
const SELL_SEATS = statement(`
  INSERT INTO seats (tenant_id, class_session_id, capacity, number, state, expires_at, booking_item_id)
  SELECT $1, c.id, c.capacity,
    CASE WHEN c.cancelled_at IS NULL AND c.starts_at = ${AT('$5')} THEN free.number ELSE 0 END,
    $6::allocation_state, $7, $3
  FROM class_sessions c CROSS JOIN LATERAL (
    SELECT number FROM generate_series(1, c.capacity + $4::int) AS number
    WHERE NOT EXISTS (
      SELECT FROM seats s
      WHERE s.tenant_id = c.tenant_id AND s.class_session_id = c.id AND s.number = number.number
        AND s.state IN ('held', 'pending', 'confirmed', 'checked_in', 'completed', 'blocked'))
    ORDER BY number LIMIT $4::int) AS free
  WHERE c.tenant_id = $1 AND c.id = $2`);

/** Keeps others away from what is about to change, until the transaction ends. Once, before the first change. */
export function lock({ sql }: SqlCtx, ids: readonly string[]): void {
  void sql(LOCK, [ids]);
}

/** Takes expired holds out of the way of what takes time and seats. */
export function releaseExpired(
  { sql, tenant }: SqlCtx,
  { subjectIds, sessionIds }: { subjectIds: readonly string[]; sessionIds: readonly string[] },
): void {
  if (subjectIds.length > 0) void sql(RELEASE_TIME, [tenant.id, subjectIds]);
  if (sessionIds.length > 0) void sql(RELEASE_SEATS, [tenant.id, sessionIds]);
}

/** What a draft is to take. */
export const wantedBy = ({ takes, session }: Draft) => ({
  subjectIds: takes.map(({ subjectId }) => subjectId),
  sessionIds: session ? [session.id] : [],
});

/** The transaction fails with 23514 where too few are free. */
export function sellSeats(
  { sql, tenant }: SqlCtx,
  { id, seats, startsAt }: NonNullable<Draft['session']>,
  itemId: string | undefined,
  { state, expiresAt }: { state: BookingState; expiresAt: Date | null },
): Promise<unknown> {
  return sql(SELL_SEATS, [tenant.id, id, itemId, seats, startsAt, state, expiresAt]);
}

export function addCustomer({ sql, tenant }: SqlCtx, customer: Customer): void {
  const { id, userId, name, email, phone, locale = null, isNew } = customer;
  if (isNew) void sql(ADD_CUSTOMER, [tenant.id, id, userId, name, email, phone, locale]);
}

/** A booking, or hold, that is being made. */
export interface NewBooking {
  id: string;
  code: string;
  state: (typeof FIRST_STATES)[number];
  /** Of a hold. */
  expiresAt: Date | null;
  customer: Customer | null;
  currency: string;
  /** Minor units to be paid before it is firm. */
  deposit: number;
  acquisition: Acquisition;
  source: string;
}

/** What is kept of an item beside its columns. */
export interface ItemDetails {
  /** The customer asked for this provider. */
  isNamed: boolean;
  providerIds: readonly string[];
  addOns: { id: string; name: LocalizedText; quantity: number }[];
  inputs: Record<string, number>;
  seats: number | null;
  /** How long it takes, as staff decided. */
  minutes?: number | undefined;
}

export function detailsOf({ items, loaded, session }: Draft, wish: Wish): ItemDetails[] {
  return loaded.items.map(({ addOns, inputs }, index) => ({
    isNamed: wish.items[index]?.providerId !== undefined,
    providerIds: items[index]?.providerIds ?? [],
    addOns: addOns.map(({ id, name, quantity }) => ({ id, name: name as LocalizedText, quantity })),
    inputs: Object.fromEntries(inputs.map(({ key, value }) => [key, value])),
    seats: session?.seats ?? null,
    minutes: wish.items[index]?.minutes,
  }));
}

function outboxOf(booking: NewBooking, draft: Draft): [EventName, object][] {
  const { business, location } = draft.loaded;
  const { startsAt, endsAt, items, session } = draft;
  const slot = slotOf({
    ...{ businessId: business.id, locationId: location?.id ?? null, startsAt, endsAt },
    expiresAt: booking.expiresAt,
    providerIds: items.flatMap(({ providerIds }) => providerIds),
    sessionId: session?.id,
  });
  const taken: [EventName, object] = ['slot.taken', slot];
  if (booking.state === 'held') return [taken];
  const created: EventPayload<'booking.created'> = {
    bookingId: booking.id,
    businessId: business.id,
    locationId: location?.id ?? null,
    userId: booking.customer?.userId ?? null,
    startsAt: isoOf(draft.startsAt),
    endsAt: isoOf(draft.endsAt),
  };
  return [['booking.created', created], taken];
}

/**
 * Writes a booking with its items, what they take, its history and its event; expired holds in its way are released first.
 * The transaction fails with 23P01 or 23514 if something was taken since the draft was made; with 23502 if the schedule was
 * changed since; with 23505 if its code or its customer exists already.
 */
export function writeBooking(
  ctx: SqlCtx,
  draft: Draft,
  details: readonly ItemDetails[],
  booking: NewBooking,
): void {
  const { sql, tenant, requestId } = ctx;
  const { loaded, items, takes, session } = draft;
  const { customer, state, expiresAt } = booking;
  const terms = termsOf(draft);
  const itemIds = items.map(() => randomUUIDv7());
  const wanted = wantedBy(draft);
  releaseExpired(ctx, wanted);
  demandWelcome(ctx, { businessId: loaded.business.id, locationId: loaded.location?.id ?? null }, customer);
  if (customer) addCustomer(ctx, customer);
  const events = outboxOf(booking, draft);
  void sql(WRITE, [
    tenant.id,
    booking.id,
    booking.code,
    state,
    customer?.id ?? null,
    loaded.business.id,
    loaded.location?.id ?? null,
    loaded.timeZone,
    draft.startsAt,
    draft.endsAt,
    expiresAt,
    booking.currency,
    draft.total,
    JSON.stringify(draft.priceLines),
    JSON.stringify(loaded.settings.policies),
    JSON.stringify(terms),
    booking.source,
    session?.id ?? null,
    itemIds,
    loaded.items.map(({ service }) => service.id),
    loaded.items.map(({ variant }) => variant.id),
    items.map(({ providerIds }) => providerIds[0] ?? null),
    items.map(({ startsAt }) => startsAt),
    items.map(({ endsAt }) => endsAt),
    details.map((detail) => JSON.stringify(detail)),
    wanted.subjectIds,
    takes.map(({ service }) => itemIds[service]),
    takes.map(({ from }) => from),
    takes.map(({ to }) => to),
    events.map(([kind]) => kind),
    events.map(([, payload]) => JSON.stringify(payload)),
    requestId,
    loaded.business.stamp,
    booking.deposit,
    booking.acquisition,
    releaseOf(terms, draft.startsAt),
  ]);
  if (session) void sellSeats(ctx, session, itemIds[0], booking);
}
