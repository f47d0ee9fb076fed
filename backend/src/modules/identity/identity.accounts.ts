import type { IdentityTx } from './identity.context.ts';

export interface Account {
  id: string;
  email: string;
  name: string;
  locale: string;
  passwordHash: string | null;
  emailVerifiedAt: Date | null;
}

const columns = {
  id: true,
  email: true,
  name: true,
  locale: true,
  passwordHash: true,
  emailVerifiedAt: true,
} as const;

export async function findAccountByEmail(ctx: IdentityTx, email: string): Promise<Account | null> {
  return ctx.db.user.findFirst({
    where: { tenantId: ctx.tenant.id, email, deletedAt: null },
    select: columns,
  });
}

export async function findAccount(ctx: IdentityTx, id: string): Promise<Account | null> {
  return ctx.db.user.findFirst({ where: { tenantId: ctx.tenant.id, id, deletedAt: null }, select: columns });
}

/**
 * Notes that a person reads the mail of their account's address, and makes them a customer: bookings of an address
 * belong to whoever has proved it is theirs, not to whoever typed it.
 */
export async function proveEmail(ctx: IdentityTx, userId: string): Promise<Account> {
  await ctx.db.user.updateMany({
    where: { tenantId: ctx.tenant.id, id: userId, emailVerifiedAt: null },
    data: { emailVerifiedAt: ctx.now() },
  });
  await ctx.db.$executeRaw`
    INSERT INTO customers (tenant_id, user_id, name, email, locale)
    SELECT tenant_id, id, name, email, locale FROM users
    WHERE tenant_id = ${ctx.tenant.id}::uuid AND id = ${userId}::uuid
    ON CONFLICT (tenant_id, user_id) WHERE user_id IS NOT NULL AND deleted_at IS NULL DO NOTHING`;
  return ctx.db.user.findUniqueOrThrow({
    where: { tenantId_id: { tenantId: ctx.tenant.id, id: userId } },
    select: columns,
  });
}
