import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { browser, dataOf, outcome } from '../../../test/browser.ts';
import { testApp, type TestApp } from '../../../test/harness.ts';
import { endHold } from '../../../test/races.ts';
import { createShop, tomorrow, type Shop } from '../../../test/shop.ts';
import { booking } from './bookings.contract.ts';

let t: TestApp;
let shop: Shop;
let day = 0;

beforeAll(async () => {
  t = await testApp();
  shop = await createShop(t.a, { providers: 1, chairs: 1 });
});
afterAll(() => t.close());

/** A time that no other test has taken anything near of. */
function wish() {
  day += 1;
  return { items: [{ serviceId: shop.services.cut }], start: tomorrow('10:00', day) };
}
const hold = (body: object, key?: string) =>
  browser(t, t.a).send('POST', '/holds', body, key === undefined ? {} : { 'idempotency-key': key });

it('a crowd is refused without a transaction each, until something changes', async () => {
  const wanted = wish();
  const made = dataOf(booking, await hold(wanted));
  const first = await hold(wanted);
  expect(outcome(first)).toEqual([409, 'SLOT_TAKEN']);

  const transactions = vi.spyOn(t.deps.database, 'prepared');
  const second = await hold(wanted);
  expect(second.json<{ error: object }>().error).toEqual(first.json<{ error: object }>().error);
  expect(transactions).not.toHaveBeenCalled();
  transactions.mockRestore();

  await browser(t, t.a).send('DELETE', `/holds/${made.id}`, undefined, {
    'x-booking-token': made.token ?? '',
  });
  expect(outcome(await hold(wanted))).toEqual([201]);
});

it('whoever got it is told so again, while others are refused', async () => {
  const [wanted, mine, another] = [wish(), randomUUID(), randomUUID()];
  const made = dataOf(booking, await hold(wanted, mine));
  for (let turn = 0; turn < 2; turn += 1)
    expect(outcome(await hold(wanted, another))).toEqual([409, 'SLOT_TAKEN']);
  expect(dataOf(booking, await hold(wanted, mine)).id).toBe(made.id);
});

it('a hold that ends by itself keeps nobody away any longer', async () => {
  const wanted = wish();
  const made = dataOf(booking, await hold(wanted));
  await endHold(t, made.id, 1_000);
  const ends = performance.now() + 1_000;
  await sleep(300);
  for (let turn = 0; turn < 2; turn += 1) expect(outcome(await hold(wanted))).toEqual([409, 'SLOT_TAKEN']);
  await sleep(ends - performance.now() + 20);
  expect(outcome(await hold(wanted))).toEqual([201]);
});
