import { audit } from '../audit/audit.service.ts';
import { findAccount, proveEmail, type Account } from './identity.accounts.ts';
import { fail, inIdentity, takeOrFail, type IdentityCtx, type IdentityTx } from './identity.context.ts';
import { createLink, spendLink, voidLinks } from './identity.links.ts';
import { askByMail } from './identity.mail.ts';
import { endAllSessions, selfOf } from './identity.sessions.ts';

const TRIES_OF_ONE_ACCOUNT = { max: 10, windowSeconds: 900 };

/** Sends a link for a new password, if the address has an account: same answer, same time. */
export async function requestPasswordReset(ctx: IdentityCtx, email: string): Promise<void> {
  await askByMail(ctx, 'reset', email, async (ctx, { id: userId, email: to, name, locale }) => {
    const link = await createLink(ctx, { userId, purpose: 'reset_password', email: to });
    const params = { name, ...link };
    await ctx.announce('mail.requested', { to, locale, template: 'reset-password', params });
  });
}

async function storePassword(ctx: IdentityTx, account: Account, passwordHash: string): Promise<void> {
  await ctx.db.user.update({
    where: { tenantId_id: { tenantId: ctx.tenant.id, id: account.id } },
    data: { passwordHash },
    select: { id: true },
  });
  await audit(ctx, { action: 'password.changed', entity: 'user', entityId: account.id });
  await ctx.announce('user.updated', { userId: account.id });
  await ctx.announce('mail.requested', {
    to: account.email,
    locale: account.locale,
    template: 'password-changed',
    params: { name: account.name, url: ctx.tools.pageOf(ctx.tenant, '/forgot') },
  });
}

/**
 * Sets a new password by the link sent to the account's address. Whoever had a way in before has none after:
 * sessions, keys and open links all end.
 * @throws TOKEN_INVALID
 */
export async function resetPassword(
  ctx: IdentityCtx,
  { token, password }: { token: string; password: string },
): Promise<{ email: string }> {
  const passwordHash = await ctx.tools.hasher.hash(password);
  return inIdentity(ctx, async (ctx) => {
    const { userId } = await spendLink(ctx, token, 'reset_password');
    const account = await proveEmail(ctx, userId);
    await storePassword(ctx, account, passwordHash);
    await voidLinks(ctx, userId);
    await endAllSessions(ctx, userId, 'password');
    await ctx.db.apiKey.updateMany({
      where: { tenantId: ctx.tenant.id, userId, revokedAt: null },
      data: { revokedAt: ctx.now() },
    });
    return { email: account.email };
  });
}

/** Checks that whoever acts knows the password of the account. @throws PASSWORD_WRONG, TOO_MANY_REQUESTS */
export async function confirmPassword(ctx: IdentityCtx, password: string, field: string): Promise<Account> {
  const userId = selfOf(ctx);
  await takeOrFail(ctx, `password:${userId}`, TRIES_OF_ONE_ACCOUNT);
  const account = await inIdentity(ctx, (ctx) => findAccount(ctx, userId));
  const right = await ctx.tools.hasher.matches(password, account?.passwordHash);
  if (!account || !right) {
    throw fail('PASSWORD_WRONG', { details: [{ field, message: 'This is not your password.' }] });
  }
  return account;
}

/** Changes one's own password and ends one's other sessions. @throws PASSWORD_WRONG */
export async function changePassword(
  ctx: IdentityCtx,
  { currentPassword, newPassword }: { currentPassword: string; newPassword: string },
): Promise<void> {
  const account = await confirmPassword(ctx, currentPassword, 'currentPassword');
  const passwordHash = await ctx.tools.hasher.hash(newPassword);
  await inIdentity(ctx, async (ctx) => {
    await storePassword(ctx, account, passwordHash);
    await voidLinks(ctx, account.id);
    await endAllSessions(ctx, account.id, 'password', ctx.actor.sessionId);
  });
}
