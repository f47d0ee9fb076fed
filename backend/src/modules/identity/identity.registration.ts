import { createAccount, findAccountByEmail, proveEmail, type Account } from './identity.accounts.ts';
import { inIdentity, type IdentityCtx, type IdentityTx } from './identity.context.ts';
import type { Registration } from './identity.contract.ts';
import { createLink, spendLink, voidLinks } from './identity.links.ts';
import { askByMail, countAsk, mailEvenly } from './identity.mail.ts';

async function mailVerification(
  ctx: IdentityTx,
  account: Pick<Account, 'id' | 'email' | 'name' | 'locale'>,
): Promise<void> {
  const { id: userId, email, name, locale } = account;
  const link = await createLink(ctx, { userId, purpose: 'verify_email', email });
  await ctx.announce('mail.requested', {
    to: email,
    locale,
    template: 'verify-email',
    params: { name, ...link },
  });
}

/**
 * The address is known. Nothing that the stranger typed is kept. An account that nobody confirmed may have been
 * made by someone who does not read this address: its links are void, and whoever reads it chooses a password.
 */
async function mailKnown(ctx: IdentityTx, account: Account): Promise<void> {
  const { id: userId, email, name, locale } = account;
  if (account.emailVerifiedAt) {
    const { pageOf } = ctx.tools;
    const params = {
      name,
      url: pageOf(ctx.tenant, '/login'),
      resetUrl: pageOf(ctx.tenant, '/forgot'),
    };
    await ctx.announce('mail.requested', { to: email, locale, template: 'already-registered', params });
    return;
  }
  await voidLinks(ctx, userId);
  const link = await createLink(ctx, { userId, purpose: 'reset_password', email });
  await ctx.announce('mail.requested', {
    to: email,
    locale,
    template: 'reset-password',
    params: { name, ...link },
  });
}

/** Makes an account, or tells its owner that there is one: by mail only, and in the same time. */
export async function registerAccount(
  ctx: IdentityCtx,
  { password, ...input }: Registration & { locale: string },
): Promise<void> {
  await countAsk(ctx, 'register');
  const passwordHash = await ctx.tools.hasher.hash(password);
  await mailEvenly(ctx, input.email, async (ctx) => {
    const id = await createAccount(ctx, { ...input, passwordHash });
    if (id !== undefined) return mailVerification(ctx, { id, ...input });
    const known = await findAccountByEmail(ctx, input.email);
    if (known) await mailKnown(ctx, known);
  });
}

/** Sends the verification mail again, if there is something to verify. */
export async function resendVerification(ctx: IdentityCtx, email: string): Promise<void> {
  await askByMail(ctx, 'verification', email, async (ctx, account) => {
    if (!account.emailVerifiedAt) await mailVerification(ctx, account);
  });
}

/**
 * Confirms an address by the link sent to it. It signs nobody in: the password may be that of a stranger who
 * registered with this address, and its owner must not begin to use such an account.
 * @throws TOKEN_INVALID
 */
export async function verifyEmail(ctx: IdentityCtx, token: string): Promise<{ email: string }> {
  return inIdentity(ctx, async (ctx) => {
    const { userId } = await spendLink(ctx, token, 'verify_email');
    const { email } = await proveEmail(ctx, userId);
    await ctx.announce('user.updated', { userId });
    return { email };
  });
}
