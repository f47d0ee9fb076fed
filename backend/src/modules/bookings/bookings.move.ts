import type { EventName } from '../../events.ts';
import type { SqlCtx } from '../../lib/context.ts';
import { statement } from '../../lib/database.ts';
import { isoOf } from '../../scheduling/days.ts';
import { totalOf } from '../coupons/coupons.price.ts';
import { Outdated } from './bookings.attempts.ts';
import type { BookingState, PriceLine } from './bookings.contract.ts';
import type { Draft } from './bookings.draft.ts';
import { demandPrice, linesWhereItStands, movedTotal } from './bookings.prices.ts';
import type { Party } from './bookings.states.ts';
import { slotOf, slotOfRow } from './bookings.slots.ts';
import { changeOf } from './bookings.step.ts';
import { releaseOf } from './bookings.terms.ts';
import { readBookings, type BookingRow } from './bookings.views.ts';
import { AT, releaseExpired, sellSeats, wantedBy, type ItemDetails } from './bookings.write.ts';

// What it took is gone before the next statement takes what it takes from now on: nobody sees one without the other. Where the
// schedule was changed after it was loaded the business is not found, and the booking would have none.
const LEAVE = statement<{ id: string }>(`
  WITH booking AS (
    UPDATE bookings SET starts_at = ${AT('$4')}, ends_at = ${AT('$5')}, total_amount = $6, price_lines = $7,
      deposit = least(deposit, $6::bigint),
      release_at = CASE WHEN ${AT('$8')} > statement_timestamp() THEN ${AT('$8')} END,
      business_id = (SELECT id FROM businesses WHERE tenant_id = $1 AND id = $9 AND xmin = $10::text::xid)
    WHERE tenant_id = $1 AND id = $2 AND xmin = $3::text::xid
    RETURNING id, state
  ), items AS (
    SELECT i.id FROM booking_items i JOIN booking b ON i.booking_id = b.id WHERE i.tenant_id = $1
  ), takes AS (
    DELETE FROM allocations WHERE tenant_id = $1 AND booking_item_id IN (SELECT id FROM items)
  ), seats AS (
    DELETE FROM seats WHERE tenant_id = $1 AND booking_item_id IN (SELECT id FROM items)
  ), history AS (
    INSERT INTO booking_events (tenant_id, booking_id, from_state, to_state, kind, reason, data)
    SELECT $1, id, state, state, $16, $11, $12::jsonb FROM booking
  ), outbox AS (
    INSERT INTO outbox (tenant_id, kind, payload, request_id)
    SELECT $1, e.kind, e.payload, $15 FROM booking CROSS JOIN unnest($13::text[], $14::jsonb[]) AS e (kind, payload)
  )
  SELECT id FROM booking`);

const TAKE = statement<{ itemId: string }>(`
  WITH items AS (
    UPDATE booking_items i SET provider_id = n.provider_id, class_session_id = $3, starts_at = ${AT('n.since')},
      ends_at = ${AT('n.until')}, details = n.details
    FROM unnest($4::uuid[], $5::int[], $6::int[], $7::jsonb[])
      WITH ORDINALITY AS n (provider_id, since, until, details, nth)
    WHERE i.tenant_id = $1 AND i.booking_id = $2 AND i.position = n.nth - 1
    RETURNING i.id, i.position
  ), takes AS (
    INSERT INTO allocations (tenant_id, subject_id, period, state, booking_item_id)
    SELECT $1, t.subject_id, tstzrange(${AT('t.since')}, ${AT('t.until')}), $8::allocation_state, i.id
    FROM unnest($9::uuid[], $10::int[], $11::int[], $12::int[]) AS t (subject_id, position, since, until)
      JOIN items i ON i.position = t.position
  )
  SELECT id AS "itemId" FROM items ORDER BY position`);

/**
 * The price stays as it was agreed. Where prices depend on the time or on who serves, the difference between the two is a line
 * of its own.
 */
function repriced(
  row: BookingRow,
  { loaded, priceLines: after }: Draft,
): Pick<BookingRow, 'priceLines' | 'total'> {
  const { priceLines } = row;
  const before = linesWhereItStands(loaded, row);
  const total = movedTotal(row.total, totalOf(before), totalOf(after));
  if (total - row.total !== totalOf(after) - totalOf(before)) return row;
  const differences = row.items.flatMap((_item, index) =>
    (['rule', 'tax'] as const).flatMap((kind): PriceLine[] => {
      const of = (lines: readonly PriceLine[]) =>
        lines.filter((line) => line.item === index && line.kind === kind);
      const amount = totalOf(of(after)) - totalOf(of(before));
      const name = [...of(after), ...of(before)][0]?.name ?? {};
      return amount === 0 ? [] : [{ item: index, kind, name, amount }];
    }),
  );
  return { priceLines: [...priceLines, ...differences], total };
}

