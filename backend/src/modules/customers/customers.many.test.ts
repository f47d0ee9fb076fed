import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { signedIn, type Browser } from '../../../test/browser.ts';
import { testApp, type TestApp } from '../../../test/harness.ts';
import { change, rowsOf } from '../../../test/money.ts';
import { createShop } from '../../../test/shop.ts';

/** Enough that reading them all would show; with 100,000 it is the same index and the same page. */
const MANY = 10_000;
let t: TestApp;
let admin: Browser;

const PEOPLE = `
  INSERT INTO customers (tenant_id, name, email, phone)
  SELECT $1, (ARRAY['Maria', 'Juan', 'Sofia', 'Pedro'])[1 + n % 4] || ' Apellido' || n, 'p' || n || '@example.com',
    '+54 11 ' || 40000000 + n
  FROM generate_series(1, ${MANY}) AS n`;
const CLIENTS = `
  INSERT INTO business_clients (tenant_id, business_id, customer_id, last_at, bookings, spent)
  SELECT tenant_id, $2, id, now() - (abs(hashtext(id::text)) % 1000000) * interval '1 minute',
    abs(hashtext(name)) % 40, abs(hashtext(email)) % 1000000
  FROM customers WHERE tenant_id = $1`;
const BOOKINGS = `
  INSERT INTO bookings (tenant_id, code, state, customer_id, business_id, time_zone, starts_at, ends_at, currency, total_amount, source)
  SELECT tenant_id, 'H' || left(customer_id::text, 20) || right(customer_id::text, 12), 'confirmed', customer_id, business_id, 'UTC',
    last_at, last_at + interval '1 hour', 'ARS', 0, 'test'
  FROM business_clients WHERE tenant_id = $1`;
const ITEMS = `
  INSERT INTO booking_items (tenant_id, booking_id, position, service_id, starts_at, ends_at, details)
  SELECT tenant_id, id, 0, $2, starts_at, ends_at, '{"isNamed":false,"providerIds":[],"addOns":[],"inputs":{},"seats":null}'
  FROM bookings WHERE tenant_id = $1`;

beforeAll(async () => {
  t = await testApp();
  const { businessId, services } = await createShop(t.a, { slug: 'huge' });
  admin = await signedIn(t, t.a, 'admin@example.com', [{ role: 'admin' }]);
  const values = { [PEOPLE]: [], [CLIENTS]: [businessId], [BOOKINGS]: [], [ITEMS]: [services.cut] };
  for (const [sql, rest] of Object.entries(values)) await makeMany(sql, [t.a.id, ...rest]);
  await t.asOwner('ANALYZE customers, customer_words, business_clients, bookings, booking_items');
}, 300_000);
afterAll(() => t.close(), 120_000);

/** As `change`, for what takes its time. */
const makeMany = (sql: string, values: readonly unknown[]) =>
  t.deps.database.prepared(
    { tenantId: t.a.id, actorId: null },
    (run) => run({ name: `many ${sql.length}`, text: sql }, values),
    { timeoutMs: 280_000 },
  );

const cursor = (field: string, value: unknown) =>
  Buffer.from(JSON.stringify([field, 'desc', value, '01900000-0000-7000-8000-000000000000'])).toString(
    'base64url',
  );
const deep = new Date(Date.now() - 600_000 * 60_000).toISOString();
const clients = '/businesses/huge/clients';

/** Rows that the tables of many give out in all, as PostgreSQL counts them. */
async function rowsRead(): Promise<number> {
  await change(t, 'SELECT pg_stat_force_next_flush()', []);
  const [row] = await rowsOf<{ read: number }>(
    t,
    `SELECT sum(seq_tup_read + coalesce(idx_tup_fetch, 0))::float8 AS read FROM pg_stat_user_tables
     WHERE relname IN ('customers', 'business_clients', 'bookings', 'booking_items')`,
  );
  return row?.read ?? 0;
}

describe(`a page of ${MANY}`, () => {
  it.each([
    ['clients', clients],
    ['clients, deep', `${clients}?cursor=${cursor('lastAt', deep)}`],
    ['clients by bookings, deep', `${clients}?sort=bookings&cursor=${cursor('bookings', 20)}`],
    ['clients by what they paid', `${clients}?sort=spent`],
    ['one client', `${clients}?search=apellido7777`],
    ['one client by number', `${clients}?search=40007777`],
    ['many clients', `${clients}?search=maria`],
    ['bookings', '/manage/bookings'],
    ['bookings, deep', `/manage/bookings?cursor=${cursor('startsAt', deep)}`],
    ['bookings of one', '/manage/bookings?search=p7777'],
    ['bookings of many', '/manage/bookings?search=sofia'],
    ['customers', '/customers'],
    ['customers, the first first', '/customers?order=asc'],
    ['many customers', '/customers?search=juan'],
    ['one customer', '/customers?search=p7777%20apellido'],
  ])('reads little more than it shows: %s', async (_, path) => {
    const asked = async () => {
      const before = await rowsRead();
      const answer = await admin.send('GET', path);
      expect(answer.statusCode).toBe(200);
      expect(answer.json<{ data: unknown[] }>().data.length).toBeGreaterThan(0);
      await new Promise((resolve) => setTimeout(resolve, 50));
      return (await rowsRead()) - before;
    };
    // The first questions of a connection also read what it learns for ever, and are counted up to a second late.
    await expect.poll(asked, { timeout: 10_000, interval: 400 }).toBeLessThan(1_000);
  });
});
