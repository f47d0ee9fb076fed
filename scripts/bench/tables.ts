import type { Env } from '../../backend/src/env.ts';
import { inPrepared, type Ctx } from '../../backend/src/lib/context.ts';
import { statement } from '../../backend/src/lib/database.ts';
import { listAuditEvents } from '../../backend/src/modules/audit/audit.read.ts';
import { auditQuery } from '../../backend/src/modules/audit/audit.contract.ts';
import { bookingsQuery } from '../../backend/src/modules/bookings/bookings.contract.ts';
import { listBookings } from '../../backend/src/modules/bookings/bookings.list.ts';
import { bookingSearchQuery } from '../../backend/src/modules/bookings/bookings.search.contract.ts';
import { searchBookings } from '../../backend/src/modules/bookings/bookings.search.ts';
import { listClients } from '../../backend/src/modules/customers/customers.clients.ts';
import { clientsQuery, customersQuery } from '../../backend/src/modules/customers/customers.contract.ts';
import { listCustomers } from '../../backend/src/modules/customers/customers.service.ts';
import { listMessages } from '../../backend/src/modules/messages/messages.outbox.ts';
import { outboxQuery } from '../../backend/src/modules/messages/outbox.contract.ts';
import type { Measurement } from '../bench.ts';
import { asOwner, inMarket } from './market.ts';
import { atMost } from './rounds.ts';

const ROWS = 100_000;
const READS = 20;
/** Microseconds. */
const PROMISED = 100_000;
const LIMIT = 50;

/** A tenth is called by each; nobody is an Ana Bravo. */
const FIRST = ['Ana', 'Bruno', 'Carla', 'Diego', 'Elena', 'Fabián', 'Gala', 'Hugo', 'Inés', 'Julián'];
const LAST = [
  'Acosta',
  'Bravo',
  'Castro',
  'Díaz',
  'Estévez',
  'Funes',
  'Gómez',
  'Herrera',
  'Ibáñez',
  'Juárez',
];

const rows = (count: number) => `generate_series(1, ${count}) n`;
const BIG = `(SELECT id FROM businesses WHERE tenant_id = $1 AND slug = 'b1')`;

const FILL = (count: number) => [
  `INSERT INTO businesses (tenant_id, slug, name) SELECT $1, 'b' || n, 'B' || n FROM ${rows(2)}`,
  `WITH s AS (INSERT INTO subjects (tenant_id, kind) SELECT $1, 'provider' FROM ${rows(20)} RETURNING id)
    INSERT INTO providers (tenant_id, id, business_id, slug, name)
    SELECT $1, id, ${BIG}, 'p' || row_number() OVER (ORDER BY id), 'P' FROM s`,
  `INSERT INTO services (tenant_id, business_id, slug, name, category) SELECT $1, ${BIG}, 's1', '{"en": "S"}', 'all'`,
  `INSERT INTO customers (tenant_id, name, email, phone)
    SELECT $1, (ARRAY['${FIRST.join("','")}'])[1 + n % 10] || ' ' || (ARRAY['${LAST.join("','")}'])[1 + n / 10 % 5 * 2 + n % 2],
      'c' || n || '@example.com', '+54911' || (10000000 + n) FROM ${rows(count)}`,
  `INSERT INTO customer_words (tenant_id, customer_id, word)
    SELECT DISTINCT $1::uuid, id, word FROM customers,
      unnest(search_words(name || ' ' || email::text) || ARRAY(SELECT right(phone, k) FROM unnest(ARRAY[4, 6, 7, 8, 10]) k)) AS word WHERE tenant_id = $1`,
  `INSERT INTO business_clients (tenant_id, business_id, customer_id, bookings, spent, last_at)
    SELECT $1, ${BIG}, id, 1, 1000, now() - row_number() OVER () * interval '1 minute' FROM customers WHERE tenant_id = $1`,
  // The newest is of whoever came last: each has one, in the order of the calendar.
  `INSERT INTO bookings (tenant_id, code, state, business_id, customer_id, time_zone, starts_at, ends_at, currency, total_amount, source)
    SELECT $1, left(id::text, 18) || right(id::text, 12), 'completed', ${BIG}, id, 'UTC', at, at + interval '30 minutes', 'ARS', 1000, 'bench'
    FROM (SELECT id, date_trunc('minute', now()) - row_number() OVER (ORDER BY id) * interval '10 minutes' AS at
      FROM customers WHERE tenant_id = $1) c`,
  `INSERT INTO booking_items (tenant_id, booking_id, position, service_id, provider_id, starts_at, ends_at)
    SELECT $1, b.id, 0, s.id, p.ids[1 + row_number() OVER (ORDER BY b.id) % 19], b.starts_at, b.ends_at
    FROM bookings b JOIN services s ON s.tenant_id = b.tenant_id
      CROSS JOIN (SELECT array_agg(id ORDER BY slug) AS ids FROM providers WHERE tenant_id = $1) p WHERE b.tenant_id = $1`,
  `INSERT INTO messages (tenant_id, booking_id, cause, key, which, channel, recipient, locale, state, sent_at, created_at)
    SELECT $1, id, 'event ' || id, 'confirmed', 'confirmed', 'email', 'c@example.com', 'en', 'sent', starts_at, starts_at
    FROM bookings WHERE tenant_id = $1`,
  `INSERT INTO audit_events (tenant_id, action, entity, entity_id, actor_kind, created_at)
    SELECT $1, 'service.changed', 'service', id, 'user', starts_at FROM bookings WHERE tenant_id = $1`,
];

