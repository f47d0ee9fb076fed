import type { Prisma } from '../../../generated/prisma/client.ts';
import { inTransaction, type Ctx, type TxCtx } from '../../lib/context.ts';
import { fail } from '../../lib/errors.ts';
import { pageOf } from '../../lib/pagination.ts';
import { audit } from '../audit/audit.service.ts';
import { requireBusiness } from '../catalogue/catalogue.access.ts';
import { given } from '../catalogue/catalogue.changes.ts';
import type {
  Client,
  ClientChange,
  ClientDetails,
  ClientParams,
  ClientsQuery,
} from './customers.contract.ts';
import { whoIsMeant } from './customers.words.ts';

const alive = { deletedAt: null, mergedIntoId: null };

const select = {
  ...{
    id: true,
    bookings: true,
    noShows: true,
    cancellations: true,
    spent: true,
    firstAt: true,
    lastAt: true,
  },
  ...{ tags: true, notes: true, blockedAt: true, blockedBy: true, blockReason: true },
  customer: { select: { id: true, name: true, email: true, phone: true, locale: true, userId: true } },
} as const satisfies Prisma.BusinessClientSelect;
type Row = Prisma.BusinessClientGetPayload<{ select: typeof select }>;

const viewClient = (row: Row, currency: string): Client => ({
  ...{ id: row.customer.id, name: row.customer.name, email: row.customer.email, phone: row.customer.phone },
  ...{ bookings: row.bookings, noShows: row.noShows, cancellations: row.cancellations, tags: row.tags },
  spent: { amount: Number(row.spent), currency },
  firstAt: row.firstAt.toISOString(),
  lastAt: row.lastAt.toISOString(),
  isBlocked: row.blockedAt !== null,
});

const ORDERS = {
  last: { field: 'lastAt', kind: 'instant' },
  bookings: { field: 'bookings', kind: 'number' },
  spent: { field: 'spent', kind: 'number' },
} as const;

/** The clients of a business. @throws NOT_FOUND, FORBIDDEN, BAD_CURSOR */
export function listClients(
  ctx: Ctx,
  currency: string,
  idOrSlug: string,
  { search, sort, order, blocked, ...request }: ClientsQuery,
): Promise<{ data: Client[]; nextCursor: string | null }> {
  const page = pageOf(request, { ...ORDERS[sort], direction: order });
  return inTransaction(ctx, async (ctx) => {
    const { businessId } = await requireBusiness(ctx, 'booking:read', idOrSlug);
    const meant = await whoIsMeant(ctx, search);
    const rows = await ctx.db.businessClient.findMany({
      where: {
        tenantId: ctx.tenant.id,
        businessId,
        ...(blocked && { blockedAt: { not: null } }),
        customer: { ...alive, AND: meant },
        AND: [page.where],
      },
      orderBy: page.orderBy,
      take: page.take,
      select,
    });
    const valueOf = {
      last: (row: Row) => row.lastAt,
      bookings: (row: Row) => row.bookings,
      spent: (row: Row) => Number(row.spent),
    };
    const { data, nextCursor } = page.finish(rows, valueOf[sort]);
    return { data: data.map((row) => viewClient(row, currency)), nextCursor };
  });
}

/**
 * Somebody whom the business knows: by a booking, or because it noted something.
 * @throws NOT_FOUND also for those of competitors
 */
async function findClient({ db, tenant }: TxCtx, businessId: string, customerId: string): Promise<Row> {
  const row = await db.businessClient.findFirst({
    where: { tenantId: tenant.id, businessId, customerId, customer: alive },
    select,
  });
  if (!row) throw fail('NOT_FOUND');
  return row;
}

