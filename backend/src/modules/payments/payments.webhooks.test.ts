import { afterAll, beforeAll, expect, it } from 'vitest';
import { inPrepared } from '../../lib/context.ts';
import { change, ledgerOf, openAccount, paymentsOf, press, rowsOf, until } from '../../../test/money.ts';
import { isCompleted, isRefunded, openTill, type Till } from '../../../test/paying.ts';
import { endHold } from '../../../test/races.ts';
import { expireHolds } from '../bookings/bookings.expiry.ts';
import { addPaymentAccount, webhookTokenOf } from './payments.accounts.ts';
import { moneyTasks } from './payments.jobs.ts';
import { sandboxCredentialsOf } from './payments.sandbox.ts';
import { SANDBOX_SIGNATURE, signDelivery } from './strategies/sandbox.signature.ts';
import type { TenantTask } from '../jobs/task.ts';

let till: Till;
let account: string;
beforeAll(async () => {
  till = await openTill();
  const [row] = await rowsOf<{ id: string }>(till.t, 'SELECT id FROM payment_accounts');
  account = row?.id ?? '';
});
afterAll(() => till.t.close());

const secretOf = (tenantId: string) => sandboxCredentialsOf(till.t.env, tenantId).webhookSecret;
const addressOf = (tenantId: string, accountId: string) =>
  `${till.t.url}/api/v1/payments/webhooks/sandbox/${webhookTokenOf(till.t.env.APP_SECRET, tenantId, accountId)}`;

/** An event as the sandbox sends it. */
const eventOf = (paymentId: string, changes: object = {}) =>
  JSON.stringify({
    id: `evt_${crypto.randomUUID()}`,
    kind: 'paid',
    createdAt: new Date(),
    checkout: {
      id: `${till.t.a.id}.none`,
      url: 'https://pay.example/x',
      paymentId,
      status: 'paid',
      amount: 1_000,
      currency: 'ARS',
      refunded: 0,
      expiresAt: new Date(),
      charge: { id: 'chg_1', paidAt: new Date() },
      ...changes,
    },
  });

async function deliver(
  body: string,
  { url = addressOf(till.t.a.id, account), secret = secretOf(till.t.a.id), at = new Date() } = {},
) {
  const headers = { 'content-type': 'application/json', [SANDBOX_SIGNATURE]: signDelivery(secret, at, body) };
  return (await fetch(url, { method: 'POST', headers, body })).status;
}
const stored = () => rowsOf<{ eventId: string }>(till.t, 'SELECT event_id AS "eventId" FROM payment_events');

it('refuses what is unsigned, forged, of another account, stale, or at nobody’s address, and stores nothing', async () => {
  const { t } = till;
  const made = await till.book();
  const { id } = await till.begin(made, { kind: 'full' });
  const before = (await stored()).length;
  const foreign = crypto.randomUUID();
  await inPrepared(t.b.ctx, (ctx) =>
    addPaymentAccount(ctx, t.deps, { id: foreign, credentials: 'sandbox', position: 0 }),
  );
  const body = eventOf(id);
  const old = new Date(Date.now() - 600_000);
  expect(await deliver(body, { secret: 'guessed' })).toBe(400);
  expect(await deliver(body, { secret: secretOf(t.b.id) })).toBe(400);
  expect(await deliver(body, { at: old })).toBe(400);
  expect(await deliver('{}')).toBe(400);
  expect((await fetch(addressOf(t.a.id, account), { method: 'POST', body })).status).toBe(400);
  expect((await fetch(addressOf(t.a.id, account), { method: 'POST' })).status).toBe(400);
  expect(await deliver(body, { url: addressOf(t.a.id, foreign) })).toBe(404);
  expect(await deliver(body, { url: `${t.url}/api/v1/payments/webhooks/stripe/x` })).toBe(400);
  expect(await stored()).toHaveLength(before);
  // Another tenant's company may well tell of our payment: at its own address, where there is no such payment.
  expect(await deliver(body, { url: addressOf(t.b.id, foreign), secret: secretOf(t.b.id) })).toBe(200);
  expect((await till.show(id, made.token)).state).toBe('pending');
});

it('believes the company and not the event: one that is signed and says too much changes nothing', async () => {
  const made = await till.book();
  const { id } = await till.begin(made, { kind: 'full' });
  expect(await deliver(eventOf(id))).toBe(200);
  await until(async () => false, Boolean, 800);
  expect((await till.show(id, made.token)).state).toBe('pending');
  expect(await ledgerOf(till.t, made.id)).toEqual({});
});

it('takes an event once, delivered ever so often and at once', async () => {
  const made = await till.book();
  const { id, redirectUrl } = await till.begin(made, { kind: 'full' });
  await press(redirectUrl, 'pay');
  await till.settled(made, id, isCompleted);
  const body = eventOf(id);
  const before = (await stored()).length;
  expect(await Promise.all(Array.from({ length: 8 }, () => deliver(body)))).toEqual(Array(8).fill(200));
  expect((await stored()).length).toBe(before + 1);
  await until(async () => false, Boolean, 500);
  expect(await ledgerOf(till.t, made.id)).toEqual({ company_clearing: 1_000, prepayments: -1_000 });
});

