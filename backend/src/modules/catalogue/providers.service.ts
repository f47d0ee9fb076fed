import type { Prisma } from '../../../generated/prisma/client.ts';
import { inTransaction, type Ctx, type TxCtx } from '../../lib/context.ts';
import type { ErrorDetail } from '../../lib/errors.ts';
import { pageOf, type PageRequest } from '../../lib/pagination.ts';
import { lockSubjects } from '../schedules/schedules.locks.ts';
import { endSessions } from '../schedules/sessions.ending.ts';
import type { Stranded } from '../schedules/stranded.contract.ts';
import { removing, rescheduling } from '../schedules/stranded.ts';
import { demand, fail, requireBusiness, requireProvider, seenBusinesses } from './catalogue.access.ts';
import { given, type ChangeCtx } from './catalogue.changes.ts';
import { chooseSlug } from './catalogue.slugs.ts';
import { foreignWords, refuse, unknownKey } from './catalogue.words.ts';
import type { ManagedProvider, NewProvider, OwnProfileChange, ProviderChange } from './providers.contract.ts';

const alive = { deletedAt: null };

const select = {
  id: true,
  businessId: true,
  userId: true,
  slug: true,
  name: true,
  title: true,
  bio: true,
  level: true,
  priority: true,
  timeZone: true,
  createdAt: true,
  updatedAt: true,
  providerLocations: {
    where: { location: alive },
    orderBy: { locationId: 'asc' },
    select: { locationId: true },
  },
  providerServices: { where: { service: alive }, orderBy: { serviceId: 'asc' }, select: { serviceId: true } },
} satisfies Prisma.ProviderSelect;

type Row = Prisma.ProviderGetPayload<{ select: typeof select }>;

function view({ providerLocations, providerServices, createdAt, updatedAt, ...row }: Row): ManagedProvider {
  return {
    ...row,
    title: row.title as ManagedProvider['title'],
    bio: row.bio as ManagedProvider['bio'],
    locationIds: providerLocations.map(({ locationId }) => locationId),
    serviceIds: providerServices.map(({ serviceId }) => serviceId),
    createdAt: createdAt.toISOString(),
    updatedAt: updatedAt.toISOString(),
  };
}

const keyOf = (ctx: TxCtx, id: string) => ({ tenantId_id: { tenantId: ctx.tenant.id, id } });
const read = async (ctx: TxCtx, id: string) =>
  view(await ctx.db.provider.findUniqueOrThrow({ where: keyOf(ctx, id), select }));

