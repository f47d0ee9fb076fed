import { setTimeout as sleep } from 'node:timers/promises';
import {
  signDelivery,
  SANDBOX_SIGNATURE,
} from '../../backend/src/modules/payments/strategies/sandbox.signature.ts';
import { count, type Journal } from './journal.ts';
import type { Random } from './random.ts';

/** What every event begins with that no company has sent. */
export const FORGED = 'evt_forged_';

/** Tells of payments that nobody made, at the right address, with no signature or a wrong one. */
export async function forge(
  { webhookUrl, journal, random }: { webhookUrl: string; journal: Journal; random: Random },
  isOver: () => boolean,
): Promise<void> {
  for (let number = 0; !isOver(); number += 1) {
    const now = new Date();
    const [paymentId = crypto.randomUUID()] = [...journal.payments].slice(-1);
    const expiresAt = new Date(now.getTime() + 3_600_000);
    const body = JSON.stringify({
      id: `${FORGED}${number}`,
      kind: 'paid',
      createdAt: now,
      checkout: {
        ...{ id: `forged.${number}`, url: 'http://127.0.0.1/', paymentId, status: 'paid', expiresAt },
        ...{ amount: 1_000, currency: 'ARS', refunded: 0, charge: { id: 'forged', paidAt: now } },
      },
    });
    const signature = random.chance(0.5)
      ? signDelivery('somebody-elses-secret', now, body)
      : `t=${Math.floor(now.getTime() / 1_000)},v1=${'0'.repeat(64)}`;
    const headers = { 'content-type': 'application/json', [SANDBOX_SIGNATURE]: signature };
    const answer = await fetch(webhookUrl, { method: 'POST', headers, body }).catch(() => undefined);
    await answer?.body?.cancel();
    count(journal.forged, answer ? String(answer.status) : 'none');
    await sleep(200 + random.below(300));
  }
}
