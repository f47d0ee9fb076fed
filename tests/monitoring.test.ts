import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { startCollector } from './lib/collector.ts';
import { addExposed, type Exposed } from './lib/exposed.ts';
import { readBoards, readRules } from './lib/monitoring-files.ts';
import { findUnknown, selectorsOf } from './lib/promql.ts';
import { createWatched, type Kind, type Watched } from './lib/watched.ts';

let watched: Watched;
let exposed: Exposed;
let collector: Awaited<ReturnType<typeof startCollector>>;

beforeAll(async () => {
  collector = await startCollector();
  watched = await createWatched({
    OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
    OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json',
    OTEL_BSP_SCHEDULE_DELAY: '200',
  });
  await Promise.all([watched.start('api'), watched.start('web')]);
  await visit(watched);
  await leaveTraces(watched);
  await watched.start('worker');
  exposed = await everythingExposed(watched);
}, 180_000);
afterAll(async () => {
  await watched.close();
  await collector.close();
});

const TOMORROW = new Date(Date.now() + 86_400_000).toISOString().slice(0, 10);

/** What people do: look at pages, hold, book, be refused, and tell how the page was. */
async function visit({ ask, shop }: Watched): Promise<void> {
  const wish = (time: string) => ({
    items: [{ serviceId: shop.services.cut }],
    start: `${TOMORROW}T${time}Z`,
  });
  const key = () => ({ 'idempotency-key': randomUUID() });
  expect((await ask('web', '/')).status).toBe(200);
  expect((await ask('api', '/api/v1/tenant')).status).toBe(200);
  expect((await ask('api', '/api/v1/holds', key(), wish('10:00:00'))).status).toBe(201);
  const customer = { name: 'Ana', email: 'ana@example.com' };
  const booked = await ask('api', '/api/v1/bookings', key(), { ...wish('11:00:00'), customer });
  expect(booked.status, booked.text).toBe(201);
  expect((await ask('api', '/api/v1/bookings', key(), { ...wish('11:00:00'), customer })).status).toBe(409);
  const report = {
    route: '/',
    device: 'phone',
    connection: 'fast',
    vitals: ['LCP', 'INP', 'TTFB', 'CLS'].map((name) => ({ name, value: 0.05 })),
    errors: [{ name: 'TypeError', hash: '0a1b2c3d', at: 'start.js:1:20' }],
  };
  expect((await ask('api', '/api/v1/vitals', {}, report)).status).toBe(204);
}

/** What takes longer than a test may: a payment, a message that was sent, a job that failed for good; and half a minute. */
async function leaveTraces({ database, tenantId }: Watched): Promise<void> {
  const owner = new pg.Client({ connectionString: database.env.DATABASE_URL });
  const direct = new pg.Client({ connectionString: database.env.DATABASE_DIRECT_URL });
  await Promise.all([owner.connect(), direct.connect()]);
  try {
    await owner.query(`SELECT set_config('app.maintenance', 'on', false)`);
    await owner.query(
      `WITH told AS (
         INSERT INTO messages (tenant_id, booking_id, cause, key, which, channel, recipient, locale, state, sent_at)
         SELECT tenant_id, id, 'event x', 'x', 'confirmed', 'email', 'ana@example.com', 'en', 'sent', now() FROM bookings
         WHERE tenant_id = $1 LIMIT 1 RETURNING tenant_id, id)
       INSERT INTO message_attempts (tenant_id, message_id, state) SELECT tenant_id, id, 'sent' FROM told`,
      [tenantId],
    );
    const payment = { paymentId: randomUUID(), bookingId: randomUUID(), businessId: randomUUID() };
    const paid = {
      locationId: null,
      userId: null,
      kind: 'full',
      amount: 1_000,
      currency: 'ARS',
      provider: 'sandbox',
    };
    await owner.query(`INSERT INTO outbox (tenant_id, kind, payload) VALUES ($1, 'payment.completed', $2)`, [
      tenantId,
      { ...payment, ...paid },
    ]);
    await owner.query(`UPDATE booking_events SET created_at = created_at - interval '1 minute'`);
    await owner.query(`UPDATE message_attempts SET created_at = created_at - interval '1 minute'`);
    await owner.query(`UPDATE activity_marks SET counted_until = now() - interval '5 minutes'`);
    // No worker knows this task, so that it stays.
    await direct.query(`SELECT graphile_worker.add_job('unknown', max_attempts => 1)`);
  } finally {
    await Promise.all([owner.end(), direct.end()]);
  }
}

