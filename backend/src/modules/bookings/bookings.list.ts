import type { Prisma } from '../../../generated/prisma/client.ts';
import { inPrepared, inTransaction, type Ctx } from '../../lib/context.ts';
import { sqlOf } from '../../lib/database.ts';
import { fail } from '../../lib/errors.ts';
import { pageOf } from '../../lib/pagination.ts';
import { scopesOf } from '../identity/permissions.ts';
import { reachBooking, type Key } from './bookings.access.ts';
import type { Booking, BookingsQuery } from './bookings.contract.ts';
import { mayOwn, worksAt } from './bookings.people.ts';
import { depositAsked } from './bookings.standing.ts';
import { readBookings, viewBooking } from './bookings.views.ts';

/** One booking. @throws NOT_FOUND also for another's */
export function showBooking(ctx: Ctx, key: Key, id: string): Promise<Booking> {
  return inPrepared(ctx, async (ctx) => {
    const row = await reachBooking(ctx, key, id, 'booking:read');
    const shown = viewBooking(row);
    const isHold = row.deposit === 0 && (row.state === 'held' || row.state === 'expired');
    if (!isHold) return shown;
    const customerId = row.ownerId === ctx.actor.id ? row.customer?.id : undefined;
    const amount = await depositAsked(ctx, row, row, customerId);
    return { ...shown, depositAsked: { amount, currency: row.currency } };
  });
}

export const NO_BOOKINGS = { notIn: ['held' as const, 'expired' as const] };

/** Bookings that an account serves: alone, in a crew, or by holding the class. */
function servedBy(userId: string): Prisma.BookingWhereInput {
  const provider = { userId, deletedAt: null };
  const ways = [
    { provider },
    { classSession: { provider } },
    { allocations: { some: { subject: { provider } } } },
  ];
  return { bookingItems: { some: { OR: ways } } };
}

/**
 * Bookings that the actor may read: their own; with a business also what they may read there as its staff, and what they
 * serve there themselves.
 */
function readable({ actor }: Ctx, businessId: string | undefined): Prisma.BookingWhereInput[] {
  const own = mayOwn(actor, 'booking:read') ? [{ customer: { userId: actor.id, deletedAt: null } }] : [];
  if (businessId === undefined) return own;
  const scopes = scopesOf(actor, 'booking:read');
  if (scopes === 'everywhere') return [{ businessId }];
  const served = scopes
    .filter((scope) => scope.businessId === businessId)
    .map(({ locationId }) => ({ businessId, ...(locationId === null ? {} : { locationId }) }));
  const isProvider =
    actor.id !== null && mayOwn(actor, 'booking:read') && worksAt(actor, businessId)
      ? [{ businessId, ...servedBy(actor.id) }]
      : [];
  return [...own, ...served, ...isProvider];
}

/** Bookings by their start. @throws FORBIDDEN for API keys that may not read bookings */
export async function listBookings(
  ctx: Ctx,
  { businessId, from, to, state, order, ...request }: BookingsQuery,
): Promise<{ data: Booking[]; nextCursor: string | null }> {
  const page = pageOf(request, { field: 'startsAt', direction: order, kind: 'instant' });
  const reach = readable(ctx, businessId);
  if (reach.length === 0) throw fail('FORBIDDEN');
  return inTransaction(ctx, async ({ db, tenant }) => {
    const rows = await db.booking.findMany({
      where: {
        tenantId: tenant.id,
        state: state ?? NO_BOOKINGS,
        startsAt: { ...(from && { gte: from }), ...(to && { lt: to }) },
        ...(businessId === undefined ? {} : { businessId }),
        AND: [page.where, { OR: reach }],
      },
      orderBy: page.orderBy,
      take: page.take,
      select: { id: true, startsAt: true },
    });
    const { data, nextCursor } = page.finish(rows, ({ startsAt }) => startsAt);
    const ids = data.map(({ id }) => id);
    const found = new Map((await readBookings({ sql: sqlOf(db), tenant }, ids)).map((row) => [row.id, row]));
    return { data: ids.flatMap((id) => found.get(id) ?? []).map(viewBooking), nextCursor };
  });
}