const FILLED = ['customers', 'business_clients', 'bookings', 'booking_items', 'messages', 'audit_events'];

/** Fills the tables as they would be in time, without what happens by the way for every single row. */
const fill = (env: Env, tenantId: string, count: number) =>
  asOwner(env, async (client) => {
    await client.query("SELECT set_config('app.tenant_id', $1, false)", [tenantId]);
    for (const table of FILLED) await client.query(`ALTER TABLE ${table} DISABLE TRIGGER USER`);
    for (const each of FILL(count)) await client.query(each, [tenantId]);
    await client.query('VACUUM ANALYZE');
  });

const ID = statement<{ big: string; empty: string; idle: string }>(`
  SELECT (SELECT id FROM businesses WHERE tenant_id = $1 AND slug = 'b1') AS big,
    (SELECT id FROM businesses WHERE tenant_id = $1 AND slug = 'b2') AS empty,
    (SELECT p.id FROM providers p WHERE p.tenant_id = $1 AND NOT EXISTS (
      SELECT FROM booking_items i WHERE i.tenant_id = p.tenant_id AND i.provider_id = p.id) LIMIT 1) AS idle`);

type Read = () => Promise<{ data: unknown[] }>;

/** The pages that are asked for, and whether there is anything on them. */
async function pagesOf(ctx: Ctx): Promise<[name: string, isEmpty: boolean, read: Read][]> {
  const [ids] = await inPrepared(ctx, ({ sql, tenant }) => sql(ID, [tenant.id]));
  const { big = '', empty = '', idle = '' } = ids ?? {};
  const none = '018f0000-0000-7000-8000-000000000000';
  const limit = String(LIMIT);
  const bookings =
    (query: object): Read =>
    () =>
      searchBookings(ctx, bookingSearchQuery.parse({ limit, ...query }));
  const own =
    (query: object): Read =>
    () =>
      listBookings(ctx, bookingsQuery.parse({ limit, businessId: big, ...query }));
  const clients =
    (query: object): Read =>
    () =>
      listClients(ctx, 'ARS', big, clientsQuery.parse({ limit, ...query }));
  const customers =
    (query: object): Read =>
    () =>
      listCustomers(ctx, 'ARS', customersQuery.parse({ limit, ...query }));
  const messages =
    (query: object): Read =>
    () =>
      listMessages(ctx, outboxQuery.parse({ limit, ...query }));
  const audit =
    (query: object): Read =>
    () =>
      listAuditEvents(ctx, auditQuery.parse({ limit, ...query }));
  return [
    ['bookings, the newest', false, bookings({})],
    ['bookings, by start', false, bookings({ sort: 'start' })],
    ['bookings, two common words', false, bookings({ search: 'ana aco' })],
    ['bookings, two common words of nobody', true, bookings({ search: 'ana bra' })],
    ['bookings, a common name and a state of none', true, bookings({ search: 'ana', state: 'declined' })],
    ['bookings, a state of none', true, bookings({ state: 'declined' })],
    ['bookings, a business without', true, bookings({ businessId: empty })],
    ['bookings, a provider without', true, bookings({ providerId: idle })],
    ['bookings of a business', false, own({})],
    ['bookings of a business, a state of none', true, own({ state: 'declined' })],
    ['clients, the last', false, clients({})],
    ['clients, who spent most', false, clients({ sort: 'spent' })],
    ['clients, two common words', false, clients({ search: 'ana aco' })],
    ['clients, two common words of nobody', true, clients({ search: 'ana bra' })],
    ['clients, the end of a number', false, clients({ search: '10000777' })],
    ['clients, a common name, blocked', true, clients({ search: 'ana', blocked: 'true' })],
    ['customers, the newest', false, customers({})],
    ['customers, two common words', false, customers({ search: 'ana aco' })],
    ['customers, two common words of nobody', true, customers({ search: 'ana bra' })],
    ['messages, the newest', false, messages({})],
    ['messages, a state of none', true, messages({ state: 'failed' })],
    ['messages, a channel of none', true, messages({ channel: 'whatsapp' })],
    ['messages, a business without', true, messages({ businessId: empty })],
    ['audit, the newest', false, audit({})],
    ['audit, an action of none', true, audit({ action: 'brand' })],
    ['audit, a thing of none', true, audit({ entity: 'brand' })],
    ['audit, a person without', true, audit({ actorId: none })],
  ];
}

async function slowest(read: Read, reads: number): Promise<number> {
  await read();
  const times: number[] = [];
  for (let turn = 0; turn < reads; turn += 1) {
    const began = performance.now();
    await read();
    times.push((performance.now() - began) * 1_000);
  }
  return times.toSorted((a, b) => a - b)[Math.ceil(reads * 0.95) - 1] ?? Number.NaN;
}

/** Pages of tables of 100,000 rows each, also where nothing is found: the 95th of a hundred beside what is promised. */
export function tableCost(isQuick: boolean): Promise<Measurement[]> {
  return inMarket(async (ctx, { env }) => {
    await fill(env, ctx.tenant.id, isQuick ? 1_000 : ROWS);
    const permissions = new Set(['booking:read', 'audit:read', 'tenant:manage']);
    const measured: Measurement[] = [];
    for (const [name, isEmpty, read] of await pagesOf({ ...ctx, actor: { ...ctx.actor, permissions } })) {
      const { data } = await read();
      if ((data.length === 0) !== isEmpty) throw new Error(`${name}: ${data.length} rows`);
      measured.push(
        atMost(`page, p95 / 100 ms: ${name}`, await slowest(read, isQuick ? 1 : READS), PROMISED),
      );
    }
    return measured;
  });
}
