import { afterAll, beforeAll, expect, it } from 'vitest';
import { browser, dataOf, outcome, type Browser } from '../../../test/browser.ts';
import {
  change,
  ledgerOf,
  moneyApp,
  openAccount,
  paymentsOf,
  press,
  rowsOf,
  until,
} from '../../../test/money.ts';
import { endHold } from '../../../test/races.ts';
import { createStaff, type Staff } from '../../../test/staff.ts';
import { tomorrow } from '../../../test/shop.ts';
import { booking, type Booking } from '../bookings/bookings.contract.ts';
import { payment, type Payment } from './payments.contract.ts';

let t: Awaited<ReturnType<typeof moneyApp>>;
let staff: Staff;
let guest: Browser;
let day = 0;
const customer = { name: 'Ana Paz', email: 'ana.paz@example.com' };

beforeAll(async () => {
  t = await moneyApp();
  await t.asOwner('ALTER TABLE bookings ADD COLUMN IF NOT EXISTS deposit bigint NOT NULL DEFAULT 0');
  await t.asOwner('ALTER TABLE bookings ADD COLUMN IF NOT EXISTS fee bigint');
  staff = await createStaff(t, { providers: 2 });
  guest = browser(t, t.a);
  await openAccount(t, 'sandbox');
});
afterAll(() => t.close());

const withToken = (token: string | undefined) => ({ 'x-booking-token': token ?? '' });

/** A booking of a guest on a day of its own, of 1,000. */
async function book(who = guest): Promise<Booking & { token: string }> {
  day += 1;
  const wish = { items: [{ serviceId: staff.shop.services.cut }], start: tomorrow('10:00', day), customer };
  const made = dataOf(booking, await who.send('POST', '/bookings', wish));
  return { ...made, token: made.token ?? '' };
}

/** A hold that is to be paid for: with its customer, as booking it leaves it. */
async function holdToPay(deposit: number): Promise<Booking & { token: string }> {
  day += 1;
  const wish = { items: [{ serviceId: staff.shop.services.cut }], start: tomorrow('10:00', day) };
  const made = dataOf(booking, await guest.send('POST', '/holds', wish));
  await change(
    t,
    `WITH c AS (INSERT INTO customers (tenant_id, name) VALUES ($1, 'Ana') RETURNING id)
     UPDATE bookings SET customer_id = c.id, deposit = $3 FROM c WHERE tenant_id = $1 AND bookings.id = $2`,
    [t.a.id, made.id, deposit],
  );
  await endHold(t, made.id, 40 * 60_000);
  return { ...made, token: made.token ?? '' };
}

const ask = (bookingId: string, body: object, token: string, headers = {}) =>
  guest.send('POST', `/bookings/${bookingId}/payments`, body, { ...withToken(token), ...headers });
const show = async (id: string, token: string): Promise<Payment> =>
  dataOf(payment, await guest.send('GET', `/payments/${id}`, undefined, withToken(token)));
const settled = (id: string, token: string, isSo: (payment: Payment) => boolean) =>
  until(() => show(id, token), isSo);
const stateOf = async (id: string) =>
  (await rowsOf<{ state: string }>(t, 'SELECT state::text AS state FROM bookings WHERE id = $1', [id]))[0]
    ?.state;
const complete = async (id: string) => {
  await change(t, `UPDATE bookings SET state = 'completed' WHERE id = $1`, [id]);
  await changed(id);
};
/** As the events of bookings do. */
const changed = (id: string) =>
  change(
    t,
    `INSERT INTO outbox (tenant_id, kind, payload) VALUES ($1, 'money.changed', jsonb_build_object('bookingId', $2::text))`,
    [t.a.id, id],
  );

