import type { UserTokenPurpose } from '../../../generated/prisma/enums.ts';
import { hashToken, randomToken } from '../../lib/secrets.ts';
import { fail, type IdentityTx } from './identity.context.ts';

const HOURS: Readonly<Record<UserTokenPurpose, number>> = {
  verify_email: 48,
  reset_password: 1,
  change_email: 24,
  sign_in: 0.25,
};
const PAGES: Readonly<Record<UserTokenPurpose, string>> = {
  verify_email: '/verify',
  reset_password: '/reset',
  change_email: '/email-change',
  sign_in: '/magic',
};

/** Voids the links of an account that are still open: of one purpose, or all. */
export async function voidLinks(ctx: IdentityTx, userId: string, purpose?: UserTokenPurpose): Promise<void> {
  await ctx.db.userToken.updateMany({
    where: { tenantId: ctx.tenant.id, userId, usedAt: null, ...(purpose && { purpose }) },
    data: { usedAt: ctx.now() },
  });
}

/**
 * Makes the one open link of its purpose; earlier ones stop working.
 * @param email the address the mail goes to: what using the link proves
 */
export async function createLink(
  ctx: IdentityTx,
  { userId, purpose, email }: { userId: string; purpose: UserTokenPurpose; email: string },
): Promise<{ url: string; expiresInHours: number }> {
  await voidLinks(ctx, userId, purpose);
  const token = randomToken();
  await ctx.db.$executeRaw`
    INSERT INTO user_tokens (tenant_id, user_id, purpose, token_hash, email, expires_at)
    VALUES (${ctx.tenant.id}::uuid, ${userId}::uuid, ${purpose}::user_token_purpose, ${hashToken(token)},
            ${email}, now() + make_interval(mins => ${HOURS[purpose] * 60}::int))`;
  const url = ctx.tools.pageOf(ctx.tenant, `${PAGES[purpose]}?token=${token}`);
  return { url, expiresInHours: HOURS[purpose] };
}

/**
 * Uses a link up: of two who try at once, one wins.
 * @throws TOKEN_INVALID when it is unknown, used, expired, for another purpose, or its account is gone
 */
export async function spendLink(
  ctx: IdentityTx,
  token: string,
  purpose: UserTokenPurpose,
): Promise<{ userId: string; email: string }> {
  const [link] = await ctx.db.$queryRaw<{ userId: string; email: string }[]>`
    UPDATE user_tokens t SET used_at = now()
    FROM users u
    WHERE t.tenant_id = ${ctx.tenant.id}::uuid AND t.token_hash = ${hashToken(token)}
      AND t.purpose = ${purpose}::user_token_purpose AND t.used_at IS NULL AND t.expires_at > now()
      AND u.tenant_id = t.tenant_id AND u.id = t.user_id AND u.deleted_at IS NULL
    RETURNING t.user_id AS "userId", t.email::text AS email`;
  if (!link) throw fail('TOKEN_INVALID');
  return link;
}