it('an event that comes before its page is written down is not lost, nor is one of nobody’s payment in the way', async () => {
  expect(await deliver(eventOf(crypto.randomUUID()))).toBe(200);
  expect(await deliver(eventOf('not-one-of-ours'))).toBe(200);
  const made = await till.book();
  const { id, redirectUrl } = await till.begin(made, { kind: 'full' });
  const [row] = await rowsOf<{ reference: string }>(till.t, 'SELECT reference FROM payments WHERE id = $1', [
    id,
  ]);
  await till.t.asOwner(`ALTER TABLE payments DISABLE TRIGGER keep`);
  await change(till.t, 'UPDATE payments SET reference = NULL, redirect_url = NULL WHERE id = $1', [id]);
  await till.t.asOwner(`ALTER TABLE payments ENABLE TRIGGER keep`);
  await press(redirectUrl, 'pay');
  expect(await till.settled(made, id, isCompleted)).toMatchObject({ state: 'completed' });
  const after = await rowsOf<{ reference: string }>(till.t, 'SELECT reference FROM payments WHERE id = $1', [
    id,
  ]);
  expect(after).toEqual([row]);
});

it.each([
  ['another amount', 900, 'ARS'],
  ['another currency', 1_000, 'USD'],
])('a charge of %s is given back as a whole', async (_what, amount, currency) => {
  const made = await till.book();
  const { id, redirectUrl } = await till.begin(made, { kind: 'full' });
  await change(
    till.t,
    `UPDATE sandbox_checkouts SET state = state || jsonb_build_object('amount', $2::int, 'currency', $3::text)
     WHERE payment_id = $1`,
    [id, amount, currency],
  );
  await press(redirectUrl, 'pay');
  expect(await till.settled(made, id, isRefunded)).toMatchObject({
    state: 'failed',
    failure: 'mismatch',
    refunds: [{ amount, currency, reason: 'mismatch', state: 'completed' }],
  });
  expect(
    await until(
      () => ledgerOf(till.t, made.id),
      (sums) => Object.keys(sums).length === 0,
    ),
  ).toEqual({});
});

it('asks for itself when no webhook comes', async () => {
  const made = await till.book();
  const { id, redirectUrl } = await till.begin(made, { kind: 'full' });
  await press(redirectUrl, 'delay');
  await change(
    till.t,
    `UPDATE sandbox_checkouts SET due_at = NULL, state = state || jsonb_build_object('notices', '[]'::jsonb,
       'status', 'paid', 'charge', jsonb_build_object('id', 'chg_silent', 'paidAt', now())) WHERE payment_id = $1`,
    [id],
  );
  await change(till.t, `UPDATE payments SET check_at = now() WHERE id = $1`, [id]);
  const poll = moneyTasks(till.t.deps)['payments.poll'] as TenantTask;
  await poll.run(till.t.a.ctx, null, 'upkeep');
  expect(await till.settled(made, id, isCompleted)).toMatchObject({ state: 'completed' });
});

it('paid and swept at the same moment: a booking, and paid for', async () => {
  const { t } = till;
  const holds = await Promise.all(Array.from({ length: 6 }, () => till.holdToPay(300)));
  const pages = await Promise.all(holds.map((hold) => till.begin(hold, { kind: 'deposit' })));
  await Promise.all(holds.map(({ id }) => endHold(t, id, 60)));
  await Promise.all([
    ...pages.map(({ redirectUrl }) => press(redirectUrl, 'pay')),
    ...[0, 40, 80, 120].map(async (pause) => {
      await until(async () => false, Boolean, pause);
      await expireHolds(t.a.ctx);
    }),
  ]);
  for (const { id } of holds)
    expect(
      await until(
        () => till.stateOf(id),
        (state) => state === 'confirmed',
      ),
    ).toBe('confirmed');
});

it('a tenant has as many accounts as it likes; one that is disabled is not asked, and ends what it began', async () => {
  const { t } = till;
  const made = await till.book();
  const { id, redirectUrl } = await till.begin(made, { kind: 'full' });
  await change(t, 'UPDATE payment_accounts SET disabled_at = now() WHERE id = $1', [account]);
  const other = await till.book();
  expect(await till.begin(other, { kind: 'full' })).toMatchObject({ provider: 'venue' });
  const next = await openAccount(t, 'sandbox');
  expect(await till.begin(other, { kind: 'full' })).toMatchObject({ provider: 'sandbox' });
  await press(redirectUrl, 'pay');
  expect(await till.settled(made, id, isCompleted)).toMatchObject({ state: 'completed' });
  expect(await paymentsOf(till.guest, other.id, other.token)).toHaveLength(2);
  await change(t, 'UPDATE payment_accounts SET disabled_at = CASE WHEN id = $1 THEN now() END', [next]);
});
