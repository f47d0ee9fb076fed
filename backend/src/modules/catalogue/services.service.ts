import { randomUUIDv7 } from 'node:crypto';
import { inTransaction, type Ctx, type TxCtx } from '../../lib/context.ts';
import { pageOf, type PageRequest } from '../../lib/pagination.ts';
import { lockBusiness } from '../schedules/schedules.locks.ts';
import { endSessions } from '../schedules/sessions.ending.ts';
import type { Stranded } from '../schedules/stranded.contract.ts';
import { removing } from '../schedules/stranded.ts';
import type { Vertical } from '../verticals/verticals.contract.ts';
import { fail, requireBusiness, requireService, seenBusinesses } from './catalogue.access.ts';
import { given, type ChangeCtx } from './catalogue.changes.ts';
import { chooseSlug } from './catalogue.slugs.ts';
import { insertServices, serviceRowsFrom } from './catalogue.template.ts';
import { refuse, unknownKey } from './catalogue.words.ts';
import { resourceTypeIds } from './resources.service.ts';
import type { ManagedService, NewService, ServiceChange } from './services.contract.ts';
import { replaceAddOns, replaceParts, replaceVariants } from './services.lists.ts';
import { foreignMoney, foreignParts, newWrongs } from './services.rules.ts';
import { draftOf, managedSelect, viewManagedService, type ServiceDraft } from './services.views.ts';

const keyOf = (ctx: TxCtx, id: string) => ({ tenantId_id: { tenantId: ctx.tenant.id, id } });
const rowOf = (ctx: TxCtx, id: string) =>
  ctx.db.service.findUniqueOrThrow({ where: keyOf(ctx, id), select: managedSelect });

/** The services of the businesses one works at, or of one of them, published or not, in the order in which they came. */
export async function listManagedServices(
  ctx: Ctx,
  vertical: Vertical,
  { businessId, ...request }: PageRequest & { businessId?: string | undefined },
): Promise<{ data: ManagedService[]; nextCursor: string | null }> {
  const page = pageOf(request, { field: 'createdAt', direction: 'asc', kind: 'instant' });
  const rows = await inTransaction(ctx, ({ db, tenant }) =>
    db.service.findMany({
      where: {
        tenantId: tenant.id,
        deletedAt: null,
        business: { deletedAt: null },
        businessId: seenBusinesses(ctx.actor, businessId),
        AND: page.where,
      },
      orderBy: page.orderBy,
      take: page.take,
      select: managedSelect,
    }),
  );
  const { data, nextCursor } = page.finish(rows, ({ createdAt }) => createdAt);
  return { data: data.map((row) => viewManagedService(row, vertical)), nextCursor };
}

/** @throws NOT_FOUND */
export async function showManagedService(ctx: Ctx, vertical: Vertical, id: string): Promise<ManagedService> {
  return inTransaction(ctx, async (ctx) => {
    await requireService(ctx, 'schedule:read', id);
    return viewManagedService(await rowOf(ctx, id), vertical);
  });
}

const neighbours = (ctx: TxCtx, businessId: string, except?: string) => (startsWith: string) =>
  ctx.db.service.findMany({
    where: {
      tenantId: ctx.tenant.id,
      businessId,
      deletedAt: null,
      slug: { startsWith },
      ...(except && { id: { not: except } }),
    },
    select: { slug: true },
  });

/**
 * A draft made from a service type of the vertical's file.
 * @throws NOT_FOUND, FORBIDDEN, VALIDATION, SLUG_TAKEN
 */
export async function createService(
  ctx: ChangeCtx,
  idOrSlug: string,
  { templateKey, slug, prices = {} }: NewService,
): Promise<ManagedService> {
  const { businessId } = await requireBusiness(ctx, 'catalogue:write', idOrSlug);
  const { db, tenant, vertical } = ctx;
  const type = vertical.serviceTypes.find(({ key }) => key === templateKey);
  if (!type)
    throw fail('VALIDATION', { details: unknownKey('templateKey', templateKey, vertical.serviceTypes) });
  const named = Object.entries(prices);
  refuse([
    ...named.flatMap(([key]) => unknownKey(`prices.${key}`, key, type.variants)),
    ...foreignMoney(
      vertical,
      named.map(([key, price]) => [`prices.${key}`, price]),
    ),
  ]);
  const typeIds = await resourceTypeIds(ctx);
  const serviceId = randomUUIDv7();
  const rows = serviceRowsFrom(type, {
    tenantId: tenant.id,
    businessId,
    serviceId,
    slug: await chooseSlug(slug, type.key, neighbours(ctx, businessId)),
    position: await db.service.count({ where: { tenantId: tenant.id, businessId, deletedAt: null } }),
    prices: Object.fromEntries(named.map(([key, { amount }]) => [key, amount])),
    publishedAt: null,
    idOf: () => randomUUIDv7(),
    resourceTypeId: (key) => typeIds.get(key) ?? '',
  });
  await insertServices(db, rows);
  const after = viewManagedService(await rowOf(ctx, serviceId), vertical);
  await ctx.note({ businessId, action: 'service.created', entityId: serviceId, after });
  return after;
}

