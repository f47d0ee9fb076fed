import { fail, inIdentity, type IdentityCtx, type IdentityTx } from './identity.context.ts';
import type { Me } from './identity.contract.ts';
import { selfOf } from './identity.sessions.ts';
import { PERMISSIONS, tenantPermissions } from './permissions.ts';

async function loadMe(ctx: IdentityTx, userId: string, sessionId: string | null): Promise<Me> {
  const user = await ctx.db.user.findFirst({
    where: { tenantId: ctx.tenant.id, id: userId, deletedAt: null },
    select: {
      id: true,
      name: true,
      email: true,
      locale: true,
      createdAt: true,
      roleGrants: {
        where: { tenantId: ctx.tenant.id },
        select: { id: true, role: true, businessId: true, locationId: true },
        orderBy: { id: 'asc' },
      },
    },
  });
  if (!user) throw fail('UNAUTHENTICATED');
  const { roleGrants: grants, createdAt, ...person } = user;
  const held = tenantPermissions(grants);
  return {
    ...person,
    roles: [...new Set(grants.map(({ role }) => role))],
    grants,
    permissions: PERMISSIONS.filter((name) => held.has(name) && (ctx.actor.scopes?.has(name) ?? true)),
    sessionId,
    createdAt: createdAt.toISOString(),
  };
}

/** Who is asking. */
export async function getMe(ctx: IdentityCtx): Promise<Me> {
  return inIdentity(ctx, (ctx) => loadMe(ctx, selfOf(ctx), ctx.actor.sessionId));
}

/** Who has just signed in, before there is an actor. */
export async function getMeOf(ctx: IdentityCtx, userId: string, sessionId: string): Promise<Me> {
  return inIdentity(ctx, (ctx) => loadMe(ctx, userId, sessionId));
}

/** Changes one's own name or language. */
export async function updateMe(
  ctx: IdentityCtx,
  change: { name?: string | undefined; locale?: string | undefined },
): Promise<Me> {
  return inIdentity(ctx, async (ctx) => {
    const userId = selfOf(ctx);
    const { name, locale } = change;
    const data = { ...(name !== undefined && { name }), ...(locale !== undefined && { locale }) };
    if (Object.keys(data).length > 0) {
      await ctx.db.user.updateMany({ where: { tenantId: ctx.tenant.id, id: userId, deletedAt: null }, data });
      await ctx.db.customer.updateMany({ where: { tenantId: ctx.tenant.id, userId, deletedAt: null }, data });
      await ctx.announce('user.updated', { userId });
    }
    return loadMe(ctx, userId, ctx.actor.sessionId);
  });
}
