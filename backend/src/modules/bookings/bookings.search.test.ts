import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod/mini';
import { dataOf, outcome, type Browser } from '../../../test/browser.ts';
import { testApp, type TestApp } from '../../../test/harness.ts';
import { change } from '../../../test/money.ts';
import { book, createStaff, type Staff } from '../../../test/staff.ts';
import { createShop, tomorrow } from '../../../test/shop.ts';
import { booking } from './bookings.contract.ts';

let t: TestApp;
let staff: Staff;
const ids: string[] = [];
const DETAILS = JSON.stringify({ isNamed: false, providerIds: [], addOns: [], inputs: {}, seats: null });

beforeAll(async () => {
  t = await testApp();
  staff = await createStaff(t, { providers: 2 });
  const rival = await createShop(t.a, { slug: 'rival' });
  for (const [index, [shop, name, state]] of (
    [
      [staff.shop, 'Ana Núñez', 'confirmed'],
      [staff.shop, 'Beto Paz', 'cancelled'],
      [rival, 'Ana Paz', 'confirmed'],
      [staff.shop, 'Nobody', 'held'],
    ] as const
  ).entries()) {
    const from = tomorrow('10:00', index + 1);
    const id = await book(t.a, shop, {
      from,
      to: tomorrow('10:30', index + 1),
      state,
      providerId: shop.providerIds[0] ?? null,
      ...(state === 'held' && { expiresAt: new Date(Date.now() + 600_000) }),
    });
    await change(
      t,
      `WITH c AS (UPDATE customers SET name = $2 WHERE id = (SELECT customer_id FROM bookings WHERE id = $1)),
        i AS (UPDATE booking_items SET details = $4 WHERE booking_id = $1)
       UPDATE bookings SET code = $3 WHERE id = $1`,
      [id, name, `7KQ${index}-3XPD`, DETAILS],
    );
    ids.push(id);
  }
});
afterAll(() => t.close());

const find = async (query: string, who: Browser = staff.admin) =>
  dataOf(z.array(booking), await who.send('GET', `/manage/bookings?${query}`)).map(({ id }) =>
    ids.indexOf(id),
  );

describe('looking for bookings', () => {
  it('finds them by text, state, people and time, in either order', async () => {
    expect(await find('')).toEqual([2, 1, 0]);
    expect(await find('order=asc&sort=made')).toEqual([0, 1, 2]);
    expect(await find('search=ana')).toEqual([2, 0]);
    expect(await find('search=nunez%20a')).toEqual([0]);
    expect(await find('search=7kq1%203xpd')).toEqual([1]);
    expect(await find('state=cancelled')).toEqual([1]);
    expect(await find(`businessId=${staff.shop.businessId}`)).toEqual([1, 0]);
    expect(await find(`providerId=${staff.shop.providerIds[0]}&state=confirmed`)).toEqual([0]);
    expect(await find(`from=${tomorrow('00:00', 2)}&to=${tomorrow('00:00', 3)}`)).toEqual([1]);
    const first = await staff.admin.send('GET', '/manage/bookings?limit=2');
    const { nextCursor } = first.json<{ meta: { nextCursor: string } }>().meta;
    expect(await find(`limit=2&cursor=${nextCursor}`)).toEqual([0]);
  });

  it('finds for staff what they serve, and nothing for anybody else', async () => {
    expect(await find('', staff.owner)).toEqual([1, 0]);
    expect(await find('search=7KQ2-3XPD', staff.owner)).toEqual([]);
    expect(await find('', staff.branch)).toEqual([1, 0]);
    expect(await find('', staff.neighbour)).toEqual([]);
    expect(await find('', staff.foreigner)).toEqual([]);
    for (const role of ['provider', 'customer'] as const)
      expect
        .soft(outcome(await staff[role].send('GET', '/manage/bookings')), role)
        .toEqual([403, 'FORBIDDEN']);
  });
});
