import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { dataOf, outcome, type Browser } from '../../../test/browser.ts';
import { change, ledgerOf, paymentsOf, press, rowsOf, until } from '../../../test/money.ts';
import { isCompleted, isRefunded, openTill, type Till } from '../../../test/paying.ts';
import type { Company } from '../../../test/payments/fakes/company.ts';
import { startMercadoPago } from '../../../test/payments/fakes/mercadopago.ts';
import { startPayPal } from '../../../test/payments/fakes/paypal.ts';
import { startStripe } from '../../../test/payments/fakes/stripe.ts';
import { inPrepared, inTransaction } from '../../lib/context.ts';
import { account } from './accounts.contract.ts';
import { addPaymentAccount, webhookTokenOf } from './payments.accounts.ts';
import { checkPayment } from './payments.check.ts';
import { payment } from './payments.contract.ts';
import type { PaymentCredentials } from './strategies/credentials.ts';
import { openStrategy } from './strategies/open.ts';

type Name = 'mercadopago' | 'stripe' | 'paypal';

const clock = () => new Date();
let till: Till;
const companies = {} as Record<Name, Company>;
const accounts = {} as Record<Name, string>;

beforeAll(async () => {
  till = await openTill();
  const { t } = till;
  const open = async <Credentials extends Exclude<PaymentCredentials, { provider: 'venue' }>>(
    name: Name,
    start: (webhookUrl: string) => Promise<[Company, Credentials]>,
  ) => {
    const id = crypto.randomUUID();
    const token = webhookTokenOf(t.env.APP_SECRET, t.a.id, id);
    const [company, credentials] = await start(`${t.url}/api/v1/payments/webhooks/${name}/${token}`);
    await inPrepared(t.a.ctx, (ctx) => addPaymentAccount(ctx, t.deps, { id, credentials, position: 1 }));
    companies[name] = company;
    accounts[name] = id;
  };
  await open('mercadopago', async () => {
    const account = {
      accessToken: 'APP_USR-1-fade',
      webhookSecret: 'secret-of-mp',
      currency: 'ARS' as const,
    };
    const company = await startMercadoPago({ ...account, clock });
    return [company, { provider: 'mercadopago', ...account, baseUrl: company.url }];
  });
  await open('stripe', async (webhookUrl) => {
    const account = { secretKey: 'sk_test_fade_1', webhookSecret: 'whsec_of_fade_1' };
    const company = await startStripe({ ...account, clock, webhookUrl });
    return [company, { provider: 'stripe', ...account, baseUrl: company.url }];
  });
  await open('paypal', async (webhookUrl) => {
    const account = { clientId: 'fade', clientSecret: 'secret-of-fade', webhookId: '8PT597110X687430L' };
    const company = await startPayPal({ ...account, clock, webhookUrl });
    return [company, { provider: 'paypal', ...account, environment: 'sandbox', baseUrl: company.url }];
  });
});
afterAll(async () => {
  await till.t.close();
  await Promise.all(Object.values(companies).map((company) => company.close()));
});

/** What the tenant's settings say, as its admin would write it. */
const chain = (...names: string[]) =>
  inTransaction(till.t.a.ctx, async ({ db, tenant }) => {
    const at = { tenantId: tenant.id, businessId: null, locationId: null, serviceId: null };
    await db.setting.deleteMany({ where: at });
    await db.setting.create({ data: { ...at, value: { payments: { chain: names } } } });
  });

beforeEach(() => {
  for (const { faults } of Object.values(companies)) {
    Object.assign(faults, { down: false, slow: 0, stall: false, feeless: false, cut: false, lose: 0 });
    faults.refusedCurrencies.clear();
  }
});

/** PayPal knows no pesos. */
async function bookIn(currency: string) {
  const made = await till.book();
  await change(till.t, 'UPDATE bookings SET currency = $2 WHERE id = $1', [made.id, currency]);
  return made;
}

