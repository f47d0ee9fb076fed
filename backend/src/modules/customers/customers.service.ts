import type { Prisma } from '../../../generated/prisma/client.ts';
import { inTransaction, type Ctx } from '../../lib/context.ts';
import { fail } from '../../lib/errors.ts';
import { pageOf } from '../../lib/pagination.ts';
import type { CustomerDetails, CustomersQuery, CustomerView } from './customers.contract.ts';
import { whoIsMeant } from './customers.words.ts';

const alive = { deletedAt: null, mergedIntoId: null };

const select = {
  ...{ id: true, name: true, email: true, phone: true, locale: true, userId: true, createdAt: true },
  businessClients: {
    orderBy: { lastAt: 'desc' },
    // Nobody goes to more than these.
    take: 100,
    select: {
      ...{ bookings: true, noShows: true, cancellations: true, spent: true, lastAt: true, blockedAt: true },
      business: { select: { id: true, slug: true, name: true } },
    },
  },
} as const satisfies Prisma.CustomerSelect;
type Row = Prisma.CustomerGetPayload<{ select: typeof select }>;

function viewCustomer({ businessClients, ...row }: Row, currency: string): CustomerView {
  const sum = (key: 'bookings' | 'noShows' | 'cancellations' | 'spent') =>
    businessClients.reduce((all, client) => all + Number(client[key]), 0);
  return {
    ...{ id: row.id, name: row.name, email: row.email, phone: row.phone },
    hasAccount: row.userId !== null,
    createdAt: row.createdAt.toISOString(),
    ...{ bookings: sum('bookings'), noShows: sum('noShows'), cancellations: sum('cancellations') },
    spent: { amount: sum('spent'), currency },
  };
}

/** The customers of the tenant. @throws BAD_CURSOR */
export function listCustomers(
  ctx: Ctx,
  currency: string,
  { search, order, ...request }: CustomersQuery,
): Promise<{ data: CustomerView[]; nextCursor: string | null }> {
  // Ids are in the order of time.
  const page = pageOf(request, { field: 'id', direction: order, kind: 'text' });
  return inTransaction(ctx, async (ctx) => {
    const meant = await whoIsMeant(ctx, search);
    const rows = await ctx.db.customer.findMany({
      where: { tenantId: ctx.tenant.id, ...alive, AND: [page.where, ...meant] },
      orderBy: page.orderBy,
      take: page.take,
      select,
    });
    const { data, nextCursor } = page.finish(rows, ({ id }) => id);
    return { data: data.map((row) => viewCustomer(row, currency)), nextCursor };
  });
}

/** @throws NOT_FOUND */
export function showCustomer(ctx: Ctx, currency: string, id: string): Promise<CustomerDetails> {
  return inTransaction(ctx, async ({ db, tenant }) => {
    const row = await db.customer.findFirst({ where: { tenantId: tenant.id, id, ...alive }, select });
    if (!row) throw fail('NOT_FOUND');
    return {
      ...viewCustomer(row, currency),
      locale: row.locale,
      businesses: row.businessClients.map(({ business, spent, lastAt, blockedAt, ...counts }) => ({
        ...business,
        ...counts,
        spent: { amount: Number(spent), currency },
        lastAt: lastAt.toISOString(),
        isBlocked: blockedAt !== null,
      })),
    };
  });
}
