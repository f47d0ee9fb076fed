import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod/mini';
import { dataOf, outcome, type Browser } from '../../../test/browser.ts';
import { testApp, type TestApp } from '../../../test/harness.ts';
import { change } from '../../../test/money.ts';
import { book, createStaff, type Staff } from '../../../test/staff.ts';
import { tomorrow } from '../../../test/shop.ts';
import { managedPayment } from '../payments/payments.manage.contract.ts';
import { settleBooking } from '../payments/payments.settle.ts';
import { verticalOf } from '../tenants/tenants.service.ts';
import { transaction } from './ledger.contract.ts';
import { moneySummary, type MoneySummary } from './ledger.summary.contract.ts';

let t: TestApp;
let staff: Staff;
let day = 0;

/** The tenant's day by now. */
const today = new Intl.DateTimeFormat('en-CA', {
  timeZone: 'America/Argentina/Buenos_Aires',
  dateStyle: 'short',
}).format(new Date());

const PAY = `
  WITH p AS (
    INSERT INTO payments (tenant_id, booking_id, kind, amount, currency, state, provider, completed_at)
    VALUES ($1, $2, $3::payment_kind, $4, 'ARS', 'completed', 'venue', now()) RETURNING tenant_id, id
  )
  INSERT INTO payment_charges (tenant_id, payment_id, reference, amount, currency, paid_at)
  SELECT tenant_id, id, 'venue', $4, 'ARS', now() FROM p`;

/** A booking of 1,000 that ends in a state, with what was paid for it at the venue; settled. */
async function ended(
  state: 'completed' | 'no_show' | 'cancelled',
  { fee = null, paid, tip = 0 }: { fee?: number | null; paid: number; tip?: number },
): Promise<string> {
  day += 1;
  const id = await book(t.a, staff.shop, { from: tomorrow('10:00', day), to: tomorrow('11:00', day) });
  const lines = JSON.stringify([
    { item: 0, kind: 'variant', name: {}, amount: 826 },
    { item: 0, kind: 'tax', name: {}, amount: 174 },
  ]);
  await change(t, 'UPDATE bookings SET total_amount = 1000, price_lines = $2 WHERE id = $1', [id, lines]);
  await change(t, PAY, [t.a.id, id, 'full', paid]);
  if (tip > 0) await change(t, PAY, [t.a.id, id, 'tip', tip]);
  await change(t, `UPDATE bookings SET state = $2::booking_state, fee = $3 WHERE id = $1`, [id, state, fee]);
  await settleBooking(t.a.ctx, verticalOf(t.deps.verticals, t.a.ctx.tenant), id);
  return id;
}

beforeAll(async () => {
  t = await testApp();
  staff = await createStaff(t, { providers: 2 });
  await ended('completed', { paid: 1_000, tip: 150 });
  await ended('no_show', { paid: 400, fee: 400 });
  await ended('cancelled', { paid: 200, fee: 200 });
  // Of two people: each by the price of their part.
  const both = await ended('completed', { paid: 1_000 });
  const [, second] = staff.shop.providerIds;
  await change(
    t,
    `INSERT INTO booking_items (tenant_id, booking_id, position, service_id, provider_id, starts_at, ends_at)
     SELECT tenant_id, booking_id, 1, service_id, $2, starts_at, ends_at FROM booking_items WHERE booking_id = $1`,
    [both, second],
  );
  await change(t, `UPDATE bookings SET price_lines = $2 WHERE id = $1`, [
    both,
    JSON.stringify(
      [0, 1].map((item) => ({ item, kind: 'variant', name: {}, amount: item === 0 ? 333 : 667 })),
    ),
  ]);
});
afterAll(() => t.close());

const ask = (who: Browser, query = `from=${today}&to=${today}`) =>
  who.send('GET', `/ledger/summary?${query}`);
const totals = ({ days }: MoneySummary) =>
  Object.fromEntries(
    Object.keys(days[0] ?? {})
      .filter((key) => key !== 'date')
      .map((key) => [key, days.reduce((sum, one) => sum + Number(one[key as keyof typeof one]), 0)]),
  );