it('a guest books, pays in the sandbox by a signed webhook, and the ledger knows', async () => {
  const { id, token } = await book();
  const asked = dataOf(payment, await ask(id, { kind: 'full' }, token));
  expect(asked).toMatchObject({
    state: 'pending',
    provider: 'sandbox',
    price: { amount: 1_000, currency: 'ARS' },
    redirectUrl: expect.stringContaining(`${t.url}/sandbox/pay/`) as string,
  });
  const page = await fetch(asked.redirectUrl ?? '');
  expect(await page.text()).toContain('Sandbox payment');
  expect(await press(asked.redirectUrl, 'pay')).toBe(303);
  expect(await settled(asked.id, token, ({ state }) => state === 'completed')).toMatchObject({
    state: 'completed',
  });
  expect(
    await until(
      () => ledgerOf(t, id),
      (sums) => 'prepayments' in sums,
    ),
  ).toEqual({
    company_clearing: 1_000,
    prepayments: -1_000,
  });
  await complete(id);
  expect(
    await until(
      () => ledgerOf(t, id),
      (sums) => 'business' in sums,
    ),
  ).toEqual({
    company_clearing: 1_000,
    business: -850,
    commission: -150,
  });
});

it('a deposit that is paid makes the hold a booking; the balance is paid later', async () => {
  const { id, token } = await holdToPay(300);
  expect(outcome(await ask(id, { kind: 'balance', amount: 200 }, token))).toEqual([400, 'VALIDATION']);
  const asked = dataOf(payment, await ask(id, { kind: 'deposit' }, token));
  expect(asked.price.amount).toBe(300);
  await press(asked.redirectUrl, 'pay');
  expect(
    await until(
      () => stateOf(id),
      (state) => state === 'confirmed',
    ),
  ).toBe('confirmed');
  const balance = dataOf(payment, await ask(id, { kind: 'balance' }, token));
  expect(balance.price.amount).toBe(700);
});

it('a hold that ended before it was paid is booked again if it is free', async () => {
  const { id, token } = await holdToPay(300);
  const asked = dataOf(payment, await ask(id, { kind: 'deposit' }, token));
  await endHold(t, id, -1_000);
  await press(asked.redirectUrl, 'pay');
  expect(
    await until(
      () => stateOf(id),
      (state) => state === 'confirmed',
    ),
  ).toBe('confirmed');
});

it('a hold that ended before it was paid is given back if somebody else has its time', async () => {
  const { id, token, startsAt } = await holdToPay(300);
  const asked = dataOf(payment, await ask(id, { kind: 'deposit' }, token));
  await endHold(t, id, -1_000);
  for (let providers = 0; providers < 2; providers += 1) {
    const wish = { items: [{ serviceId: staff.shop.services.cut }], start: startsAt, customer };
    expect((await guest.send('POST', '/bookings', wish)).statusCode).toBe(201);
  }
  await press(asked.redirectUrl, 'pay');
  const after = await settled(asked.id, token, ({ refunds }) => refunds[0]?.state === 'completed');
  expect(after).toMatchObject({
    state: 'completed',
    refunds: [{ amount: 300, reason: 'overpaid', state: 'completed' }],
  });
  expect(['held', 'expired']).toContain(await stateOf(id));
  expect(
    await until(
      () => ledgerOf(t, id),
      (sums) => !('prepayments' in sums),
    ),
  ).toEqual({});
});

it('staff give back a part, and no more than there is', async () => {
  const { id, token } = await book();
  const asked = dataOf(payment, await ask(id, { kind: 'full' }, token));
  await press(asked.redirectUrl, 'pay');
  await settled(asked.id, token, ({ state }) => state === 'completed');
  const refund = (who: Browser, body: object) => who.send('POST', `/payments/${asked.id}/refunds`, body);
  expect(outcome(await refund(staff.reception, {}))).toEqual([403, 'FORBIDDEN']);
  expect(outcome(await refund(staff.neighbour, {}))).toEqual([404, 'NOT_FOUND']);
  expect(outcome(await refund(staff.foreigner, {}))).toEqual([404, 'NOT_FOUND']);
  expect(outcome(await refund(staff.owner, { amount: 1_001 }))).toEqual([409, 'REFUND_EXCEEDS']);
  const both = await Promise.all([
    refund(staff.owner, { amount: 600 }),
    refund(staff.owner, { amount: 600 }),
  ]);
  expect(both.map(({ statusCode }) => statusCode).toSorted()).toEqual([201, 409]);
  const after = await settled(asked.id, token, ({ refunds }) => refunds[0]?.state === 'completed');
  expect(after.refunds).toMatchObject([{ amount: 600, reason: 'staff', state: 'completed' }]);
  expect(await paymentsOf(guest, id, token)).toHaveLength(1);
});
