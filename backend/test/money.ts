import { setTimeout as sleep } from 'node:timers/promises';
import * as z from 'zod/mini';
import { freePort } from '../../scripts/lib/ports.ts';
import { inPrepared } from '../src/lib/context.ts';
import { statement } from '../src/lib/database.ts';
import { startWorker } from '../src/modules/jobs/worker.ts';
import { addPaymentAccount } from '../src/modules/payments/payments.accounts.ts';
import { payment, type Payment } from '../src/modules/payments/payments.contract.ts';
import { openSandbox, serveSandbox } from '../src/modules/payments/payments.sandbox.ts';
import type { PaymentCredentials } from '../src/modules/payments/strategies/credentials.ts';
import { dataOf, type Browser } from './browser.ts';
import { testApp, type TestApp } from './harness.ts';

type Credentials = Exclude<PaymentCredentials, { provider: 'venue' }> | 'sandbox';

/** The whole API at a port of its own, with its worker and the sandbox company, all over real HTTP. */
export async function moneyApp(): Promise<TestApp & { url: string }> {
  const port = await freePort();
  const url = `http://localhost:${port}`;
  const t = await testApp({}, { PORT: String(port), PUBLIC_URL: url });
  const sandbox = await openSandbox(t.deps, 50);
  serveSandbox(t.app, sandbox);
  await t.app.listen({ host: '127.0.0.1', port });
  const worker = await startWorker(t.deps);
  return {
    ...t,
    url,
    async close() {
      await worker.stop();
      await sandbox.close();
      await t.close();
    },
  };
}

/** Opens an account of tenant a. @returns its id */
export async function openAccount(t: TestApp, credentials: Credentials, position = 0): Promise<string> {
  const id = crypto.randomUUID();
  await inPrepared(t.a.ctx, (ctx) => addPaymentAccount(ctx, t.deps, { id, credentials, position }));
  return id;
}

/** Sets of the rows of one table what a test needs and no route gives. */
export async function change(t: TestApp, sql: string, values: readonly unknown[]): Promise<void> {
  await inPrepared(t.a.ctx, (ctx) => ctx.sql(statement(sql), values));
}

/** Rows as tenant a sees them. */
export function rowsOf<Row>(t: TestApp, sql: string, values: readonly unknown[] = []): Promise<Row[]> {
  return inPrepared(t.a.ctx, (ctx) => ctx.sql(statement<Row>(sql), values));
}

/** What a payer does on the sandbox's page, or on a fake company's. */
export async function press(redirectUrl: string | null, action: 'pay' | 'fail' | 'delay'): Promise<number> {
  const body = new URLSearchParams({ action });
  return (await fetch(redirectUrl ?? '', { method: 'POST', body, redirect: 'manual' })).status;
}

/** Asks again and again until it is so; what it was last, if it never is. */
export async function until<T>(
  ask: () => Promise<T>,
  isSo: (value: T) => boolean,
  patience = 10_000,
): Promise<T> {
  const end = Date.now() + patience;
  for (;;) {
    const value = await ask();
    if (isSo(value) || Date.now() > end) return value;
    await sleep(50);
  }
}

export const paymentsOf = async (who: Browser, bookingId: string, token?: string): Promise<Payment[]> =>
  dataOf(
    z.array(payment),
    await who.send('GET', `/bookings/${bookingId}/payments`, undefined, { 'x-booking-token': token ?? '' }),
  );

/** What the ledger says of a booking: the sum of each account. Debit above zero. */
export async function ledgerOf(t: TestApp, bookingId: string): Promise<Record<string, number>> {
  const rows = await rowsOf<{ kind: string; sum: number }>(
    t,
    `SELECT a.kind::text AS kind, sum(e.amount)::float8 AS sum FROM ledger_transactions t
       JOIN ledger_entries e ON e.tenant_id = t.tenant_id AND e.transaction_id = t.id
       JOIN ledger_accounts a ON a.tenant_id = e.tenant_id AND a.id = e.account_id
     WHERE t.booking_id = $1 GROUP BY 1`,
    [bookingId],
  );
  return Object.fromEntries(rows.filter(({ sum }) => sum !== 0).map(({ kind, sum }) => [kind, sum]));
}
