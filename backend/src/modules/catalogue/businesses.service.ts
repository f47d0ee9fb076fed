import type { Prisma } from '../../../generated/prisma/client.ts';
import { inTransaction, type Ctx, type TxCtx } from '../../lib/context.ts';
import { pageOf } from '../../lib/pagination.ts';
import { lockBusiness } from '../schedules/schedules.locks.ts';
import { endSessions } from '../schedules/sessions.ending.ts';
import type { Stranded } from '../schedules/stranded.contract.ts';
import { removing } from '../schedules/stranded.ts';
import type {
  BusinessChange,
  ManagedBusiness,
  ManagedBusinessesQuery,
  NewBusiness,
} from './businesses.contract.ts';
import { can } from '../identity/permissions.ts';
import { fail, requireBusiness, seenBusinesses } from './catalogue.access.ts';
import { given, type ChangeCtx } from './catalogue.changes.ts';
import { chooseSlug } from './catalogue.slugs.ts';
import { foreignWords, refuse } from './catalogue.words.ts';

const select = {
  id: true,
  slug: true,
  name: true,
  description: true,
  phone: true,
  email: true,
  publishedAt: true,
  locations: { where: { deletedAt: null }, orderBy: { id: 'asc' }, take: 1, select: { timeZone: true } },
  createdAt: true,
  updatedAt: true,
} satisfies Prisma.BusinessSelect;

type Row = Prisma.BusinessGetPayload<{ select: typeof select }>;

function view({ publishedAt, createdAt, updatedAt, locations, ...row }: Row): ManagedBusiness {
  return {
    ...row,
    description: row.description as ManagedBusiness['description'],
    publishedAt: publishedAt?.toISOString() ?? null,
    timeZone: locations[0]?.timeZone ?? null,
    createdAt: createdAt.toISOString(),
    updatedAt: updatedAt.toISOString(),
  };
}

const escapeLike = (text: string) => text.replace(/[\\%_]/g, String.raw`\$&`);

function asked({ search, state }: Omit<ManagedBusinessesQuery, 'limit'>): Prisma.BusinessWhereInput {
  const contains = escapeLike(search ?? '');
  return {
    ...(search && {
      OR: [{ name: { contains, mode: 'insensitive' } }, { slug: { contains, mode: 'insensitive' } }],
    }),
    ...(state && { publishedAt: state === 'published' ? { not: null } : null }),
  };
}

/** The businesses one works at, published or not, in the order in which they joined unless another is asked for. */
export async function listManagedBusinesses(
  ctx: Ctx,
  query: ManagedBusinessesQuery,
): Promise<{ data: ManagedBusiness[]; nextCursor: string | null }> {
  const isByName = query.sort === 'name';
  const page = pageOf(query, {
    field: query.sort,
    direction: query.order,
    kind: isByName ? 'text' : 'instant',
  });
  const rows = await inTransaction(ctx, ({ db, tenant }) =>
    db.business.findMany({
      where: {
        tenantId: tenant.id,
        deletedAt: null,
        id: seenBusinesses(ctx.actor),
        AND: [page.where, asked(query)],
      },
      orderBy: page.orderBy,
      take: page.take,
      select,
    }),
  );
  const { data, nextCursor } = page.finish(rows, ({ name, createdAt }) => (isByName ? name : createdAt));
  return { data: data.map(view), nextCursor };
}

const keyOf = (ctx: TxCtx, id: string) => ({ tenantId_id: { tenantId: ctx.tenant.id, id } });
const read = async (ctx: TxCtx, id: string) =>
  view(await ctx.db.business.findUniqueOrThrow({ where: keyOf(ctx, id), select }));

/** @throws NOT_FOUND */
export async function showManagedBusiness(ctx: Ctx, idOrSlug: string): Promise<ManagedBusiness> {
  return inTransaction(ctx, async (ctx) => {
    const { businessId } = await requireBusiness(ctx, 'schedule:read', idOrSlug);
    return read(ctx, businessId);
  });
}