describe('what a period earned', () => {
  it('is told apart by what for, and adds up', async () => {
    const summary = dataOf(moneySummary, await ask(staff.owner));
    const sums = totals(summary);
    expect(sums).toMatchObject({ services: 2_000, noShowFees: 400, cancellationFees: 200, tips: 150 });
    expect(sums).toMatchObject({ venue: 2_750, online: 0, refunds: 0, tax: 174, companyFees: 0 });
    // 15 % of all but tips.
    expect(sums.commission).toBe(390);
    expect(sums.earned).toBe(2_750 - 390);
    expect(Object.values(summary.sources).reduce((a, b) => a + b, 0)).toBe(390);
  });

  it('is split among who earned it, to the last unit', async () => {
    const { providers, days } = dataOf(moneySummary, await ask(staff.owner));
    const by = new Map(providers.map((one) => [one.id, one]));
    const [first = '', second = ''] = staff.shop.providerIds;
    expect(by.get(second)?.services).toBe(667);
    expect(by.get(first)).toMatchObject({ services: 1_333, tips: 150, noShowFees: 400 });
    for (const key of ['services', 'tips', 'commission', 'earned'] as const)
      expect(providers.reduce((sum, one) => sum + one[key], 0)).toBe(
        days.reduce((sum, one) => sum + one[key], 0),
      );
  });

  it('is of its days only, and refuses a period that makes no sense', async () => {
    expect(dataOf(moneySummary, await ask(staff.owner, 'from=2020-01-01&to=2020-02-01')).days).toEqual([]);
    for (const query of ['from=2020-02-01&to=2020-01-01', 'from=2020-01-01&to=2022-01-01', 'from=x&to=y'])
      expect.soft(outcome(await ask(staff.owner, query)), query).toEqual([400, 'VALIDATION']);
  });

  it('is for those who see money, of their own', async () => {
    expect(totals(dataOf(moneySummary, await ask(staff.admin)))).toMatchObject({ services: 2_000 });
    for (const role of ['reception', 'branch', 'provider', 'customer', 'neighbour'] as const)
      expect.soft(outcome(await ask(staff[role])), role).toEqual([403, 'FORBIDDEN']);
    expect(dataOf(moneySummary, await ask(staff.foreigner)).days).toEqual([]);
  });
});

describe('payments and transactions of many bookings', () => {
  const payments = async (who: Browser, query = '') =>
    dataOf(z.array(managedPayment), await who.send('GET', `/manage/payments${query}`));

  it('are looked for by kind, way and time', async () => {
    expect(await payments(staff.owner)).toHaveLength(5);
    const [tip, ...others] = await payments(staff.owner, '?kind=tip&provider=venue&state=completed');
    expect(others).toEqual([]);
    expect(tip).toMatchObject({
      price: { amount: 150 },
      left: 150,
      businessName: 'shop',
      customerName: 'Ana Paz',
    });
    expect(await payments(staff.owner, '?provider=stripe')).toEqual([]);
    expect(await payments(staff.admin, `?to=2020-01-01T00:00:00Z`)).toEqual([]);
    const first = await staff.owner.send('GET', '/manage/payments?limit=3');
    const { nextCursor } = first.json<{ meta: { nextCursor: string } }>().meta;
    expect(await payments(staff.owner, `?limit=3&cursor=${nextCursor}`)).toHaveLength(2);
    const written = async (query: string) =>
      dataOf(z.array(transaction), await staff.owner.send('GET', `/ledger/transactions?${query}`));
    expect((await written('kind=settlement')).map(({ kind }) => kind)).toEqual(Array(4).fill('settlement'));
    expect(await written('to=2020-01-01T00:00:00Z')).toEqual([]);
  });

  it('are for those who see money, of their own', async () => {
    for (const role of ['reception', 'branch', 'provider', 'customer', 'neighbour'] as const)
      expect
        .soft(outcome(await staff[role].send('GET', '/manage/payments')), role)
        .toEqual([403, 'FORBIDDEN']);
    expect(await payments(staff.foreigner)).toEqual([]);
    const theirs = `/manage/payments?businessId=${crypto.randomUUID()}`;
    expect(outcome(await staff.owner.send('GET', theirs))).toEqual([404, 'NOT_FOUND']);
  });
});