describe.each([
  ['mercadopago', 'ARS', 124],
  ['stripe', 'USD', 30],
  ['paypal', 'USD', 49],
] as const)('%s', (name, currency, fee) => {
  it('is paid on its page, tells by its own webhook, and gives back', async () => {
    await chain(name);
    const made = await bookIn(currency);
    const asked = await till.begin(made, { kind: 'full' });
    expect(asked).toMatchObject({ state: 'pending', provider: name, price: { amount: 1_000, currency } });
    await press(asked.redirectUrl, 'pay');
    expect(await till.settled(made, asked.id, isCompleted)).toMatchObject({ state: 'completed' });
    expect(companies[name].books(asked.id).charges).toBe(1);
    const back = await till.staff.owner.send('POST', `/payments/${asked.id}/refunds`, { amount: 400 });
    expect(outcome(back)).toEqual([201]);
    expect(await till.settled(made, asked.id, isRefunded)).toMatchObject({
      refunds: [{ state: 'completed' }],
    });
    expect(companies[name].books(asked.id).givenBack).toHaveLength(1);
    await companies[name].redeliver();
    expect(
      await until(
        () => ledgerOf(till.t, made.id),
        (sums) => sums['prepayments'] === -600,
      ),
    ).toEqual({
      // It keeps its fee of what went back, too.
      company_clearing: 600 - fee,
      company_fees: fee,
      prepayments: -600,
    });
  });

  it('that loses its answer after the change charges and gives back once', async () => {
    await chain(name);
    const made = await bookIn(currency);
    const key = { 'idempotency-key': `lost-${name}` };
    companies[name].faults.lose = 1;
    const first = await till.ask(made, { kind: 'full' }, key);
    const again = first.statusCode === 201 ? first : await till.ask(made, { kind: 'full' }, key);
    const asked = dataOf(payment, again);
    await press(asked.redirectUrl, 'pay');
    await till.settled(made, asked.id, isCompleted);
    expect(companies[name].books(asked.id).charges).toBe(1);
    companies[name].faults.lose = 1;
    await till.staff.owner.send('POST', `/payments/${asked.id}/refunds`, {});
    expect(await till.settled(made, asked.id, isRefunded)).toMatchObject({
      refunds: [{ amount: 1_000, state: 'completed' }],
    });
    expect(companies[name].books(asked.id).givenBack).toHaveLength(1);
    const rows = await rowsOf(till.t, 'SELECT id FROM payments WHERE booking_id = $1', [made.id]);
    expect(rows).toHaveLength(1);
  }, 30_000);
});