/** Others of the business who gave the same address or number. */
async function alikeOf({ db, tenant }: TxCtx, businessId: string, { customer }: Row) {
  const { id, email, phone } = customer;
  const same = [
    ...(email === null ? [] : [{ emailKey: email.toLowerCase() }]),
    ...(phone === null ? [] : [{ phone }]),
  ];
  if (same.length === 0) return [];
  const rows = await db.businessClient.findMany({
    where: { tenantId: tenant.id, businessId, customerId: { not: id }, customer: { ...alive, OR: same } },
    orderBy: { lastAt: 'desc' },
    take: 10,
    select: { bookings: true, customer: { select: { id: true, name: true } } },
  });
  return rows.map(({ bookings, customer: other }) => ({ ...other, bookings }));
}

async function details(ctx: TxCtx, currency: string, businessId: string, row: Row): Promise<ClientDetails> {
  const { blockedAt, blockedBy, blockReason: reason, notes, customer } = row;
  const by =
    blockedBy &&
    (await ctx.db.user.findFirst({
      where: { tenantId: ctx.tenant.id, id: blockedBy },
      select: { name: true },
    }));
  return {
    ...viewClient(row, currency),
    locale: customer.locale,
    hasAccount: customer.userId !== null,
    notes,
    block: blockedAt && { at: blockedAt.toISOString(), by: by ? by.name : null, reason },
    alike: await alikeOf(ctx, businessId, row),
  };
}

/** @throws NOT_FOUND, FORBIDDEN */
export function showClient(
  ctx: Ctx,
  currency: string,
  { idOrSlug, id }: ClientParams,
): Promise<ClientDetails> {
  return inTransaction(ctx, async (ctx) => {
    const { businessId } = await requireBusiness(ctx, 'booking:read', idOrSlug);
    return details(ctx, currency, businessId, await findClient(ctx, businessId, id));
  });
}

/** What a change is noted as. */
type Action = 'client.changed' | 'client.blocked' | 'client.unblocked';

async function write(
  ctx: TxCtx,
  currency: string,
  { idOrSlug, id }: ClientParams,
  { action, data }: { action: Action; data: Prisma.BusinessClientUpdateInput },
): Promise<ClientDetails> {
  const { db, tenant } = ctx;
  const { businessId } = await requireBusiness(ctx, 'booking:write', idOrSlug);
  // Whoever books for the customer at this moment has booked, or finds them blocked.
  await db.$executeRaw`SELECT lock_subjects(ARRAY[${id}::uuid])`;
  const before = await findClient(ctx, businessId, id);
  const after = await db.businessClient.update({
    where: { tenantId_id: { tenantId: tenant.id, id: before.id } },
    data,
    select,
  });
  const kept = ({ tags, notes, blockReason, blockedAt }: Row) => ({
    ...{ businessId, tags, notes, blockReason },
    isBlocked: blockedAt !== null,
  });
  await audit(ctx, { action, entity: 'customer', entityId: id, before: kept(before), after: kept(after) });
  return details(ctx, currency, businessId, after);
}

/** @throws NOT_FOUND, FORBIDDEN */
export function changeClient(
  ctx: Ctx,
  currency: string,
  params: ClientParams,
  { notes, tags }: ClientChange,
): Promise<ClientDetails> {
  const data = given({
    ...(notes === undefined ? {} : { notes: notes === '' ? null : notes }),
    ...(tags && { tags: [...new Set(tags)] }),
  });
  return inTransaction(ctx, (ctx) => write(ctx, currency, params, { action: 'client.changed', data }));
}

/** They book nothing here by themselves any more; what they have booked stands. @throws NOT_FOUND, FORBIDDEN */
export function blockClient(
  ctx: TxCtx,
  currency: string,
  params: ClientParams,
  reason: string | undefined,
): Promise<ClientDetails> {
  const data = { blockedAt: ctx.now(), blockedBy: ctx.actor.id, blockReason: reason ?? null };
  return write(ctx, currency, params, { action: 'client.blocked', data });
}

/** @throws NOT_FOUND, FORBIDDEN */
export function unblockClient(ctx: Ctx, currency: string, params: ClientParams): Promise<ClientDetails> {
  const data = { blockedAt: null, blockedBy: null, blockReason: null };
  return inTransaction(ctx, (ctx) => write(ctx, currency, params, { action: 'client.unblocked', data }));
}
