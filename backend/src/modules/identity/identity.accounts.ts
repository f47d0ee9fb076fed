import type { IdentityTx } from './identity.context.ts';

export interface Account {
  id: string;
  email: string;
  name: string;
  locale: string;
  passwordHash: string | null;
  emailVerifiedAt: Date | null;
}

export type NewAccount = Pick<Account, 'email' | 'name' | 'locale' | 'passwordHash'>;

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
 * Makes the account of a customer, whose address nobody has proven yet.
 * @returns its id; nothing when the address has an account already, also one made a moment ago by another request
 */
export async function createAccount(
  ctx: IdentityTx,
  { email, name, locale, passwordHash }: NewAccount,
): Promise<string | undefined> {
  const tenantId = ctx.tenant.id;
  const [row] = await ctx.db.$queryRaw<{ id: string }[]>`
    INSERT INTO users (tenant_id, email, name, locale, password_hash)
    VALUES (${tenantId}::uuid, ${email}, ${name}, ${locale}, ${passwordHash})
    ON CONFLICT (tenant_id, email) WHERE deleted_at IS NULL DO NOTHING
    RETURNING id::text`;
  if (!row) return undefined;
  const userId = row.id;
  await ctx.db.roleGrant.create({ data: { tenantId, userId, role: 'customer' }, select: { id: true } });
  await ctx.announce('user.registered', { userId });
  return userId;
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
