import type { Actor, TxCtx } from '../../lib/context.ts';
import { commonErrors, failWith } from '../../lib/errors.ts';
import { can, scopesOf, type Permission } from '../identity/permissions.ts';
import { catalogueErrors } from './manage.contract.ts';

export const fail = failWith({ ...commonErrors, ...catalogueErrors });

/** What something belongs to: a business, and those of its locations that it is at (none: all of the business). */
export interface Belonging {
  businessId: string;
  locationIds: readonly string[];
}

/** Whoever holds a permission at each location of something holds it there; at the business: anywhere in it. */
export function canAt(actor: Actor, permission: Permission, { businessId, locationIds }: Belonging): boolean {
  const at = (locationId: string | null) => can(actor, permission, { businessId, locationId });
  return at(null) || (locationIds.length > 0 && locationIds.every(at));
}

/** Whoever works at a part of a business may look at all of it. */
function sees(actor: Actor, businessId: string): boolean {
  const scopes = scopesOf(actor, 'schedule:read');
  return scopes === 'everywhere' || scopes.some((scope) => scope.businessId === businessId);
}

/** The businesses one may look at, or that one of them, as a query's condition on their id. */
export function seenBusinesses(actor: Actor, one?: string): { in?: string[]; equals?: string } {
  const scopes = scopesOf(actor, 'schedule:read');
  return {
    ...(scopes !== 'everywhere' && { in: scopes.flatMap(({ businessId }) => businessId ?? []) }),
    ...(one !== undefined && { equals: one }),
  };
}

/** @throws NOT_FOUND for what is out of sight, FORBIDDEN for what is seen but not theirs to change */
export function demand(ctx: TxCtx, permission: Permission, belonging: Belonging): void {
  const isSeen = sees(ctx.actor, belonging.businessId);
  if (permission === 'schedule:read' ? isSeen : canAt(ctx.actor, permission, belonging)) return;
  throw fail(isSeen ? 'FORBIDDEN' : 'NOT_FOUND');
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const alive = { deletedAt: null };

/**
 * @param idOrSlug businesses are named by either
 * @param locationIds where in it something is about to be
 * @throws NOT_FOUND, FORBIDDEN
 */
export async function requireBusiness(
  ctx: TxCtx,
  permission: Permission,
  idOrSlug: string,
  locationIds: readonly string[] = [],
): Promise<Belonging> {
  const row = await ctx.db.business.findFirst({
    where: {
      tenantId: ctx.tenant.id,
      ...alive,
      ...(UUID.test(idOrSlug) ? { id: idOrSlug } : { slug: idOrSlug }),
    },
    select: { id: true },
  });
  if (!row) throw fail('NOT_FOUND');
  const belonging = { businessId: row.id, locationIds };
  demand(ctx, permission, belonging);
  return belonging;
}

/** @throws NOT_FOUND, FORBIDDEN */
export async function requireLocation(ctx: TxCtx, permission: Permission, id: string): Promise<Belonging> {
  const row = await ctx.db.location.findFirst({
    where: { tenantId: ctx.tenant.id, id, ...alive, business: alive },
    select: { businessId: true },
  });
  if (!row) throw fail('NOT_FOUND');
  const belonging = { businessId: row.businessId, locationIds: [id] };
  demand(ctx, permission, belonging);
  return belonging;
}

export interface ProviderBelonging extends Belonging {
  /** Whether the provider is whoever acts, so that the schedule is theirs to change. */
  isOwn: boolean;
}

/**
 * @param own whether one's own profile as a provider needs no permission
 * @throws NOT_FOUND, FORBIDDEN
 */
export async function requireProvider(
  ctx: TxCtx,
  permission: Permission,
  id: string,
  { own = false }: { own?: boolean } = {},
): Promise<ProviderBelonging> {
  const row = await ctx.db.provider.findFirst({
    where: { tenantId: ctx.tenant.id, id, ...alive, business: alive },
    select: {
      businessId: true,
      userId: true,
      providerLocations: { where: { location: alive }, select: { locationId: true } },
    },
  });
  if (!row) throw fail('NOT_FOUND');
  const { actor } = ctx;
  // A key does what it was made for, also for its owner's own things.
  const isKept = actor.scopes?.has('schedule:write') ?? true;
  const isOwn = row.userId !== null && row.userId === actor.id && isKept && sees(actor, row.businessId);
  const locationIds = row.providerLocations.map(({ locationId }) => locationId);
  const belonging = { businessId: row.businessId, locationIds, isOwn };
  if (!(own && isOwn)) demand(ctx, permission, belonging);
  return belonging;
}

/** @throws NOT_FOUND, FORBIDDEN */
export async function requireResourceUnit(
  ctx: TxCtx,
  permission: Permission,
  id: string,
): Promise<Belonging> {
  const row = await ctx.db.resourceUnit.findFirst({
    where: { tenantId: ctx.tenant.id, id, ...alive, location: { ...alive, business: alive } },
    select: { locationId: true, location: { select: { businessId: true } } },
  });
  if (!row) throw fail('NOT_FOUND');
  const belonging = { businessId: row.location.businessId, locationIds: [row.locationId] };
  demand(ctx, permission, belonging);
  return belonging;
}

/** @throws NOT_FOUND, FORBIDDEN */
export async function requireService(ctx: TxCtx, permission: Permission, id: string): Promise<Belonging> {
  const row = await ctx.db.service.findFirst({
    where: { tenantId: ctx.tenant.id, id, ...alive, business: alive },
    select: { businessId: true },
  });
  if (!row) throw fail('NOT_FOUND');
  const belonging = { businessId: row.businessId, locationIds: [] };
  demand(ctx, permission, belonging);
  return belonging;
}
