import { inEvenTime } from '../../lib/even-time.ts';
import { networkOf } from '../../lib/limits.ts';
import { hashToken } from '../../lib/secrets.ts';
import { findAccountByEmail, type Account } from './identity.accounts.ts';
import { inIdentity, takeOrFail, type IdentityCtx, type IdentityTx } from './identity.context.ts';

const MAILS_PER_ADDRESS = { max: 5, windowSeconds: 3600 };

/** How often one network may ask for mails to addresses of its choice. */
const ASKS_PER_NETWORK = { max: 30, windowSeconds: 3600 };

/** Whether one more mail may be sent to an address that somebody typed; it counts as one. */
export async function mayMail({ tools, tenant }: IdentityCtx, email: string): Promise<boolean> {
  const { allowed } = await tools.limits.take(`${tenant.id}:mail:${hashToken(email)}`, MAILS_PER_ADDRESS);
  return allowed;
}

/** Counts what a network asks for of one kind. @throws TOO_MANY_REQUESTS */
export const countAsk = (ctx: IdentityCtx, kind: string): Promise<void> =>
  takeOrFail(ctx, `${kind}:${networkOf(ctx.client.ip)}`, ASKS_PER_NETWORK);

/**
 * Work that ends in a mail to an address that a stranger typed, in one transaction. It takes the same time whatever it does, and
 * is not done at all once the address has had its share: neither is the owner flooded nor the stranger told.
 */
export async function mailEvenly(
  ctx: IdentityCtx,
  email: string,
  work: (ctx: IdentityTx) => Promise<unknown>,
): Promise<void> {
  await inEvenTime(async () => {
    if (await mayMail(ctx, email)) await inIdentity(ctx, work);
  });
}

/**
 * What anybody may ask to be mailed who knows an address: `mail` is done if it has an account; same answer, same time.
 * @param kind each is counted for itself
 * @throws TOO_MANY_REQUESTS
 */
export async function askByMail(
  ctx: IdentityCtx,
  kind: 'magic' | 'reset' | 'verification',
  email: string,
  mail: (ctx: IdentityTx, account: Account) => Promise<void>,
): Promise<void> {
  await countAsk(ctx, kind);
  await mailEvenly(ctx, email, async (ctx) => {
    const account = await findAccountByEmail(ctx, email);
    if (account) await mail(ctx, account);
  });
}
