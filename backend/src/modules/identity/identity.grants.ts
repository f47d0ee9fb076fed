import { audit } from '../audit/audit.service.ts';
import { fail, type IdentityTx } from './identity.context.ts';
import type { RoleGrant } from './identity.contract.ts';
import { mayGrant, TENANT_ONLY_ROLES, type Role, type Scope } from './permissions.ts';

/** @throws NOT_FOUND for a business or location that is not there */
async function requirePlace(ctx: IdentityTx, { businessId, locationId }: Scope): Promise<void> {
  if (businessId === null) return;
  const mine = { tenantId: ctx.tenant.id, deletedAt: null };
  const business = await ctx.db.business.findFirst({
    where: {
      ...mine,
      id: businessId,
      ...(locationId !== null && { locations: { some: { ...mine, id: locationId } } }),
    },
    select: { id: true },
  });
  if (!business) throw fail('NOT_FOUND');
}

/**
 * Whether whoever acts may give a role there, and the role means something there.
 * @throws NOT_FOUND, ROLE_ABOVE_OWN, ROLE_NEEDS_TENANT_SCOPE
 */
export async function demandGrantable(ctx: IdentityTx, role: Role, scope: Scope): Promise<void> {
  if (scope.businessId !== null && TENANT_ONLY_ROLES.has(role)) throw fail('ROLE_NEEDS_TENANT_SCOPE');
  await requirePlace(ctx, scope);
  if (!mayGrant(ctx.actor, role, scope)) throw fail('ROLE_ABOVE_OWN');
}

/**
 * Gives a role that may be given.
 * @param because what the history says of it besides
 * @returns nothing where they have it already
 */
export async function writeGrant(
  ctx: IdentityTx,
  userId: string,
  { role, businessId, locationId }: Omit<RoleGrant, 'id'>,
  because: { invitation?: string } = {},
): Promise<RoleGrant | undefined> {
  const [row] = await ctx.db.$queryRaw<{ id: string }[]>`
    INSERT INTO role_grants (tenant_id, user_id, role, business_id, location_id)
    VALUES (${ctx.tenant.id}::uuid, ${userId}::uuid, ${role}::role, ${businessId}::uuid, ${locationId}::uuid)
    ON CONFLICT DO NOTHING RETURNING id::text`;
  if (!row) return undefined;
  const held = { role, businessId, locationId };
  await audit(ctx, {
    action: 'role.granted',
    entity: 'user',
    entityId: userId,
    after: { ...held, ...because },
  });
  await ctx.announce('role.granted', { userId, grantId: row.id });
  return { id: row.id, ...held };
}
