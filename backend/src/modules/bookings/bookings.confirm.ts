import type { SqlCtx } from '../../lib/context.ts';
import { statement } from '../../lib/database.ts';
import type { Vertical } from '../verticals/verticals.contract.ts';
import { Outdated } from './bookings.attempts.ts';
import type { Customer } from './bookings.people.ts';
import { slotOfRow } from './bookings.slots.ts';
import { changeOf } from './bookings.step.ts';
import type { BookingRow } from './bookings.views.ts';
import { demandWelcome } from './bookings.welcome.ts';
import { loadWish, notOffered, reasonsAt, type Wish } from './bookings.wish.ts';
import { addCustomer, ISO, lock } from './bookings.write.ts';

/** Whatever a hold was to take, it must have still: whoever finds it expired takes only what they want of it. */
const IS_WHOLE = `b.tenant_id = $1 AND b.id = $2 AND b.state = 'held' AND b.expires_at > statement_timestamp()
  AND NOT EXISTS (SELECT FROM booking_items i LEFT JOIN allocations a
      ON a.tenant_id = i.tenant_id AND a.booking_item_id = i.id
    LEFT JOIN seats s ON s.tenant_id = i.tenant_id AND s.booking_item_id = i.id
    WHERE i.tenant_id = b.tenant_id AND i.booking_id = b.id AND (a.state <> 'held' OR s.state <> 'held'))`;

const CONFIRM = statement<{ id: string }>(`
  WITH booking AS (
    UPDATE bookings b SET state = $3::booking_state, customer_id = $4, expires_at = NULL, acquisition = $7
    WHERE ${IS_WHOLE} RETURNING b.id
  ), items AS (
    SELECT i.id FROM booking_items i JOIN booking b ON i.booking_id = b.id WHERE i.tenant_id = $1
  ), takes AS (
    UPDATE allocations SET state = $3::text::allocation_state, expires_at = NULL
    WHERE tenant_id = $1 AND booking_item_id IN (SELECT id FROM items)
  ), seats AS (
    UPDATE seats SET state = $3::text::allocation_state, expires_at = NULL
    WHERE tenant_id = $1 AND booking_item_id IN (SELECT id FROM items)
  ), history AS (
    INSERT INTO booking_events (tenant_id, booking_id, from_state, to_state)
    SELECT $1, id, 'held', $3::booking_state FROM booking
  ), outbox AS (
    INSERT INTO outbox (tenant_id, kind, payload, request_id)
    SELECT $1, e.kind, e.payload, $6
    FROM booking CROSS JOIN (VALUES ('booking.created', $5::jsonb), ('slot.taken', $8::jsonb)) AS e (kind, payload)
  )
  SELECT id FROM booking`);

const ASK_DEPOSIT = statement<{ id: string; expiresAt: Date }>(`
  WITH booking AS (
    UPDATE bookings b SET customer_id = $3, deposit = $4, acquisition = $5,
      expires_at = statement_timestamp() + $6 * interval '1 minute'
    WHERE ${IS_WHOLE} RETURNING b.id, b.expires_at
  ), items AS (
    SELECT i.id, b.expires_at FROM booking_items i JOIN booking b ON i.booking_id = b.id WHERE i.tenant_id = $1
  ), takes AS (
    UPDATE allocations a SET expires_at = i.expires_at FROM items i
    WHERE a.tenant_id = $1 AND a.booking_item_id = i.id
  ), seats AS (
    UPDATE seats s SET expires_at = i.expires_at FROM items i WHERE s.tenant_id = $1 AND s.booking_item_id = i.id
  ), history AS (
    INSERT INTO booking_events (tenant_id, booking_id, from_state, to_state, kind, data)
    SELECT $1, id, 'held', 'held', 'deposit_asked', jsonb_build_object('deposit', $4::bigint) FROM booking
  ), outbox AS (
    INSERT INTO outbox (tenant_id, kind, payload, request_id)
    SELECT $1, 'slot.taken', $7::jsonb || jsonb_build_object('until', ${ISO("date_trunc('second', expires_at) + interval '1 second'")}), $8 FROM booking
  )
  SELECT id, expires_at AS "expiresAt" FROM booking`);

