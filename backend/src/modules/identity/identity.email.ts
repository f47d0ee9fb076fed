import { sqlState } from '../../lib/database.ts';
import { audit } from '../audit/audit.service.ts';
import { findAccount, findAccountByEmail, proveEmail, type Account } from './identity.accounts.ts';
import { fail, inIdentity, type IdentityCtx, type IdentityTx } from './identity.context.ts';
import { createLink, spendLink, voidLinks } from './identity.links.ts';
import { mailEvenly } from './identity.mail.ts';
import { confirmPassword } from './identity.password.ts';

const UNIQUE_VIOLATION = '23505';

async function mailNewAddress(ctx: IdentityTx, account: Account, email: string): Promise<void> {
  const { id: userId, name, locale } = account;
  const holder = await findAccountByEmail(ctx, email);
  if (holder) {
    const { pageOf } = ctx.tools;
    const params = {
      name: holder.name,
      url: pageOf(ctx.tenant, '/login'),
      resetUrl: pageOf(ctx.tenant, '/forgot'),
    };
    await ctx.announce('mail.requested', {
      to: email,
      locale: holder.locale,
      template: 'already-registered',
      params,
    });
    return;
  }
  const link = await createLink(ctx, { userId, purpose: 'change_email', email });
  await ctx.announce('mail.requested', {
    to: email,
    locale,
    template: 'change-email',
    params: { name, ...link },
  });
}

/**
 * Sends a link to a new address for one's own account. Until it is used the old address stays; whether the new one
 * belongs to another account is told to nobody but its reader.
 * @throws PASSWORD_WRONG
 */
export async function requestEmailChange(
  ctx: IdentityCtx,
  { email, password }: { email: string; password: string },
): Promise<void> {
  const account = await confirmPassword(ctx, password, 'password');
  await mailEvenly(ctx, email, (ctx) => mailNewAddress(ctx, account, email));
}

async function moveAddress(ctx: IdentityTx, account: Account, email: string): Promise<void> {
  const mine = { tenantId: ctx.tenant.id };
  await ctx.db.user.update({
    where: { tenantId_id: { ...mine, id: account.id } },
    data: { email, emailVerifiedAt: ctx.now() },
    select: { id: true },
  });
  await ctx.db.customer.updateMany({
    where: { ...mine, userId: account.id, deletedAt: null, email: account.email },
    data: { email },
  });
  await proveEmail(ctx, account.id);
  // A link that went to the old address must not open the account any more.
  await voidLinks(ctx, account.id);
  const entry = { action: 'email.changed', entity: 'user', entityId: account.id };
  await audit(ctx, { ...entry, before: { email: account.email }, after: { email } });
  await ctx.announce('user.updated', { userId: account.id });
  await ctx.announce('mail.requested', {
    to: account.email,
    locale: account.locale,
    template: 'email-changed',
    params: { name: account.name, newEmail: email, url: ctx.tools.pageOf(ctx.tenant, '/') },
  });
}

/** Moves an account to the address that the link was sent to. @throws TOKEN_INVALID, EMAIL_TAKEN */
export async function confirmEmailChange(ctx: IdentityCtx, token: string): Promise<{ email: string }> {
  try {
    return await inIdentity(ctx, async (ctx) => {
      const { userId, email } = await spendLink(ctx, token, 'change_email');
      const account = await findAccount(ctx, userId);
      if (!account) throw fail('TOKEN_INVALID');
      await moveAddress(ctx, account, email);
      return { email };
    });
  } catch (error) {
    // Someone else took the address since the link was sent.
    if (sqlState(error) === UNIQUE_VIOLATION) throw fail('EMAIL_TAKEN');
    throw error;
  }
}
