import { hashToken } from '../../lib/secrets.ts';
import type { IdentityCtx } from './identity.context.ts';

const MAILS_PER_ADDRESS = { max: 5, windowSeconds: 3600 };

/**
 * Whether one more mail may be sent to an address that a stranger typed. The caller answers the same either way:
 * neither the owner is flooded nor the stranger told.
 */
export async function mayMail(ctx: IdentityCtx, email: string): Promise<boolean> {
  const { allowed } = await ctx.tools.limits.take(
    `${ctx.tenant.id}:mail:${hashToken(email)}`,
    MAILS_PER_ADDRESS,
  );
  return allowed;
}

/** Longer than the transactions of a known and an unknown address differ. */
export const EVEN_STEP_MS = 100;

/** How often one network may ask for mails to addresses of its choice. */
export const ASKS_PER_NETWORK = { max: 30, windowSeconds: 3600 };
