import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod/mini';
import { dataOf, outcome, type Browser } from '../../../test/browser.ts';
import { testApp, type TestApp } from '../../../test/harness.ts';
import { change } from '../../../test/money.ts';
import { book, createStaff, type Staff } from '../../../test/staff.ts';
import { createShop, tomorrow } from '../../../test/shop.ts';
import { inTransaction } from '../../lib/context.ts';
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

/** Milliseconds of the middle one of some tries. */
async function middle(who: Browser, path: string): Promise<number> {
  const times: number[] = [];
  for (let round = 0; round < 7; round += 1) {
    const from = performance.now();
    const answer = await who.send('GET', path);
    times.push(performance.now() - from);
    expect(answer.statusCode).toBe(200);
  }
  return times.sort((a, b) => a - b)[3] ?? 0;
}

describe('with 100,000 of them', () => {
  it(
    'a page takes about as long as any, wherever it begins and whatever is looked for',
    { timeout: 300_000 },
    async () => {
      const { businessId, services } = await createShop(t.a, { slug: 'huge' });
      await inTransaction(
        t.a.ctx,
        async ({ db }) => {
          await db.$executeRaw`
          INSERT INTO customers (tenant_id, name, email, phone)
          SELECT ${t.a.id}::uuid, (ARRAY['Maria','Juan','Sofia','Pedro'])[1 + n % 4] || ' Apellido' || n, 'p' || n || '@example.com', '+54 11 ' || 40000000 + n
          FROM generate_series(1, 100000) AS n`;
          await db.$executeRaw`
          INSERT INTO business_clients (tenant_id, business_id, customer_id, last_at, bookings, spent)
          SELECT tenant_id, ${businessId}::uuid, id, now() - random() * interval '900 days', (random() * 40)::int, (random() * 1e7)::bigint
          FROM customers WHERE phone LIKE '+54 11 4%'`;
          await db.$executeRaw`
          INSERT INTO bookings (tenant_id, code, state, customer_id, business_id, time_zone, starts_at, ends_at, currency, total_amount, source)
          SELECT tenant_id, 'H' || phone, 'confirmed', id, ${businessId}::uuid, 'UTC', x.at, x.at + interval '1 hour', 'ARS', 0, 'test'
          FROM customers CROSS JOIN LATERAL (SELECT now() - (abs(hashtext(id::text)) % 1000000) * interval '1 minute' AS at) x
          WHERE phone LIKE '+54 11 4%'`;
          await db.$executeRaw`
            INSERT INTO booking_items (tenant_id, booking_id, position, service_id, starts_at, ends_at, details)
            SELECT tenant_id, id, 0, ${services.cut}::uuid, starts_at, ends_at, ${DETAILS}::jsonb
            FROM bookings WHERE business_id = ${businessId}::uuid`;
        },
        { timeoutMs: 280_000 },
      );
      await t.asOwner(`ANALYZE customers, customer_words, business_clients, bookings, booking_items`);
      const cursor = (field: string, value: unknown) =>
        Buffer.from(JSON.stringify([field, 'desc', value, ids[0]])).toString('base64url');
      const deep = new Date(Date.now() - 450 * 86_400_000).toISOString();
      const cheapest = await middle(
        staff.admin,
        '/manage/bookings?limit=25&state=no_show&search=nobodyatall',
      );
      const paths = {
        clients: '/businesses/huge/clients',
        'clients, deep': `/businesses/huge/clients?cursor=${cursor('lastAt', deep)}`,
        'clients by what they spent': '/businesses/huge/clients?sort=spent',
        'one client': '/businesses/huge/clients?search=apellido77777',
        'many clients': '/businesses/huge/clients?search=maria',
        bookings: '/manage/bookings',
        'bookings, deep': `/manage/bookings?cursor=${cursor('startsAt', deep)}`,
        'bookings of one': '/manage/bookings?search=p77777',
        'bookings of many': '/manage/bookings?search=sofia',
        customers: '/customers?sort=name&order=asc',
        'customers by number': '/customers?search=40077777',
      };
      const slow: Record<string, number> = {};
      for (const [name, path] of Object.entries(paths))
        slow[name] = Math.round(await middle(staff.admin, path));
      console.log(cheapest, slow);
      for (const [name, time] of Object.entries(slow)) expect.soft(time, name).toBeLessThan(cheapest + 100);
    },
  );
});
