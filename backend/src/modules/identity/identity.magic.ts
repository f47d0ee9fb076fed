import { audit } from '../audit/audit.service.ts';
import { findAccount, proveEmail, type Account } from './identity.accounts.ts';
import { fail, inIdentity, type IdentityCtx, type IdentityTx } from './identity.context.ts';
import type { MagicLink } from './identity.contract.ts';
import { createLink, spendLink, voidLinks } from './identity.links.ts';
import { signInTo, type SignIn } from './identity.login.ts';
import { askByMail } from './identity.mail.ts';

/**
 * Sends a link that signs in, if the address has an account: same answer, same time.
 * @param input `next` is the page of ours to which the link leads in the end
 */
export async function requestMagicLink(ctx: IdentityCtx, { email, next }: MagicLink): Promise<void> {
  await askByMail(ctx, 'magic', email, async (ctx, { id: userId, email: to, name, locale }) => {
    const { url, expiresInHours } = await createLink(ctx, { userId, purpose: 'sign_in', email: to });
    const leadsTo = next === undefined ? url : `${url}&next=${encodeURIComponent(next)}`;
    const params = { name, url: leadsTo, expiresInHours };
    await ctx.announce('mail.requested', { to, locale, template: 'sign-in-link', params });
  });
}

/**
 * The account of whoever reads its mail. One that nobody had confirmed may have been made by a stranger, who knows its
 * password: that password opens it no more.
 */
export async function accountOfReader(ctx: IdentityTx, userId: string): Promise<Account> {
  const account = await findAccount(ctx, userId);
  if (!account) throw fail('TOKEN_INVALID');
  if (account.emailVerifiedAt) return account;
  await ctx.db.user.update({
    where: { tenantId_id: { tenantId: ctx.tenant.id, id: userId } },
    data: { passwordHash: null },
    select: { id: true },
  });
  await voidLinks(ctx, userId);
  await audit(ctx, { action: 'email.verified', entity: 'user', entityId: userId });
  await ctx.announce('user.updated', { userId });
  return proveEmail(ctx, userId);
}

/** Signs in by the link sent to the account's address, which is used up. @throws TOKEN_INVALID */
export async function confirmMagicLink(ctx: IdentityCtx, token: string): Promise<SignIn> {
  return inIdentity(ctx, async (ctx) => {
    const { userId } = await spendLink(ctx, token, 'sign_in');
    return signInTo(ctx, await accountOfReader(ctx, userId));
  });
}