/** Everything that the three kinds of processes show, and what Prometheus makes of it by itself. */
async function everythingExposed({ scrape }: Watched): Promise<Exposed> {
  // The api hears of events after the worker has relayed them, and the queue is read once it runs.
  const hears = async (kind: Kind, what: string) => expect(await scrape(kind)).toContain(what);
  await vi.waitFor(() => hears('api', 'turnero_event_handlers_total{'), { timeout: 10_000, interval: 100 });
  await vi.waitFor(() => hears('worker', 'turnero_jobs{'), { timeout: 20_000, interval: 100 });
  const exposed: Exposed = new Map();
  for (const kind of ['api', 'web', 'worker'] as const)
    addExposed(exposed, await scrape(kind), { job: kind, instance: kind });
  addExposed(exposed, 'up 1', { job: 'api', instance: 'a' });
  const exporter = await readFile(join(import.meta.dirname, 'lib', 'postgres-exporter.txt'), 'utf8');
  addExposed(exposed, exporter, { job: 'postgres', instance: 'p' });
  for (const { rule } of await readRules()) {
    if (!rule.record) continue;
    const selectors = selectorsOf(rule.expr);
    const labels = [...new Set(selectors.flatMap(({ groupedBy }) => groupedBy))].filter(
      (name) => name !== 'le',
    );
    const values = labels.map((label) => {
      const shown = selectors.flatMap(({ metric }) => [...(exposed.get(metric)?.get(label) ?? [])]);
      return [label, new Set(shown)] as const;
    });
    exposed.set(rule.record, new Map(values));
  }
  return exposed;
}

