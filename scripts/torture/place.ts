import { randomUUID } from 'node:crypto';
import { createSession, createShop, tomorrow, type Shop } from '../../backend/test/shop.ts';
import { closeDeps, openDeps } from '../../backend/src/deps.ts';
import type { Env } from '../../backend/src/env.ts';
import { inPrepared, inTransaction, systemCtx } from '../../backend/src/lib/context.ts';
import { addPaymentAccount, webhookUrlOf } from '../../backend/src/modules/payments/payments.accounts.ts';
import { innerUrl } from '../../backend/src/modules/payments/payments.sandbox.ts';
import type { SandboxCredentials } from '../../backend/src/modules/payments/strategies/credentials.ts';

/** What is fought for. Prices are 1,000 minor units; a late cancellation costs half of it, and it is always late. */
export interface Place {
  tenantId: string;
  slug: string;
  /** Two providers, paid afterwards. */
  open: Shop;
  /** One provider, half of the price beforehand. */
  careful: Shop;
  /** Starts at either shop, the first of them in the list. Each is half an hour, one after the other. */
  starts: string[];
  /** Classes of the first shop on the day after; SEATS seats each. */
  sessions: { id: string; start: string }[];
  /** Where the company tells what happened. */
  webhookUrl: string;
}

export const SEATS = 3;
const SESSIONS = 2;
/** Minutes from one start to the next. */
const STEP = 30;

/** @param slots starts that are fought for, at most 20 */
export async function createPlace(env: Env, slots: number, credentials: SandboxCredentials): Promise<Place> {
  const deps = await openDeps(env, 'torture');
  try {
    const tenant = { id: randomUUID(), slug: 'torture', name: 'Torture', vertical: 'barbershop' };
    await deps.operatorDatabase.transaction({ tenantId: null, actorId: null }, (db) =>
      db.tenant.create({ data: tenant }),
    );
    const ctx = systemCtx(deps, tenant, 'torture');
    const cancellation = [{ untilMinutesBefore: 0, fee: { basisPoints: 5_000 } }];
    const scheduling = { holdMinutes: 1 };
    const open = await createShop(
      { ctx },
      { slug: 'open', providers: 2, scheduling, policies: { cancellation, deposit: {} } },
    );
    const careful = await createShop(
      { ctx },
      {
        slug: 'careful',
        scheduling,
        policies: { cancellation, deposit: { new: { basisPoints: 5_000 } } },
      },
    );
    const sessions: Place['sessions'] = [];
    for (let number = 0; number < SESSIONS; number += 1) {
      const start = tomorrow(`${10 + 2 * number}:00`, 2);
      sessions.push({ id: await createSession({ ctx }, open, start, SEATS), start });
    }
    const accountId = randomUUID();
    await inTransaction(ctx, ({ db }) =>
      db.setting.create({ data: { tenantId: tenant.id, value: { payments: { chain: ['sandbox'] } } } }),
    );
    await inPrepared(ctx, (ctx) => addPaymentAccount(ctx, deps, { id: accountId, credentials, position: 0 }));
    const first = Date.parse(tomorrow('09:00'));
    return {
      tenantId: tenant.id,
      slug: tenant.slug,
      open,
      careful,
      starts: Array.from({ length: slots }, (_, index) =>
        new Date(first + index * STEP * 60_000).toISOString(),
      ),
      sessions,
      webhookUrl: webhookUrlOf(innerUrl(env), env.APP_SECRET, tenant.id, {
        id: accountId,
        provider: 'sandbox',
      }),
    };
  } finally {
    await closeDeps(deps);
  }
}