/** The providers of the businesses one works at, or of one of them, in the order in which they came. */
export async function listManagedProviders(
  ctx: Ctx,
  { businessId, ...request }: PageRequest & { businessId?: string | undefined },
): Promise<{ data: ManagedProvider[]; nextCursor: string | null }> {
  const page = pageOf(request, { field: 'createdAt', direction: 'asc', kind: 'instant' });
  const rows = await inTransaction(ctx, ({ db, tenant }) =>
    db.provider.findMany({
      where: {
        tenantId: tenant.id,
        ...alive,
        business: alive,
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
export async function showManagedProvider(ctx: Ctx, id: string): Promise<ManagedProvider> {
  return inTransaction(ctx, async (ctx) => {
    await requireProvider(ctx, 'schedule:read', id);
    return read(ctx, id);
  });
}

const neighbours = (ctx: TxCtx, businessId: string, except?: string) => (startsWith: string) =>
  ctx.db.provider.findMany({
    where: {
      tenantId: ctx.tenant.id,
      businessId,
      ...alive,
      slug: { startsWith },
      ...(except && { id: { not: except } }),
    },
    select: { slug: true },
  });

/** A mistake for each id that is not among those found. */
function missing(
  field: string,
  ids: readonly string[] = [],
  found: readonly { id: string }[],
): ErrorDetail[] {
  const known = new Set(found.map(({ id }) => id));
  return ids.flatMap((id, index) =>
    known.has(id) ? [] : [{ field: `${field}.${index}`, message: 'is not one of this business' }],
  );
}

/** @throws VALIDATION for what this business, or this vertical, does not have */
async function check(ctx: ChangeCtx, businessId: string, input: ProviderChange): Promise<void> {
  const { db, tenant, vertical } = ctx;
  const { locationIds, serviceIds, userId } = input;
  const of = (ids: readonly string[] = []) => ({
    where: { tenantId: tenant.id, businessId, ...alive, id: { in: [...ids] } },
    select: { id: true },
  });
  const details = [
    ...foreignWords(vertical, 'title', input.title),
    ...foreignWords(vertical, 'bio', input.bio),
    ...unknownKey('level', input.level, vertical.providerLevels),
    ...missing('locationIds', locationIds, await db.location.findMany(of(locationIds))),
    ...missing('serviceIds', serviceIds, await db.service.findMany(of(serviceIds))),
  ];
  if (userId) {
    const role = { businessId, role: { notIn: ['customer' as const] } };
    const user = await db.user.count({
      where: { tenantId: tenant.id, id: userId, ...alive, roleGrants: { some: role } },
    });
    if (!user) details.push({ field: 'userId', message: 'has no role at this business' });
  }
  refuse(details);
}

/** Makes the lists of places and services those given; one left out stays. */
async function assignTo(ctx: TxCtx, providerId: string, { locationIds, serviceIds }: ProviderChange) {
  const { db } = ctx;
  const of = { tenantId: ctx.tenant.id, providerId };
  if (locationIds) {
    await db.providerLocation.deleteMany({ where: { ...of, locationId: { notIn: locationIds } } });
    const data = locationIds.map((locationId) => ({ ...of, locationId }));
    await db.providerLocation.createMany({ data, skipDuplicates: true });
  }
  if (serviceIds) {
    await db.providerService.deleteMany({ where: { ...of, serviceId: { notIn: serviceIds } } });
    const data = serviceIds.map((serviceId) => ({ ...of, serviceId }));
    await db.providerService.createMany({ data, skipDuplicates: true });
  }
}

/**
 * Somebody more who serves: never at work until they have hours.
 * @throws NOT_FOUND, FORBIDDEN, VALIDATION, SLUG_TAKEN
 */
export async function createProvider(
  ctx: ChangeCtx,
  idOrSlug: string,
  input: NewProvider,
): Promise<ManagedProvider> {
  const { businessId } = await requireBusiness(ctx, 'catalogue:write', idOrSlug, input.locationIds);
  await check(ctx, businessId, input);
  const { locationIds: _l, serviceIds: _s, ...columns } = input;
  const slug = await chooseSlug(input.slug, input.name, neighbours(ctx, businessId));
  const tenantId = ctx.tenant.id;
  const { id } = await ctx.db.subject.create({ data: { tenantId, kind: 'provider' }, select: { id: true } });
  await ctx.db.provider.create({
    data: { ...given(columns), tenantId, id, businessId, slug },
    select: { id: true },
  });
  await assignTo(ctx, id, input);
  const after = await read(ctx, id);
  await ctx.note({ businessId, action: 'provider.created', entityId: id, after });
  return after;
}

/**
 * Leaving a place or a service, or moving to another zone, may strand bookings.
 * @throws NOT_FOUND, FORBIDDEN, VALIDATION, SLUG_TAKEN, STRANDS_BOOKINGS
 */
export async function changeProvider(
  ctx: ChangeCtx,
  id: string,
  input: ProviderChange,
  acceptStranded: boolean,
): Promise<ManagedProvider & { stranded: Stranded }> {
  const { businessId } = await requireProvider(ctx, 'catalogue:write', id);
  const { locationIds, serviceIds, ...columns } = input;
  // Who rules one location sends nobody to another.
  if (locationIds) demand(ctx, 'catalogue:write', { businessId, locationIds });
  await check(ctx, businessId, input);
  if (input.slug !== undefined) await chooseSlug(input.slug, '', neighbours(ctx, businessId, id));
  await lockSubjects(ctx, [id]);
  const before = await read(ctx, id);
  const left = new Set([
    ...before.locationIds.filter((place) => locationIds && !locationIds.includes(place)),
    ...before.serviceIds.filter((service) => serviceIds && !serviceIds.includes(service)),
  ]);
  const stranded = await rescheduling(
    ctx,
    { businessId, subjectId: id },
    { acceptStranded },
    async () => {
      await ctx.db.provider.update({ where: keyOf(ctx, id), data: given(columns), select: { id: true } });
      await assignTo(ctx, id, input);
    },
    ({ locationId, serviceId }) => left.has(serviceId) || (locationId !== null && left.has(locationId)),
  );
  const after = await read(ctx, id);
  await ctx.note({ businessId, action: 'provider.changed', entityId: id, before, after });
  return { ...after, stranded };
}

/**
 * What somebody who serves says of themselves, which takes no permission.
 * @throws NOT_FOUND for those who serve nobody, VALIDATION
 */
export async function changeOwnProfile(ctx: ChangeCtx, input: OwnProfileChange): Promise<ManagedProvider> {
  refuse([
    ...foreignWords(ctx.vertical, 'title', input.title),
    ...foreignWords(ctx.vertical, 'bio', input.bio),
  ]);
  const mine = { tenantId: ctx.tenant.id, userId: ctx.actor.id ?? '', ...alive, business: alive };
  const own =
    ctx.actor.id === null
      ? null
      : await ctx.db.provider.findFirst({ where: mine, orderBy: { createdAt: 'asc' }, select: { id: true } });
  if (!own) throw fail('NOT_FOUND');
  const before = await read(ctx, own.id);
  await ctx.db.provider.update({ where: keyOf(ctx, own.id), data: given(input), select: { id: true } });
  const after = await read(ctx, own.id);
  await ctx.note({
    businessId: after.businessId,
    action: 'provider.changed',
    entityId: own.id,
    before,
    after,
  });
  return after;
}

/** Their classes to come end with them. @throws NOT_FOUND, FORBIDDEN, STRANDS_BOOKINGS */
export async function deleteProvider(
  ctx: ChangeCtx,
  id: string,
  acceptStranded: boolean,
): Promise<{ stranded: Stranded }> {
  const { businessId } = await requireProvider(ctx, 'catalogue:write', id);
  await lockSubjects(ctx, [id]);
  const before = await read(ctx, id);
  const stranded = await removing(ctx, { businessId, subjectId: id }, { acceptStranded });
  await endSessions(ctx, { providerId: id });
  await ctx.db.provider.update({
    where: keyOf(ctx, id),
    data: { deletedAt: ctx.now() },
    select: { id: true },
  });
  await ctx.note({ businessId, action: 'provider.deleted', entityId: id, before });
  return { stranded };
}