const neighbours = (ctx: TxCtx, except?: string) => (startsWith: string) =>
  ctx.db.business.findMany({
    where: {
      tenantId: ctx.tenant.id,
      deletedAt: null,
      slug: { startsWith },
      ...(except && { id: { not: except } }),
    },
    select: { slug: true },
  });

/** @throws VALIDATION, SLUG_TAKEN */
export async function createBusiness(ctx: ChangeCtx, input: NewBusiness): Promise<ManagedBusiness> {
  refuse(foreignWords(ctx.vertical, 'description', input.description));
  const slug = await chooseSlug(input.slug, input.name, neighbours(ctx));
  const row = await ctx.db.business.create({
    data: { tenantId: ctx.tenant.id, ...given(input), slug },
    select,
  });
  const after = view(row);
  await ctx.note({ businessId: row.id, action: 'business.created', entityId: row.id, after });
  return after;
}

/** @throws NOT_FOUND, FORBIDDEN, VALIDATION, SLUG_TAKEN */
export async function changeBusiness(
  ctx: ChangeCtx,
  idOrSlug: string,
  input: BusinessChange,
): Promise<ManagedBusiness> {
  const { businessId } = await requireBusiness(ctx, 'catalogue:write', idOrSlug);
  refuse(foreignWords(ctx.vertical, 'description', input.description));
  if (input.slug !== undefined) await chooseSlug(input.slug, '', neighbours(ctx, businessId));
  const before = await read(ctx, businessId);
  const after = view(
    await ctx.db.business.update({ where: keyOf(ctx, businessId), data: given(input), select }),
  );
  await ctx.note({ businessId, action: 'business.changed', entityId: businessId, before, after });
  return after;
}

async function setPublished(
  ctx: ChangeCtx,
  businessId: string,
  isPublished: boolean,
): Promise<ManagedBusiness> {
  const before = await read(ctx, businessId);
  if ((before.publishedAt !== null) === isPublished) return before;
  const data = { publishedAt: isPublished ? ctx.now() : null };
  const after = view(await ctx.db.business.update({ where: keyOf(ctx, businessId), data, select }));
  const action = isPublished ? 'business.published' : 'business.unpublished';
  await ctx.note({ businessId, action, entityId: businessId, before, after });
  return after;
}

/** Shows a business that has just been let in; whether it may be is decided by whoever calls. */
export async function publishNewBusiness(ctx: ChangeCtx, businessId: string): Promise<void> {
  await setPublished(ctx, businessId, true);
}

/**
 * Shows a business to customers, or hides it from them; bookings stay. One that nobody has let in yet is shown by admins only.
 * @throws NOT_FOUND, FORBIDDEN, AWAITS_APPROVAL
 */
export async function publishBusiness(
  ctx: ChangeCtx,
  idOrSlug: string,
  isPublished: boolean,
): Promise<ManagedBusiness> {
  const { businessId } = await requireBusiness(ctx, 'catalogue:write', idOrSlug);
  if (isPublished && !can(ctx.actor, 'tenant:manage')) {
    const undecided = await ctx.db.businessApplication.count({
      where: { tenantId: ctx.tenant.id, businessId, state: { not: 'approved' } },
    });
    if (undecided > 0) throw fail('AWAITS_APPROVAL');
  }
  return setPublished(ctx, businessId, isPublished);
}

/** @throws NOT_FOUND, FORBIDDEN, STRANDS_BOOKINGS */
export async function deleteBusiness(
  ctx: ChangeCtx,
  idOrSlug: string,
  acceptStranded: boolean,
): Promise<{ stranded: Stranded }> {
  const { businessId } = await requireBusiness(ctx, 'tenant:manage', idOrSlug);
  await lockBusiness(ctx, businessId);
  const before = await read(ctx, businessId);
  const stranded = await removing(ctx, { businessId }, { acceptStranded });
  await endSessions(ctx, { service: { businessId } });
  await ctx.db.business.update({
    where: keyOf(ctx, businessId),
    data: { deletedAt: ctx.now() },
    select: { id: true },
  });
  await ctx.note({ businessId, action: 'business.deleted', entityId: businessId, before });
  return { stranded };
}