describe('what is asked is shown', () => {
  test('in every panel of every board', async () => {
    const boards = await readBoards();
    expect(boards).toHaveLength(6);
    const asked = boards.flatMap(({ title: board, panels }) =>
      panels
        .filter(({ datasource }) => datasource?.uid === 'prometheus')
        .flatMap(({ title, targets = [] }) =>
          targets.map(({ expr, legendFormat }) => ({ where: `${board}: ${title}`, expr, legendFormat })),
        ),
    );
    expect(asked.length).toBeGreaterThan(60);
    const unknown = asked.map(({ where, expr, legendFormat }) => [
      where,
      findUnknown(exposed, expr, legendFormat),
    ]);
    expect(unknown.filter(([, found]) => found?.length)).toEqual([]);
  });

  test('in every choice of a board', async () => {
    const queries = (await readBoards()).flatMap(({ templating }) =>
      templating.list.flatMap(({ query, datasource }) => (query && datasource ? [query] : [])),
    );
    expect(queries.length).toBeGreaterThan(0);
    for (const query of queries) {
      const [, metric = '', label = ''] = /^label_values\((\w+), (\w+)\)$/.exec(query) ?? [];
      expect(exposed.get(metric)?.has(label), query).toBe(true);
    }
  });

  test('in every rule and alert, and in the words of each alert', async () => {
    const rules = await readRules();
    expect(rules.filter(({ rule }) => rule.alert).length).toBeGreaterThan(25);
    for (const { file, rule } of rules) {
      const where = `${file}: ${rule.alert ?? rule.record}`;
      expect(findUnknown(exposed, rule.expr), where).toEqual([]);
      const words = Object.values(rule.annotations ?? {}).join(' ');
      for (const [, label = ''] of words.matchAll(/\$labels\.(\w+)/g)) {
        const known = selectorsOf(rule.expr).some(({ metric, groupedBy }) =>
          groupedBy.length > 0 ? groupedBy.includes(label) : exposed.get(metric)?.has(label),
        );
        expect(known || rule.labels?.[label], `${where} says ${label}`).toBeTruthy();
      }
    }
  });

  test.each([
    ['sum(rate(turnero_boookings_total[5m]))', '', 'no metric turnero_boookings_total'],
    ['sum by (city) (turnero_sockets)', '', 'turnero_sockets has no label city'],
    ['turnero_holds{what="open"}', '', 'turnero_holds has no label what'],
    ['turnero_overdue{what="mesages"}', '', 'turnero_overdue has no what like mesages'],
    ['sum by (job) (turnero_sockets)', '{{instance}}', 'nothing has the label instance of the legend'],
    ['rate(web_vital_milliseconds_bucket{name="LCP"}[$__rate_interval])', '{{route}}', undefined],
  ])('a mistake is found: %s', (expression, legend, found) => {
    expect(findUnknown(exposed, expression, legend)).toEqual(found ? [found] : []);
  });

  test.each([['web'], ['api'], ['worker']] as const)(
    '%s tells of itself, and of nobody',
    async (kind: Kind) => {
      const text = await watched.scrape(kind);
      expect(text).toContain(`turnero_info{role="${kind}"`);
      expect(text).toContain('nodejs_eventloop_lag_p99_seconds');
      expect(text).not.toMatch(
        /ana@example\.com|[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/,
      );
    },
  );

  test('what happened is counted once, by state, tenant, company and channel', async () => {
    const lines = (await watched.scrape('worker')).split('\n');
    for (const line of [
      'turnero_bookings_total{from="nothing",to="held"} 1',
      'turnero_bookings_total{from="nothing",to="confirmed"} 1',
      'turnero_bookings_total{from="confirmed",to="cancelled"} 0',
      'turnero_tenant_bookings_total{tenant="a",to="confirmed"} 1',
      'turnero_messages_total{channel="email",outcome="sent"} 1',
      'turnero_payments_total{company="sandbox",outcome="completed"} 1',
      'turnero_paid_minor_units_total{company="sandbox",currency="ARS"} 1000',
      'turnero_holds{state="open"} 1',
      'turnero_tenant_holds{tenant="a"} 1',
    ])
      expect(lines).toContain(line);
  });
});

test('one id leads from the answer that a browser got to the lines of web and api', async () => {
  // Nobody was at this address before: the page is made for this very request.
  const page = await watched.ask('web', '/?utm_source=mail');
  const id = String(page.headers['x-request-id']);
  expect(id).toMatch(/^[0-9a-f-]{36}$/);
  expect(page.headers['server-timing']).toBe(`request;desc="${id}"`);
  const report = { route: '/', device: 'phone', connection: 'fast', vitals: [], pageId: id };
  const errors = [{ name: 'TypeError', hash: '0a1b2c3d', at: 'start.js:1:20' }];
  await watched.ask('api', '/api/v1/vitals', {}, { ...report, errors });
  const of = async (kind: Kind) => (await watched.linesOf(kind)).filter(({ requestId }) => requestId === id);
  await expect.poll(async () => (await of('web')).length).toBe(1);
  expect(await of('web')).toMatchObject([
    { level: 'info', service: 'web', method: 'GET', path: '/(public)', status: 200, tenant: 'a' },
  ]);
  expect(await of('api')).toEqual(
    expect.arrayContaining([
      expect.objectContaining({
        level: 'info',
        service: 'api',
        path: '/api/v1/tenant',
        status: 200,
        tenant: 'a',
      }),
    ]),
  );
  const told = (await watched.linesOf('api')).filter(({ pageId }) => pageId === id);
  expect(told).toMatchObject([{ level: 'warn', msg: 'a script failed in a browser' }]);
});

test('an id that somebody gives is kept where it is harmless, and not where it could be a line of its own', async () => {
  const given = async (kind: 'api' | 'web', path: string, id: string) =>
    (await watched.ask(kind, path, { 'x-request-id': id })).headers['x-request-id'];
  expect(await given('web', '/', 'from-my-terminal.1')).toBe('from-my-terminal.1');
  expect(await given('api', '/api/v1/tenant', 'from-my-terminal.1')).toBe('from-my-terminal.1');
  for (const kind of ['web', 'api'] as const) {
    const path = kind === 'web' ? '/' : '/api/v1/tenant';
    expect(await given(kind, path, 'x","level":"fatal')).toMatch(/^[0-9a-f-]{36}$/);
  }
});

test('a trace leads from the page through the api to the database', async () => {
  const id = 'a-page-that-is-traced';
  await watched.ask('web', '/', { 'x-request-id': id });
  const page = () =>
    collector.spans.find(
      ({ service, attributes }) => service === 'turnero-web' && attributes['turnero.request_id'] === id,
    );
  const isOf = (service: string) => () =>
    collector.spans.filter((span) => span.service === service && span.traceId === page()?.traceId);
  await expect.poll(page, { timeout: 5_000 }).toBeDefined();
  await expect.poll(isOf('turnero-api'), { timeout: 5_000 }).not.toEqual([]);
  const root = isOf('turnero-web')()[0];
  expect(root).toMatchObject({ name: 'GET /(public)' });
  const inside = isOf('turnero-api')();
  expect(inside.filter(({ parentSpanId }) => parentSpanId === root?.spanId).length).toBeGreaterThan(0);
  expect(inside.some(({ attributes }) => attributes['turnero.request_id'] === id)).toBe(true);
  expect([...collector.paths]).toEqual(['/v1/traces']);
  const names = new Set(collector.spans.map(({ service, name }) => `${service} ${name.split(':')[0]}`));
  expect([...names]).toEqual(expect.arrayContaining(['turnero-api prisma', 'turnero-worker prisma']));
});