describe('the chain', () => {
  it('goes on to the next when one is down, refuses the currency, or does not know it', async () => {
    await chain('mercadopago', 'stripe', 'sandbox');
    companies.mercadopago.faults.down = true;
    expect(await till.begin(await till.book(), { kind: 'full' })).toMatchObject({ provider: 'stripe' });
    companies.stripe.faults.refusedCurrencies.add('ars').add('ARS');
    expect(await till.begin(await till.book(), { kind: 'full' })).toMatchObject({ provider: 'sandbox' });
    companies.mercadopago.faults.down = false;
    companies.stripe.faults.refusedCurrencies.clear();
    expect(await till.begin(await bookIn('USD'), { kind: 'full' })).toMatchObject({ provider: 'stripe' });
    expect(await till.begin(await till.book(), { kind: 'full' })).toMatchObject({ provider: 'mercadopago' });
  });

  it.each(['sandbox', 'venue'] as const)(
    'money that comes at a company which answered too late counts, or goes back, after the payment went on: %s',
    async (next) => {
      await chain('stripe', next);
      const late = async () => {
        const made = await till.book();
        companies.stripe.faults.lose = 1;
        const asked = await till.begin(made, { kind: 'full' });
        expect(asked).toMatchObject({ provider: next, state: 'pending' });
        const [page = ''] = companies.stripe.pages?.(asked.id) ?? [];
        return { made, asked, page };
      };
      // Paid there, and nowhere else: it counts, and what is still asked for is not any more.
      const first = await late();
      await press(first.page, 'pay');
      const counted = await until(
        () => paymentsOf(till.guest, first.made.id, first.made.token),
        (all) => all.length === 2 && all.every(({ state }) => state !== 'pending'),
      );
      expect(counted.map(({ provider, state }) => [provider, state])).toEqual([
        [next, 'failed'],
        ['stripe', 'completed'],
      ]);
      expect(
        await until(
          () => ledgerOf(till.t, first.made.id),
          (sums) => sums['prepayments'] === -1_000,
        ),
      ).toEqual({ company_clearing: 970, company_fees: 30, prepayments: -1_000 });
      if (next === 'venue') return;
      // Paid at both: the second goes back.
      const second = await late();
      await press(second.asked.redirectUrl, 'pay');
      await till.settled(second.made, second.asked.id, isCompleted);
      await press(second.page, 'pay');
      const both = await until(
        () => paymentsOf(till.guest, second.made.id, second.made.token),
        (all) => all.some(isRefunded),
      );
      expect(both.map(({ state, refunds }) => [state, refunds.map(({ reason }) => reason)])).toEqual([
        ['completed', []],
        ['completed', ['duplicate']],
      ]);
      await companies.stripe.redeliver();
      expect(companies.stripe.books(second.asked.id).givenBack).toHaveLength(1);
    },
    30_000,
  );

  it('is refused as a whole when nobody takes it, and the same request works a moment later', async () => {
    await chain('stripe');
    const made = await till.book();
    companies.stripe.faults.down = true;
    const key = { 'idempotency-key': 'later' };
    expect(outcome(await till.ask(made, { kind: 'full' }, key))).toEqual([503, 'PAYMENT_UNAVAILABLE']);
    companies.stripe.faults.down = false;
    const asked = dataOf(payment, await till.ask(made, { kind: 'full' }, key));
    expect(asked).toMatchObject({ provider: 'stripe', state: 'pending' });
    const rows = await rowsOf(till.t, 'SELECT id FROM payments WHERE booking_id = $1', [made.id]);
    expect(rows).toHaveLength(1);
  }, 30_000);

  it('is narrowed to the way that is asked for, if the settings name it', async () => {
    await chain('stripe', 'venue');
    const made = await till.book();
    expect(outcome(await till.ask(made, { kind: 'full', provider: 'sandbox' }))).toEqual([
      503,
      'PAYMENT_UNAVAILABLE',
    ]);
    expect(await till.begin(made, { kind: 'full', provider: 'venue' })).toMatchObject({ provider: 'venue' });
  });

  it('a refund that began at the company is written down', async () => {
    await chain('stripe');
    const made = await bookIn('USD');
    const { id } = await till.pay(made, { kind: 'full' });
    const [charge] = await rowsOf<{ reference: string }>(
      till.t,
      'SELECT reference FROM payment_charges WHERE payment_id = $1',
      [id],
    );
    const { url: baseUrl } = companies.stripe;
    const keys = { secretKey: 'sk_test_fade_1', webhookSecret: 'whsec_of_fade_1', baseUrl };
    const dashboard = await openStrategy({ provider: 'stripe', ...keys }, { clock });
    await dashboard.refund({
      ...{ refundId: crypto.randomUUID(), paymentId: id, charge: charge?.reference ?? '' },
      ...{ amount: 250, currency: 'USD' },
    });
    expect(await till.settled(made, id, isRefunded)).toMatchObject({
      refunds: [{ amount: 250, reason: 'company', state: 'completed' }],
    });
    expect(
      await until(
        () => ledgerOf(till.t, made.id),
        (sums) => sums['prepayments'] === -750,
      ),
    ).toEqual({
      company_clearing: 720,
      company_fees: 30,
      prepayments: -750,
    });
  });

  it('a fee that is told later than the charge is asked for, and written down once', async () => {
    const { t } = till;
    await chain('stripe');
    const made = await bookIn('USD');
    companies.stripe.faults.feeless = true;
    const { id } = await till.pay(made, { kind: 'full' });
    await until(
      () => ledgerOf(t, made.id),
      (sums) => sums['prepayments'] === -1_000,
    );
    const asks = 'SELECT check_at > now() AS "isDue" FROM payments WHERE id = $1';
    expect(await rowsOf(t, asks, [id])).toEqual([{ isDue: true }]);
    companies.stripe.faults.feeless = false;
    for (let round = 0; round < 2; round += 1) await checkPayment(t.a.ctx, t.deps, id);
    const told = { company_clearing: 970, company_fees: 30, prepayments: -1_000 };
    expect(
      await until(
        () => ledgerOf(t, made.id),
        (sums) => sums['company_fees'] === 30,
      ),
    ).toEqual(told);
    expect(await rowsOf(t, asks, [id])).toEqual([{ isDue: null }]);
    await expect(change(t, 'UPDATE payment_charges SET fee = 1 WHERE payment_id = $1', [id])).rejects.toThrow(
      /stays what it is/,
    );
    const balances = await till.staff.admin.send('GET', '/ledger/balances');
    expect(balances.body).toMatch(/"companyFees":\d/);
  });
});

