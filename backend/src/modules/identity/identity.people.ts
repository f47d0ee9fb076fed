import type { Prisma } from '../../../generated/prisma/client.ts';
import { pageOf } from '../../lib/pagination.ts';
import { audit } from '../audit/audit.service.ts';
import { fail, inIdentity, type IdentityCtx, type IdentityTx } from './identity.context.ts';
import type { NewMember, PeopleQuery, Person, RoleGrant, RoleGrantRequest } from './identity.contract.ts';
import { demandGrantable, writeGrant } from './identity.grants.ts';
import { can, mayGrant, scopesOf, type Permission, type Scope } from './permissions.ts';

const grantColumns = { id: true, role: true, businessId: true, locationId: true } as const;

const narrow = ({ businessId, locationId }: Scope): Prisma.RoleGrantWhereInput => ({
  businessId,
  ...(locationId !== null && { locationId }),
});

/** The grants that whoever acts may know of; undefined: all. Businesses of one tenant do not see each other's staff. */
function grantsWithin(
  ctx: IdentityCtx | IdentityTx,
  permission: Permission,
): Prisma.RoleGrantWhereInput | undefined {
  const scopes = scopesOf(ctx.actor, permission);
  return scopes === 'everywhere' ? undefined : { OR: scopes.map(narrow) };
}

const escapeLike = (text: string) => text.replace(/[\\%_]/g, String.raw`\$&`);

function matching(search: string | undefined): Prisma.UserWhereInput {
  if (!search) return {};
  const contains = escapeLike(search);
  return { OR: [{ name: { contains, mode: 'insensitive' } }, { email: { contains, mode: 'insensitive' } }] };
}

/** The people of the tenant, or of the businesses one may see, the newest first. */
export async function listPeople(
  ctx: IdentityCtx,
  { search, role, businessId, ...request }: PeopleQuery,
): Promise<{ data: Person[]; nextCursor: string | null }> {
  const page = pageOf(request, { field: 'createdAt', direction: 'desc', kind: 'instant' });
  const within = grantsWithin(ctx, 'user:read');
  const mine = { tenantId: ctx.tenant.id };
  const held = {
    ...(role !== undefined && { role }),
    ...(businessId !== undefined && { businessId }),
  };
  const isFiltered = Object.keys(held).length > 0;
  const rows = await inIdentity(ctx, (ctx) =>
    ctx.db.user.findMany({
      where: {
        ...mine,
        deletedAt: null,
        ...(within && { roleGrants: { some: { ...mine, ...within } } }),
        AND: [
          page.where,
          matching(search),
          // One grant that is both what is asked for and what may be seen.
          isFiltered ? { roleGrants: { some: { AND: [{ ...mine, ...held }, within ?? {}] } } } : {},
        ],
      },
      orderBy: page.orderBy,
      take: page.take,
      select: {
        id: true,
        name: true,
        email: true,
        emailVerifiedAt: true,
        createdAt: true,
        roleGrants: { where: { ...mine, ...within }, select: grantColumns, orderBy: { id: 'asc' } },
      },
    }),
  );
  const { data, nextCursor } = page.finish(rows, ({ createdAt }) => createdAt);
  return {
    nextCursor,
    data: data.map(({ roleGrants, emailVerifiedAt, createdAt, ...person }) => ({
      ...person,
      roles: roleGrants,
      emailVerifiedAt: emailVerifiedAt?.toISOString() ?? null,
      createdAt: createdAt.toISOString(),
    })),
  };
}

/** @throws NOT_FOUND for someone whom whoever acts does not manage */
async function requirePerson(ctx: IdentityTx, userId: string): Promise<void> {
  const within = grantsWithin(ctx, 'user:manage');
  const mine = { tenantId: ctx.tenant.id };
  const person = await ctx.db.user.findFirst({
    where: {
      ...mine,
      id: userId,
      deletedAt: null,
      ...(within && { roleGrants: { some: { ...mine, ...within } } }),
    },
    select: { id: true },
  });
  if (!person) throw fail('NOT_FOUND');
}

