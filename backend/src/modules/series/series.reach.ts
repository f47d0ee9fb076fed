import { inPrepared, type Ctx, type SqlCtx } from '../../lib/context.ts';
import { statement } from '../../lib/database.ts';
import { fail } from '../../lib/errors.ts';
import { deriveKey, sameText, sign } from '../../lib/secrets.ts';
import type { Key } from '../bookings/bookings.access.ts';
import { mayOwn, mayServe } from '../bookings/bookings.people.ts';
import { readBookings, viewBooking, type BookingRow } from '../bookings/bookings.views.ts';
import type { Permission } from '../identity/permissions.ts';
import type { SeriesView } from './series.contract.ts';

/** What a guest shows for a series. Nothing is stored: it is the installation's signature, and opens that one only. */
export function seriesTokenOf(secret: string, tenantId: string, id: string): string {
  return sign(deriveKey(secret, 'series token'), tenantId, id);
}

export interface SeriesRow extends Omit<SeriesView, 'bookings' | 'token'> {
  ownerId: string | null;
  bookingIds: string[];
}

const READ = statement<SeriesRow>(`
  SELECT s.id, s.rhythm, s.business_id AS "businessId", s.time_zone AS "timeZone",
    s.discount_basis_points AS "discountBasisPoints", c.user_id AS "ownerId",
    ARRAY(SELECT b.id FROM bookings b WHERE b.tenant_id = s.tenant_id AND b.series_id = s.id
      ORDER BY b.starts_at, b.id) AS "bookingIds"
  FROM series s LEFT JOIN customers c ON c.tenant_id = s.tenant_id AND c.id = s.customer_id
  WHERE s.tenant_id = $1 AND s.id = $2`);

/**
 * A series that the actor may reach: their own, of a business that they serve, or the one whose token they show.
 * @throws NOT_FOUND also for what is another's
 */
export async function reachSeries(
  ctx: SqlCtx,
  { secret, token }: Key,
  id: string,
  permission: Extract<Permission, 'booking:read' | 'booking:write'>,
): Promise<{ row: SeriesRow; bookings: BookingRow[] }> {
  const { sql, tenant, actor } = ctx;
  const [row] = await sql(READ, [tenant.id, id]);
  if (!row) throw fail('NOT_FOUND');
  const found = await readBookings(ctx, row.bookingIds);
  const byId = new Map(found.map((booking) => [booking.id, booking]));
  const bookings = row.bookingIds.flatMap((id) => byId.get(id) ?? []);
  const isOwn = row.ownerId !== null && row.ownerId === actor.id && mayOwn(actor, permission);
  const isReached =
    isOwn ||
    (bookings.length > 0 && bookings.every((booking) => mayServe(actor, permission, booking))) ||
    (token !== undefined && sameText(token, seriesTokenOf(secret, tenant.id, id)));
  if (!isReached) throw fail('NOT_FOUND');
  return { row, bookings };
}

export function viewSeries({ ownerId, bookingIds, ...row }: SeriesRow, bookings: BookingRow[]): SeriesView {
  return { ...row, bookings: bookings.map(viewBooking) };
}

/** @throws NOT_FOUND also for another's */
export function showSeries(ctx: Ctx, key: Key, id: string): Promise<SeriesView> {
  return inPrepared(ctx, async (ctx) => {
    const { row, bookings } = await reachSeries(ctx, key, id, 'booking:read');
    return viewSeries(row, bookings);
  });
}
