import type { FastifyBaseLogger } from 'fastify';
import { pass } from './sandbox.rules.ts';
import type { SandboxOptions } from './sandbox.server.ts';
import { SANDBOX_SIGNATURE, signDelivery } from './sandbox.signature.ts';
import type { SandboxCheckout, SandboxNotice } from './sandbox.store.ts';

const PATIENCE_MS = 5000;
/** Each waits twice as long as the one before: the last comes about an hour after the first. */
const MOST_ATTEMPTS = 13;
const FIRST_WAIT_MS = 1000;

type Options = Pick<SandboxOptions, 'store' | 'clock' | 'baseUrl' | 'webhookSecretOf'>;

/**
 * Does what has come due: settles, closes, and delivers webhooks. A delivery counts when it is answered 2xx, otherwise it is
 * repeated; two that run at once may deliver twice.
 */
export async function deliverDue(
  { store, clock, baseUrl, webhookSecretOf }: Options,
  log: FastifyBaseLogger,
) {
  try {
    for (const id of await store.due(clock())) {
      const checkout = await store.change(id, (known) => pass(known, clock(), `${baseUrl}/pay/${id}`));
      for (const notice of checkout?.notices ?? []) {
        if (!checkout || notice.dueAt > clock()) continue;
        const taken = await deliver(checkout, notice, await webhookSecretOf(checkout.account), clock());
        await store.change(id, (known) => ({
          ...known,
          notices: known.notices.flatMap(after(notice, taken)),
        }));
      }
    }
  } catch (error) {
    log.error(error, 'sandbox webhooks');
  }
}

async function deliver(
  { webhookUrl }: SandboxCheckout,
  { body }: SandboxNotice,
  secret: string,
  now: Date,
): Promise<boolean> {
  try {
    const response = await fetch(webhookUrl, {
      method: 'POST',
      headers: { 'content-type': 'application/json', [SANDBOX_SIGNATURE]: signDelivery(secret, now, body) },
      body,
      redirect: 'error',
      signal: AbortSignal.timeout(PATIENCE_MS),
    });
    await response.body?.cancel();
    return response.ok;
  } catch {
    return false;
  }
}

/** Taken or given up: gone; otherwise later. */
function after({ id, attempts, dueAt }: SandboxNotice, taken: boolean) {
  return (notice: SandboxNotice): SandboxNotice[] => {
    if (notice.id !== id) return [notice];
    if (taken || attempts + 1 >= MOST_ATTEMPTS) return [];
    const wait = FIRST_WAIT_MS * 2 ** attempts;
    return [{ ...notice, attempts: attempts + 1, dueAt: new Date(dueAt.getTime() + wait) }];
  };
}