async function giveOnce(ctx: IdentityTx, userId: string, wanted: Omit<RoleGrant, 'id'>): Promise<RoleGrant> {
  const grant = await writeGrant(ctx, userId, wanted);
  if (!grant) throw fail('ROLE_GRANTED_ALREADY');
  return grant;
}

/**
 * Gives someone a role, for the tenant or a part of it.
 * @throws NOT_FOUND, ROLE_ABOVE_OWN, ROLE_NEEDS_TENANT_SCOPE, ROLE_GRANTED_ALREADY
 */
export async function grantRole(
  ctx: IdentityTx,
  userId: string,
  request: RoleGrantRequest,
): Promise<RoleGrant> {
  const { role } = request;
  const scope = { businessId: request.businessId ?? null, locationId: request.locationId ?? null };
  await requirePerson(ctx, userId);
  await demandGrantable(ctx, role, scope);
  return giveOnce(ctx, userId, { role, ...scope });
}

/**
 * Takes somebody who has an account here into the team of a business.
 * @throws NOT_FOUND, PERSON_UNKNOWN where nobody has confirmed the address, ROLE_ABOVE_OWN, ROLE_NEEDS_TENANT_SCOPE, ROLE_GRANTED_ALREADY
 */
export async function addMember(
  ctx: IdentityTx,
  businessId: string,
  { email, role }: NewMember,
): Promise<RoleGrant> {
  const scope = { businessId, locationId: null };
  if (!can(ctx.actor, 'user:manage', scope)) throw fail('NOT_FOUND');
  await demandGrantable(ctx, role, scope);
  const person = await ctx.db.user.findFirst({
    where: { tenantId: ctx.tenant.id, email, deletedAt: null, emailVerifiedAt: { not: null } },
    select: { id: true },
  });
  if (!person) throw fail('PERSON_UNKNOWN');
  return giveOnce(ctx, person.id, { role, ...scope });
}

/** Locks the administrators, so that two who remove each other at the same time do not both succeed. */
async function otherAdmins(ctx: IdentityTx, userId: string): Promise<number> {
  const admins = await ctx.db.$queryRaw<{ userId: string }[]>`
    SELECT g.user_id AS "userId"
    FROM role_grants g JOIN users u ON u.tenant_id = g.tenant_id AND u.id = g.user_id AND u.deleted_at IS NULL
    WHERE g.tenant_id = ${ctx.tenant.id}::uuid AND g.role = 'admin'
    ORDER BY g.id FOR UPDATE OF g`;
  return admins.filter((admin) => admin.userId !== userId).length;
}

/** @throws NOT_FOUND, ROLE_ABOVE_OWN, LAST_ADMIN */
export async function revokeRole(ctx: IdentityCtx, userId: string, grantId: string): Promise<void> {
  await inIdentity(ctx, async (ctx) => {
    const mine = { tenantId: ctx.tenant.id, id: grantId, userId };
    const grant = await ctx.db.roleGrant.findFirst({ where: mine, select: grantColumns });
    if (!grant || !can(ctx.actor, 'user:manage', grant)) throw fail('NOT_FOUND');
    if (!mayGrant(ctx.actor, grant.role, grant)) throw fail('ROLE_ABOVE_OWN');
    if (grant.role === 'admin' && (await otherAdmins(ctx, userId)) === 0) throw fail('LAST_ADMIN');
    const { role, businessId, locationId } = grant;
    const { count } = await ctx.db.roleGrant.deleteMany({ where: mine });
    if (count === 0) throw fail('NOT_FOUND');
    await audit(ctx, {
      action: 'role.revoked',
      entity: 'user',
      entityId: userId,
      before: { role, businessId, locationId },
    });
    await ctx.announce('role.revoked', { userId, grantId });
  });
}
