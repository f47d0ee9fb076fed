import type { Prisma } from '../../../generated/prisma/client.ts';
import { inTransaction, type Ctx, type TxCtx } from '../../lib/context.ts';
import { pageOf, type PageRequest } from '../../lib/pagination.ts';
import { lockLocation } from '../schedules/schedules.locks.ts';
import { endSessions } from '../schedules/sessions.ending.ts';
import type { Stranded } from '../schedules/stranded.contract.ts';
import { removing, rescheduling } from '../schedules/stranded.ts';
import { requireBusiness, requireLocation, seenBusinesses } from './catalogue.access.ts';
import { given, type ChangeCtx } from './catalogue.changes.ts';
import { chooseSlug } from './catalogue.slugs.ts';
import { viewLocation } from './catalogue.views.ts';
import type { LocationChange, ManagedLocation, NewLocation } from './locations.contract.ts';

const select = {
  id: true,
  businessId: true,
  slug: true,
  name: true,
  address: true,
  latitude: true,
  longitude: true,
  timeZone: true,
  createdAt: true,
  updatedAt: true,
} satisfies Prisma.LocationSelect;

function view(row: Prisma.LocationGetPayload<{ select: typeof select }>): ManagedLocation {
  const { address, ...shown } = viewLocation(row);
  const { country = '' } = row.address as Record<string, string>;
  return {
    ...shown,
    businessId: row.businessId,
    address: { ...address, country },
    createdAt: row.createdAt.toISOString(),
    updatedAt: row.updatedAt.toISOString(),
  };
}

const keyOf = (ctx: TxCtx, id: string) => ({ tenantId_id: { tenantId: ctx.tenant.id, id } });
const read = async (ctx: TxCtx, id: string) =>
  view(await ctx.db.location.findUniqueOrThrow({ where: keyOf(ctx, id), select }));

/** The locations of the businesses one works at, or of one of them, in the order in which they came. */
export async function listManagedLocations(
  ctx: Ctx,
  { businessId, ...request }: PageRequest & { businessId?: string | undefined },
): Promise<{ data: ManagedLocation[]; nextCursor: string | null }> {
  const page = pageOf(request, { field: 'createdAt', direction: 'asc', kind: 'instant' });
  const rows = await inTransaction(ctx, ({ db, tenant }) =>
    db.location.findMany({
      where: {
        tenantId: tenant.id,
        deletedAt: null,
        business: { deletedAt: null },
        businessId: seenBusinesses(ctx.actor, businessId),
        AND: page.where,
      },
      orderBy: page.orderBy,
      take: page.take,
      select,
    }),
  );
  const { data, nextCursor } = page.finish(rows, ({ createdAt }) => createdAt);
  return { data: data.map(view), nextCursor };
}

/** @throws NOT_FOUND */
export async function showManagedLocation(ctx: Ctx, id: string): Promise<ManagedLocation> {
  return inTransaction(ctx, async (ctx) => {
    await requireLocation(ctx, 'schedule:read', id);
    return read(ctx, id);
  });
}

const neighbours = (ctx: TxCtx, businessId: string, except?: string) => (startsWith: string) =>
  ctx.db.location.findMany({
    where: {
      tenantId: ctx.tenant.id,
      businessId,
      deletedAt: null,
      slug: { startsWith },
      ...(except && { id: { not: except } }),
    },
    select: { slug: true },
  });

/** The columns of what was said. */
function columns({ vertical }: ChangeCtx, { address, point, ...rest }: LocationChange) {
  return {
    ...given(rest),
    ...(address && { address: { country: vertical.locale.country, ...given(address) } }),
    ...(point !== undefined && { latitude: point?.latitude ?? null, longitude: point?.longitude ?? null }),
  };
}

/**
 * A new place of a business: it is never open until it has hours.
 * @throws NOT_FOUND, FORBIDDEN, SLUG_TAKEN
 */
export async function createLocation(
  ctx: ChangeCtx,
  idOrSlug: string,
  input: NewLocation,
): Promise<ManagedLocation> {
  const { businessId } = await requireBusiness(ctx, 'catalogue:write', idOrSlug);
  const { name, timeZone = ctx.vertical.locale.timeZone } = input;
  const slug = await chooseSlug(input.slug, name, neighbours(ctx, businessId));
  const row = await ctx.db.location.create({
    data: { ...columns(ctx, input), tenantId: ctx.tenant.id, businessId, name, slug, timeZone },
    select,
  });
  const after = view(row);
  await ctx.note({ businessId, action: 'location.created', entityId: row.id, after });
  return after;
}

/**
 * Another zone moves the hours of the place and of whoever works there, and may strand bookings.
 * @throws NOT_FOUND, FORBIDDEN, SLUG_TAKEN, STRANDS_BOOKINGS
 */
export async function changeLocation(
  ctx: ChangeCtx,
  id: string,
  input: LocationChange,
  acceptStranded: boolean,
): Promise<ManagedLocation & { stranded: Stranded }> {
  const { businessId } = await requireLocation(ctx, 'catalogue:write', id);
  if (input.slug !== undefined) await chooseSlug(input.slug, '', neighbours(ctx, businessId, id));
  await lockLocation(ctx, id);
  const before = await read(ctx, id);
  const stranded = await rescheduling(ctx, { businessId, locationId: id }, { acceptStranded }, async () => {
    await ctx.db.location.update({ where: keyOf(ctx, id), data: columns(ctx, input), select: { id: true } });
  });
  const after = await read(ctx, id);
  await ctx.note({ businessId, action: 'location.changed', entityId: id, before, after });
  return { ...after, stranded };
}

/** Its units, and its classes to come, go with it. @throws NOT_FOUND, FORBIDDEN, STRANDS_BOOKINGS */
export async function deleteLocation(
  ctx: ChangeCtx,
  id: string,
  acceptStranded: boolean,
): Promise<{ stranded: Stranded }> {
  const { businessId } = await requireLocation(ctx, 'catalogue:write', id);
  await lockLocation(ctx, id);
  const before = await read(ctx, id);
  const stranded = await removing(ctx, { businessId, locationId: id }, { acceptStranded });
  await endSessions(ctx, { locationId: id });
  const gone = { data: { deletedAt: ctx.now() } };
  await ctx.db.location.updateMany({ where: { tenantId: ctx.tenant.id, id }, ...gone });
  await ctx.db.resourceUnit.updateMany({ where: { tenantId: ctx.tenant.id, locationId: id }, ...gone });
  await ctx.note({ businessId, action: 'location.deleted', entityId: id, before });
  return { stranded };
}