/**
 * Nobody pays more for what was moved than they agreed to, all of it together.
 * @param upTo minor units; left out, customers agree to what it costs now, and staff to anything
 * @throws PRICE_HIGHER with both prices
 */
export function demandAgreed(
  party: Party,
  moves: readonly { row: BookingRow; draft: Draft }[],
  upTo: number | undefined,
): void {
  const isStaff = party === 'staff' || party === 'system';
  const agreed = upTo ?? (isStaff ? Infinity : moves.reduce((sum, { row }) => sum + row.total, 0));
  const price = moves.reduce((sum, { row, draft }) => sum + repriced(row, draft).total, 0);
  demandPrice(price, agreed, moves[0]?.row.currency ?? '');
}

/** Writes what a booking takes by a draft; what it took is gone before. @returns its items, in their order */
export function takeAs(
  { sql, tenant }: Pick<SqlCtx, 'sql' | 'tenant'>,
  bookingId: string,
  { items, takes, session }: Draft,
  details: readonly ItemDetails[],
  state: BookingState,
): Promise<{ itemId: string }[]> {
  return sql(TAKE, [
    tenant.id,
    bookingId,
    session?.id ?? null,
    items.map(({ providerIds }) => providerIds[0] ?? null),
    items.map(({ startsAt }) => startsAt),
    items.map(({ endsAt }) => endsAt),
    details.map((detail) => JSON.stringify(detail)),
    state,
    takes.map(({ subjectId }) => subjectId),
    takes.map(({ service }) => service),
    takes.map(({ from }) => from),
    takes.map(({ to }) => to),
  ]);
}

/** Who moves a booking, and why. */
export interface Move {
  party: Party;
  reason: string | undefined;
  /** It stays where it is, and takes another time: what is told of it beside who did it. */
  resized?: object;
}

/**
 * Writes that a booking takes what the draft takes, instead of what it took. Take the locks of both before.
 * @throws Outdated if it was changed since it was read; fails with 23P01, 23514 or 23502 as `writeBooking` does
 */
export async function writeMove(
  ctx: SqlCtx,
  row: BookingRow,
  draft: Draft,
  details: readonly ItemDetails[],
  { party, reason, resized }: Move,
): Promise<BookingRow> {
  const { sql, tenant, requestId } = ctx;
  const { loaded, startsAt, endsAt, items, session } = draft;
  const wanted = wantedBy(draft);
  const { total, priceLines } = repriced(row, draft);
  const at = { ...row, startsAt, endsAt, expiresAt: null };
  const providerIds = items.flatMap(({ providerIds }) => providerIds);
  const events = {
    'booking.updated': changeOf(at),
    'slot.freed': slotOfRow({ ...row, expiresAt: null }),
    'slot.taken': slotOf({ ...at, providerIds, sessionId: session?.id }),
  } satisfies Partial<Record<EventName, object>>;
  const data = {
    by: party,
    ...(resized ?? { startsAt: [isoOf(row.startsAt), isoOf(startsAt)] }),
    ...(total !== row.total && { price: [row.total, total] }),
  };
  const left = sql(LEAVE, [
    tenant.id,
    row.id,
    row.stamp,
    startsAt,
    endsAt,
    total,
    JSON.stringify(priceLines),
    releaseOf(row.terms, startsAt),
    loaded.business.id,
    loaded.business.stamp,
    reason ?? null,
    JSON.stringify(data),
    Object.keys(events),
    Object.values(events).map((payload) => JSON.stringify(payload)),
    requestId,
    resized ? 'resized' : 'rescheduled',
  ]);
  releaseExpired(ctx, wanted);
  const taken = takeAs(ctx, row.id, draft, details, row.state);
  if ((await left).length === 0) throw new Outdated();
  const [item] = await taken;
  if (session) await sellSeats(ctx, session, item?.itemId, { state: row.state, expiresAt: null });
  const [moved] = await readBookings(ctx, [row.id]);
  return moved ?? row;
}
