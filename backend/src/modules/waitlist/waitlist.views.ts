import type { SqlCtx } from '../../lib/context.ts';
import { statement, type Sql } from '../../lib/database.ts';
import type { Tenant } from '../../lib/context.ts';
import { fail } from '../../lib/errors.ts';
import { deriveKey, sameText, sign } from '../../lib/secrets.ts';
import { clockIn } from '../availability/availability.answer.ts';
import type { Key } from '../bookings/bookings.access.ts';
import { mayOwn, mayServe } from '../bookings/bookings.people.ts';
import { tokenOf } from '../bookings/bookings.secrets.ts';
import type { Permission } from '../identity/permissions.ts';
import type { WaitlistEntry } from './waitlist.contract.ts';

/** What a guest shows for an entry. Nothing is stored: it is the installation's signature, and opens that one only. */
export function entryTokenOf(secret: string, tenantId: string, id: string): string {
  return sign(deriveKey(secret, 'waitlist token'), tenantId, id);
}

export const opensEntry = ({ secret, token }: Key, tenantId: string, id: string): boolean =>
  token !== undefined && sameText(token, entryTokenOf(secret, tenantId, id));

export interface EntryRow {
  id: string;
  state: WaitlistEntry['state'];
  businessId: string;
  locationId: string | null;
  serviceId: string;
  serviceName: WaitlistEntry['serviceName'];
  variantId: string | null;
  choices: { addOns?: { id: string; quantity: number }[]; inputs?: Record<string, number> };
  providerIds: string[];
  timeZone: string;
  from: string;
  to: string;
  weekdays: number[];
  /** Minutes of the local day. */
  minuteFrom: number;
  minuteTo: number;
  seats: number;
  createdAt: Date;
  customer: WaitlistEntry['customer'];
  ownerId: string | null;
  offer: { holdId: string; startsAt: number; endsAt: number; expiresAt: string } | null;
  /** Starts and ends of all that was ever kept for them. */
  offered: [start: number, end: number][];
}

const MINUTES = (instant: string) => `(date_part('epoch', ${instant}) / 60)::int`;

/** Of `waitlist_entries e`: what stands open for it, by the database's clock. */
export const OPEN_OFFER = `
  SELECT b.id, b.starts_at, b.ends_at, b.expires_at FROM waitlist_offers o
    JOIN bookings b ON b.tenant_id = o.tenant_id AND b.id = o.booking_id
  WHERE o.tenant_id = e.tenant_id AND o.entry_id = e.id AND b.state = 'held' AND b.expires_at > statement_timestamp()`;

const READ = statement<EntryRow>(`
  SELECT e.id, e.business_id AS "businessId", e.location_id AS "locationId", e.service_id AS "serviceId",
    v.name AS "serviceName", e.variant_id AS "variantId", e.choices, e.time_zone AS "timeZone",
    to_char(e.date_from, 'YYYY-MM-DD') AS "from", to_char(e.date_to, 'YYYY-MM-DD') AS "to",
    e.weekdays, e.minute_from AS "minuteFrom", e.minute_to AS "minuteTo", e.seats, e.created_at AS "createdAt",
    jsonb_build_object('id', c.id, 'name', c.name, 'email', c.email, 'phone', c.phone) AS customer,
    c.user_id AS "ownerId",
    ARRAY(SELECT p.provider_id FROM waitlist_providers p
      WHERE p.tenant_id = e.tenant_id AND p.entry_id = e.id ORDER BY 1) AS "providerIds",
    CASE WHEN e.fulfilled_at IS NOT NULL THEN 'fulfilled' WHEN e.cancelled_at IS NOT NULL THEN 'cancelled'
      WHEN open.id IS NOT NULL THEN 'offered'
      WHEN e.date_to < (statement_timestamp() AT TIME ZONE e.time_zone)::date THEN 'over' ELSE 'waiting' END AS state,
    CASE WHEN open.id IS NOT NULL THEN jsonb_build_object('holdId', open.id, 'startsAt', ${MINUTES('open.starts_at')},
      'endsAt', ${MINUTES('open.ends_at')}, 'expiresAt', open.expires_at) END AS offer,
    coalesce((SELECT jsonb_agg(jsonb_build_array(${MINUTES('b.starts_at')}, ${MINUTES('b.ends_at')}))
      FROM waitlist_offers o JOIN bookings b ON b.tenant_id = o.tenant_id AND b.id = o.booking_id
      WHERE o.tenant_id = e.tenant_id AND o.entry_id = e.id), '[]') AS offered
  FROM waitlist_entries e
    JOIN services v ON v.tenant_id = e.tenant_id AND v.id = e.service_id
    JOIN customers c ON c.tenant_id = e.tenant_id AND c.id = e.customer_id
    LEFT JOIN LATERAL (${OPEN_OFFER} ORDER BY b.id DESC LIMIT 1) AS open ON e.fulfilled_at IS NULL
  WHERE e.tenant_id = $1::uuid AND e.id = ANY($2::uuid[])
  ORDER BY e.id`);

/** Entries by id, the oldest first; those that are not there are left out. */
export function readEntries(
  { sql, tenant }: { sql: Sql; tenant: Tenant },
  ids: readonly string[],
): Promise<EntryRow[]> {
  return sql(READ, [tenant.id, ids]);
}

/**
 * An entry that the actor may reach: their own, of a business that they serve, or the one whose token they show.
 * @throws NOT_FOUND also for what is another's
 */
export async function reachEntry(
  ctx: SqlCtx,
  key: Key,
  id: string,
  permission: Extract<Permission, 'booking:read' | 'booking:write'>,
): Promise<EntryRow> {
  const { tenant, actor } = ctx;
  const [row] = await readEntries(ctx, [id]);
  const isReached =
    row &&
    ((row.ownerId !== null && row.ownerId === actor.id && mayOwn(actor, permission)) ||
      mayServe(actor, permission, row) ||
      opensEntry(key, tenant.id, id));
  if (!isReached) throw fail('NOT_FOUND');
  return row;
}

const two = (number: number) => String(number).padStart(2, '0');
const wallTime = (minute: number) => `${two(Math.trunc(minute / 60))}:${two(minute % 60)}`;

/** @param guest whoever reaches it by its token, and so the hold too */
export function viewEntry(
  { choices, ownerId, offered, minuteFrom, minuteTo, createdAt, offer, ...row }: EntryRow,
  guest?: { secret: string; tenantId: string },
): WaitlistEntry {
  const clock = clockIn(row.timeZone);
  return {
    ...row,
    times: { start: wallTime(minuteFrom), end: wallTime(minuteTo) },
    createdAt: createdAt.toISOString(),
    offer: offer && {
      holdId: offer.holdId,
      startsAt: clock.text(offer.startsAt),
      endsAt: clock.text(offer.endsAt),
      expiresAt: new Date(offer.expiresAt).toISOString(),
      ...(guest && { token: tokenOf(guest.secret, guest.tenantId, offer.holdId) }),
    },
  };
}