/** A service as it would be after a change. */
function changed(draft: ServiceDraft, change: ServiceChange): ServiceDraft {
  const { variants, addOns, durationInputs, segments, intakeForm, ...rest } = change;
  return {
    ...draft,
    ...given(rest),
    ...(variants && { variants: variants.map((entry) => ({ ...entry, price: entry.price.amount })) }),
    ...(addOns && { addOns: addOns.map((entry) => ({ ...entry, price: entry.price.amount })) }),
    ...(durationInputs && {
      durationInputs: durationInputs.map((entry) => ({ ...entry, pricePerUnit: entry.pricePerUnit.amount })),
    }),
    ...(segments !== undefined && { segments: segments ?? undefined }),
    ...(intakeForm !== undefined && { intakeForm: intakeForm ?? undefined }),
  };
}

/**
 * Bookings that were made stay as they were agreed.
 * @throws NOT_FOUND, FORBIDDEN, SLUG_TAKEN, VALIDATION for what no service type could be either
 */
export async function changeService(
  ctx: ChangeCtx,
  id: string,
  change: ServiceChange,
): Promise<ManagedService> {
  const { businessId } = await requireService(ctx, 'catalogue:write', id);
  const { db, tenant, vertical } = ctx;
  refuse(foreignParts(vertical, change));
  // Two changes at once must not each leave half of a service.
  await db.$queryRaw`
    SELECT 1 FROM services WHERE tenant_id = ${tenant.id}::uuid AND id = ${id}::uuid FOR NO KEY UPDATE`;
  const row = await rowOf(ctx, id);
  const was = draftOf(row);
  const draft = changed(was, change);
  refuse(newWrongs(vertical, was, draft));
  const { slug = row.slug, position = row.position } = change;
  if (slug !== row.slug) await chooseSlug(slug, '', neighbours(ctx, businessId, id));
  await db.service.update({
    where: keyOf(ctx, id),
    data: {
      slug,
      position,
      name: draft.name,
      description: draft.description,
      category: draft.category,
      capacity: draft.capacity,
      providersRequired: draft.requires.providers,
      bufferBeforeMinutes: draft.buffers.before,
      bufferAfterMinutes: draft.buffers.after,
      durationInputs: draft.durationInputs,
      place: draft.place,
      intakeForm: draft.intakeForm ?? null,
    },
    select: { id: true },
  });
  if (change.variants) await replaceVariants(ctx, id, draft.variants);
  if (change.addOns) await replaceAddOns(ctx, id, draft.addOns);
  if (change.segments !== undefined || change.requires)
    await replaceParts(ctx, id, draft, await resourceTypeIds(ctx));
  const after = viewManagedService(await rowOf(ctx, id), vertical);
  const before = viewManagedService(row, vertical);
  await ctx.note({ businessId, action: 'service.changed', entityId: id, before, after });
  return after;
}

/** Shows a service to customers, or hides it from them; bookings stay. @throws NOT_FOUND, FORBIDDEN */
export async function publishService(
  ctx: ChangeCtx,
  id: string,
  isPublished: boolean,
): Promise<ManagedService> {
  const { businessId } = await requireService(ctx, 'catalogue:write', id);
  const before = viewManagedService(await rowOf(ctx, id), ctx.vertical);
  if ((before.publishedAt !== null) === isPublished) return before;
  const row = await ctx.db.service.update({
    where: keyOf(ctx, id),
    data: { publishedAt: isPublished ? ctx.now() : null },
    select: managedSelect,
  });
  const after = viewManagedService(row, ctx.vertical);
  const action = isPublished ? 'service.published' : 'service.unpublished';
  await ctx.note({ businessId, action, entityId: id, before, after });
  return after;
}

/** Its classes to come end with it. @throws NOT_FOUND, FORBIDDEN, STRANDS_BOOKINGS */
export async function deleteService(
  ctx: ChangeCtx,
  id: string,
  acceptStranded: boolean,
): Promise<{ stranded: Stranded }> {
  const { businessId } = await requireService(ctx, 'catalogue:write', id);
  await lockBusiness(ctx, businessId);
  const before = viewManagedService(await rowOf(ctx, id), ctx.vertical);
  const stranded = await removing(ctx, { businessId, serviceId: id }, { acceptStranded });
  await endSessions(ctx, { serviceId: id });
  await ctx.db.service.update({
    where: keyOf(ctx, id),
    data: { deletedAt: ctx.now() },
    select: { id: true },
  });
  await ctx.note({ businessId, action: 'service.deleted', entityId: id, before });
  return { stranded };
}
