import { networkOf } from '../../lib/limits.ts';
import { hashToken } from '../../lib/secrets.ts';
import { findAccount, findAccountByEmail, type Account } from './identity.accounts.ts';
import { fail, inIdentity, takeOrFail, type IdentityCtx, type IdentityTx } from './identity.context.ts';
import type { Login } from './identity.contract.ts';
import type { SessionTokens } from './identity.cookies.ts';
import { describeDevice, knownDevice } from './identity.devices.ts';
import { startSession } from './identity.sessions.ts';

const QUARTER_HOUR = 900;
const FROM_KNOWN_DEVICE = { max: 20, windowSeconds: QUARTER_HOUR };
const FROM_ANYWHERE_ELSE = { max: 20, windowSeconds: QUARTER_HOUR };
const FROM_ONE_NETWORK = { max: 100, windowSeconds: QUARTER_HOUR };

/**
 * Counts an attempt. A browser on which this account has signed in has a count of its own, which strangers cannot
 * use up; everyone else shares one count per account and one per network. The same for unknown addresses.
 */
async function countAttempt(ctx: IdentityCtx, email: string): Promise<void> {
  const device = knownDevice(ctx.tools.keys, ctx.tenant.id, email, ctx.client.deviceCookie);
  if (device) {
    await takeOrFail(ctx, `login:device:${device}`, FROM_KNOWN_DEVICE);
    return;
  }
  await takeOrFail(ctx, `login:network:${networkOf(ctx.client.ip)}`, FROM_ONE_NETWORK);
  await takeOrFail(ctx, `login:account:${hashToken(email)}`, FROM_ANYWHERE_ELSE);
}

/** Tells the owner of a sign-in from a browser not seen before; not of the very first. */
async function tellNewDevice(ctx: IdentityTx, account: Account): Promise<void> {
  if (knownDevice(ctx.tools.keys, ctx.tenant.id, account.email, ctx.client.deviceCookie)) return;
  const before = await ctx.db.session.findFirst({
    where: { tenantId: ctx.tenant.id, userId: account.id },
    select: { id: true },
  });
  if (!before) return;
  const { browser, system } = describeDevice(ctx.client.userAgent);
  await ctx.announce('mail.requested', {
    to: account.email,
    locale: account.locale,
    template: 'new-sign-in',
    params: {
      name: account.name,
      device: [browser, system].filter((part) => part !== null).join(', ') || '?',
      ip: ctx.client.ip,
      at: ctx.now().toISOString(),
      url: ctx.tools.pageOf(ctx.tenant, '/account/sessions'),
    },
  });
}

/** A session that has started, and whose. */
export interface SignIn extends SessionTokens {
  userId: string;
  email: string;
}

/** Starts a session on an account for someone who has just proved that it is theirs. */
export async function signInTo(ctx: IdentityTx, account: Account): Promise<SignIn> {
  await tellNewDevice(ctx, account);
  return { userId: account.id, email: account.email, ...(await startSession(ctx, account.id)) };
}

/**
 * Signs in. bcrypt takes the same time for an unknown address as for a wrong password, and only who knows the
 * password learns that the address is not confirmed.
 * @throws INVALID_CREDENTIALS, EMAIL_NOT_VERIFIED, TOO_MANY_REQUESTS
 */
export async function logIn(ctx: IdentityCtx, { email, password }: Login): Promise<SignIn> {
  await countAttempt(ctx, email);
  const found = await inIdentity(ctx, (ctx) => findAccountByEmail(ctx, email));
  // Outside of a transaction: a quarter of a second would hold a connection that others wait for.
  const right = await ctx.tools.hasher.matches(password, found?.passwordHash);
  if (!found || !right) throw fail('INVALID_CREDENTIALS');
  if (!found.emailVerifiedAt) throw fail('EMAIL_NOT_VERIFIED');

  return inIdentity(ctx, async (ctx) => {
    const account = await findAccount(ctx, found.id);
    // The password may have been changed while it was being compared.
    if (account?.passwordHash !== found.passwordHash) throw fail('INVALID_CREDENTIALS');
    return signInTo(ctx, account);
  });
}
