import type { Prisma } from '../../../generated/prisma/client.ts';
import { inTransaction, type Ctx, type TxCtx } from '../../lib/context.ts';
import { sqlOf } from '../../lib/database.ts';
import { fail } from '../../lib/errors.ts';
import { pageOf } from '../../lib/pagination.ts';
import { whoIsMeant } from '../customers/customers.words.ts';
import { scopesOf } from '../identity/permissions.ts';
import type { Booking } from './bookings.contract.ts';
import { NO_BOOKINGS } from './bookings.list.ts';
import type { BookingSearchQuery } from './bookings.search.contract.ts';
import { readBookings, viewBooking } from './bookings.views.ts';

/** Bookings of whom the actor serves. @throws FORBIDDEN */
function served({ actor }: Ctx): Prisma.BookingWhereInput[] {
  const scopes = scopesOf(actor, 'booking:read');
  if (scopes === 'everywhere') return [];
  if (scopes.length === 0) throw fail('FORBIDDEN');
  const places = scopes.map(({ businessId, locationId }) => ({
    ...(businessId === null ? {} : { businessId }),
    ...(locationId === null ? {} : { locationId }),
  }));
  return [{ OR: places }];
}

/** A whole code, as it is written: "7kqm 3xpd" is "7KQM-3XPD". */
const CODE = /^([\dA-Z]{4})[\s-]?([\dA-Z]{4})$/;

async function meantBy(ctx: TxCtx, search: string | undefined): Promise<Prisma.BookingWhereInput[]> {
  const [, first, second] = CODE.exec(search?.toUpperCase() ?? '') ?? [];
  if (first) {
    const code = `${first}-${second}`;
    const found = await ctx.db.booking.count({ where: { tenantId: ctx.tenant.id, code } });
    if (found > 0) return [{ code }];
  }
  const meant = await whoIsMeant(ctx, search);
  return meant.map((customer) => ({ customer: { ...customer, tenantId: ctx.tenant.id } }));
}

/** The bookings that one serves, of all businesses together. @throws FORBIDDEN, BAD_CURSOR */
export function searchBookings(
  ctx: Ctx,
  query: BookingSearchQuery,
): Promise<{ data: Booking[]; nextCursor: string | null }> {
  const { search, businessId, providerId, customerId, state, from, to, sort, order, ...request } = query;
  // Ids are in the order of time.
  const page = pageOf(
    request,
    sort === 'start'
      ? { field: 'startsAt', direction: order, kind: 'instant' }
      : { field: 'id', direction: order, kind: 'text' },
  );
  const within = served(ctx);
  return inTransaction(ctx, async (ctx) => {
    const { db, tenant } = ctx;
    const rows = await db.booking.findMany({
      where: {
        tenantId: tenant.id,
        state: state ?? NO_BOOKINGS,
        ...((from ?? to) && { startsAt: { ...(from && { gte: from }), ...(to && { lt: to }) } }),
        ...(businessId && { businessId }),
        ...(customerId && { customerId }),
        ...(providerId && { bookingItems: { some: { tenantId: tenant.id, providerId } } }),
        AND: [page.where, ...within, ...(await meantBy(ctx, search))],
      },
      orderBy: page.orderBy,
      take: page.take,
      select: { id: true, startsAt: true },
    });
    const { data, nextCursor } = page.finish(rows, ({ id, startsAt }) => (sort === 'start' ? startsAt : id));
    const ids = data.map(({ id }) => id);
    const found = new Map((await readBookings({ sql: sqlOf(db), tenant }, ids)).map((row) => [row.id, row]));
    return { data: ids.flatMap((id) => found.get(id) ?? []).map(viewBooking), nextCursor };
  });
}