/** What a hold was made for. */
export function wishOfHold({ items, locationId, startsAt }: BookingRow): Wish {
  return {
    items: items.map(({ serviceId, variantId, details }) => ({
      serviceId,
      variantId: variantId ?? undefined,
      addOns: details.addOns.map(({ id, quantity }) => ({ id, quantity })),
      inputs: details.inputs,
      minutes: details.minutes,
      providerId: details.isNamed ? details.providerIds[0] : undefined,
    })),
    locationId: locationId ?? undefined,
    start: startsAt,
    sessionId: items[0]?.sessionId ?? undefined,
    seats: items[0]?.details.seats ?? 1,
    preferred: items.flatMap(({ details }) => details.providerIds),
  };
}

/** The customer's limits count once it is known who they are. @throws POLICY_NOT_OFFERED */
async function demandWithinLimits(
  ctx: SqlCtx,
  vertical: Vertical,
  hold: BookingRow,
  customer: Customer,
): Promise<void> {
  if (customer.isNew || customer.id === hold.customer?.id) return;
  const wish = { ...wishOfHold(hold), customerId: customer.id, exceptBookingId: hold.id };
  const loaded = await loadWish(ctx, vertical, wish);
  if (loaded.problem.customer && (await reasonsAt(loaded, wish))?.includes('CUSTOMER_LIMIT'))
    throw notOffered(['CUSTOMER_LIMIT']);
}

/**
 * Makes a hold into a booking.
 * @throws Outdated if, by the database's clock, it or a part of it is held no more; POLICY_NOT_OFFERED where the customer
 *   has too many bookings
 */
export async function confirmHold(
  ctx: SqlCtx,
  vertical: Vertical,
  hold: BookingRow,
  customer: Customer,
): Promise<BookingRow> {
  const { sql, tenant, requestId } = ctx;
  lock(ctx, [...hold.lockIds, customer.id]);
  await demandWithinLimits(ctx, vertical, hold, customer);
  const state = hold.terms.approval ? 'pending' : 'confirmed';
  const booked: BookingRow = { ...hold, ...ownedBy(customer), state, expiresAt: null };
  demandWelcome(ctx, hold, customer);
  addCustomer(ctx, customer);
  const confirmed = await sql(CONFIRM, [
    tenant.id,
    hold.id,
    state,
    customer.id,
    JSON.stringify(changeOf(booked)),
    requestId,
    hold.acquisition,
    // Nobody who has seen the hold waits for its end any more.
    JSON.stringify(slotOfRow(booked)),
  ]);
  if (confirmed.length === 0) throw new Outdated();
  return booked;
}

const ownedBy = ({ id, name, email, phone, userId }: Customer) => ({
  customer: { id, name, email, phone },
  ownerId: userId,
});

/**
 * Leaves a hold held until its deposit is paid, for as long as there is to pay.
 * @param hold with the deposit that is asked, more than 0
 * @throws as `confirmHold`
 */
export async function askDeposit(
  ctx: SqlCtx,
  vertical: Vertical,
  hold: BookingRow,
  customer: Customer,
): Promise<BookingRow> {
  const { sql, tenant, requestId } = ctx;
  const { id, deposit, acquisition, terms, lockIds } = hold;
  lock(ctx, [...lockIds, customer.id]);
  await demandWithinLimits(ctx, vertical, hold, customer);
  demandWelcome(ctx, hold, customer);
  addCustomer(ctx, customer);
  const values = [tenant.id, id, customer.id, deposit, acquisition, terms.payMinutes];
  const slot = JSON.stringify(slotOfRow({ ...hold, expiresAt: null }));
  const [asked] = await sql(ASK_DEPOSIT, [...values, slot, requestId]);
  if (!asked) throw new Outdated();
  return { ...hold, ...ownedBy(customer), expiresAt: asked.expiresAt };
}