it('Stripe with Connect gives the platform its commission, and takes its part of it back with a refund', async () => {
  const { t, staff } = till;
  await chain('stripe');
  const id = crypto.randomUUID();
  const keys = { secretKey: 'sk_test_platform', webhookSecret: 'whsec_of_platform' };
  const webhookUrl = `${t.url}/api/v1/payments/webhooks/stripe/${webhookTokenOf(t.env.APP_SECRET, t.a.id, id)}`;
  const company = await startStripe({ ...keys, clock, webhookUrl });
  const connect = { account: 'acct_1Fade', charges: 'destination' } as const;
  const credentials = { provider: 'stripe', ...keys, connect, baseUrl: company.url } as const;
  await inPrepared(t.a.ctx, (ctx) => addPaymentAccount(ctx, t.deps, { id, credentials, position: 0 }));
  const made = await bookIn('USD');
  const asked = await till.pay(made, { kind: 'full' });
  // 15 % of 1,000, of a customer whom the marketplace found.
  expect(company.books(asked.id).shares).toEqual(['150 usd']);
  await staff.owner.send('POST', `/payments/${asked.id}/refunds`, { amount: 400 });
  await till.settled(made, asked.id, isRefunded);
  expect(company.books(asked.id).shares).toEqual(['90 usd']);
  await till.turn(made.id, 'completed');
  const tip = await till.pay(made, { kind: 'tip', amount: 100 });
  expect(company.books(tip.id).shares).toEqual([]);
  await change(t, 'UPDATE payment_accounts SET disabled_at = now() WHERE id = $1', [id]);
  await company.close();
});

it('keeps credentials and webhook tokens of nobody to read', async () => {
  const rows = await rowsOf<object>(till.t, 'SELECT * FROM payment_accounts WHERE credentials IS NOT NULL');
  expect(rows).toHaveLength(4);
  const text = JSON.stringify(rows);
  for (const secret of ['sk_test_fade_1', 'secret-of-mp', 'secret-of-fade'])
    expect(text).not.toContain(secret);
  for (const id of Object.values(accounts))
    expect(text).not.toContain(webhookTokenOf(till.t.env.APP_SECRET, till.t.a.id, id));
});

it('admins add and change accounts, whose keys are never shown, nor sent elsewhere than to the company', async () => {
  const { admin, owner, foreigner } = till.staff;
  const keys = { provider: 'stripe', secretKey: 'sk_live_of_admin', webhookSecret: 'whsec_of_admin' };
  const add = (who: Browser, body: object) => who.send('POST', '/payment-accounts', body);
  expect(outcome(await add(owner, { keys }))).toEqual([403, 'FORBIDDEN']);
  for (const body of [
    { keys: { ...keys, baseUrl: 'http://127.0.0.1:1' } },
    {
      keys: {
        provider: 'sandbox',
        apiKey: 'x'.repeat(9),
        webhookSecret: 'x'.repeat(9),
        baseUrl: 'http://x.example',
      },
    },
    { keys: { provider: 'venue' } },
    { keys, tenantId: till.t.b.id },
  ])
    expect(outcome(await add(admin, body))).toEqual([400, 'VALIDATION']);
  const made = await add(admin, { keys, position: 900 });
  const { id, webhookUrl } = dataOf(account, made);
  expect(webhookUrl).toMatch(/\/api\/v1\/payments\/webhooks\/stripe\/[\w-]{43}$/);
  const change = (who: Browser, body: object) => who.send('PATCH', `/payment-accounts/${id}`, body);
  expect(outcome(await change(foreigner, { isActive: false }))).toEqual([404, 'NOT_FOUND']);
  expect(outcome(await change(admin, { keys: { ...keys, provider: 'mercadopago' } }))).toEqual([
    400,
    'VALIDATION',
  ]);
  expect(dataOf(account, await change(admin, { isActive: false, keys }))).toMatchObject({
    id,
    isActive: false,
  });
  const list = await admin.send('GET', '/payment-accounts');
  expect(list.body).toContain(id);
  for (const { body } of [made, list]) expect(body).not.toMatch(/sk_live|whsec/);
  const [noted] = await rowsOf<{ text: string }>(
    till.t,
    `SELECT string_agg(to_jsonb(e)::text, ' ') AS text FROM audit_events e WHERE entity_id = $1`,
    [id],
  );
  expect(noted?.text).toContain('payment_account.changed');
  expect(noted?.text).not.toMatch(/sk_live|whsec/);
});
