import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { signedIn } from '../../../test/browser.ts';
import { testApp, type TestApp } from '../../../test/harness.ts';
import { hashPassword } from '../identity/identity.passwords.ts';
import type { HealthView, JobView, VerticalDetails, VerticalSummary } from './operators.console.contract.ts';
import type { TenantDetails, TenantUsage } from './operators.contract.ts';

const HOME = 'localhost:3000';
const login = { email: 'ops@example.com', password: 'a long enough password' };

let t: TestApp;
let headers: Record<string, string>;
let direct: pg.Client;

type Method = 'GET' | 'POST' | 'PUT' | 'DELETE';
const send = (method: Method, path: string, payload?: object, extra: Record<string, string> = headers) =>
  t.app.inject({
    method,
    url: `/api/v1/operator${path}`,
    headers: { host: HOME, origin: `http://${HOME}`, ...extra },
    ...(payload ? { payload } : {}),
  });
interface Asked<T> {
  status: number;
  data: T;
  text: string;
}

async function ask<T>(method: Method, path: string, payload?: object): Promise<Asked<T>> {
  const response = await send(method, path, payload);
  const data = response.payload ? response.json<{ data: T }>().data : (undefined as T);
  return { status: response.statusCode, data, text: response.payload };
}
const at = (host: string, url: string) => t.app.inject({ url: `/api/v1${url}`, headers: { host } });

beforeAll(async () => {
  t = await testApp();
  const passwordHash = await hashPassword(login.password, t.env);
  await t.deps.operatorDatabase.transaction({ tenantId: null, actorId: null }, (db) =>
    db.operator.create({ data: { email: login.email, name: 'Ops', passwordHash } }),
  );
  const response = await send('POST', '/auth/login', login, {});
  const value = (name: string) => response.cookies.find((cookie) => cookie.name === name)?.value ?? '';
  headers = {
    cookie: `turnero_operator=${value('turnero_operator')}`,
    'x-csrf-token': value('turnero_csrf'),
  };
  direct = new pg.Client({ connectionString: t.env.DATABASE_DIRECT_URL });
  await direct.connect();
});
afterAll(async () => {
  await direct.end();
  await t.close();
});

const wanted = (slug: string, vertical: string, more: object = {}) => ({
  name: 'Nuevo',
  slug,
  vertical,
  admin: { name: 'Ana Paz', email: 'ana@example.com' },
  business: { name: 'Casa Nueva', line: 'Mitre 100', city: 'Rosario' },
  ...more,
});

/** Whether a customer finds a free start there, in the next two weeks. */
async function isBookable(host: string): Promise<boolean> {
  const services = (await at(host, '/services?limit=100')).json<{
    data: { id: string; variants: { id: string }[] }[];
  }>();
  const day = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);
  for (const { id, variants } of services.data) {
    const query = `serviceId=${id}&variantId=${variants[0]?.id ?? ''}&from=${day(1)}&to=${day(14)}`;
    const answer = await at(host, `/availability?${query}`);
    if (/"start":/.test(answer.payload)) return true;
  }
  return false;
}

describe('a new tenant', () => {
  it('can be booked at once, in its own language, currency and zone', async () => {
    const customs = { locale: 'en', currency: 'UYU', timeZone: 'America/Montevideo', mode: 'single' };
    const made = await ask<TenantDetails>('POST', '/tenants', wanted('nuevo', 'barbershop', customs));
    expect([made.status, made.data.suspension, made.data.customs]).toEqual([201, null, customs]);
    const site = await at('nuevo.localhost', '/tenant');
    expect(site.json()).toMatchObject({
      data: { mode: 'single', locale: { default: 'en', currency: 'UYU', timeZone: 'America/Montevideo' } },
    });
    expect(await isBookable('nuevo.localhost')).toBe(true);
    const mails = await t.deps.database.transaction({ tenantId: made.data.id, actorId: null }, (db) =>
      db.outboxEvent.findMany({ where: { tenantId: made.data.id, kind: 'mail.requested' } }),
    );
    expect(mails.map(({ payload }) => payload)).toMatchObject([
      { to: 'ana@example.com', template: 'reset-password' },
    ]);
    expect(JSON.stringify(mails[0]?.payload)).toContain('nuevo.localhost');
    expect(made.data.deeds.map(({ action }) => action)).toEqual(['tenant.opened']);
  });

  it.each(['padel-club', 'fitness-studio', 'home-cleaning'])('of %s can be booked too', async (vertical) => {
    expect((await ask('POST', '/tenants', wanted(`t-${vertical}`, vertical))).status).toBe(201);
    expect(await isBookable(`t-${vertical}.localhost`)).toBe(true);
  });

  it('is refused under a name that is taken, of no vertical, and with customs that do not exist', async () => {
    const taken = await ask('POST', '/tenants', wanted('a', 'barbershop'));
    expect([taken.status, taken.text.includes('SLUG_TAKEN')]).toEqual([409, true]);
    expect((await ask('POST', '/tenants', wanted('z', 'nothing'))).status).toBe(422);
    for (const wrong of [{ currency: 'XXQ' }, { timeZone: 'Mars/Base' }, { locale: 'fr' }])
      expect((await ask('POST', '/tenants', wanted('z', 'barbershop', wrong))).status).toBe(400);
  });

  it('that was left unfinished is finished by making it again', async () => {
    await t.deps.operatorDatabase.transaction({ tenantId: null, actorId: null }, (db) =>
      db.tenant.create({
        data: {
          slug: 'half',
          name: 'Half',
          vertical: 'clinic',
          suspendedAt: new Date(),
          suspensionReason: 'not finished',
        },
      }),
    );
    const made = await ask<TenantDetails>('POST', '/tenants', wanted('half', 'clinic'));
    expect([made.status, made.data.suspension]).toEqual([201, null]);
  });
});

describe('tenants', () => {
  it('are found by a part of their name or address', async () => {
    const found = await ask<{ slug: string }[]>('GET', '/tenants?search=tenant%20b');
    expect(found.data.map(({ slug }) => slug)).toEqual(['b']);
    expect((await ask<unknown[]>('GET', '/tenants?search=%25')).data).toEqual([]);
    expect((await ask<unknown[]>('GET', '/tenants?state=suspended')).data).toEqual([]);
  });

  it('tell how much they are used', async () => {
    await signedIn(t, t.a, 'somebody@example.com', [{ role: 'customer' }]);
    const { data } = await ask<TenantUsage>('GET', `/tenants/${t.a.id}/usage`);
    expect(data).toMatchObject({ users: 1, bookings: 0 });
    expect(data.months).toHaveLength(6);
    expect(data.months[0]?.users).toBe(1);
  });

  it('get domains, one of which mails name, and lose them', async () => {
    const host = 'reservas.example.org';
    expect((await ask('POST', `/tenants/${t.a.id}/domains`, { host })).status).toBe(204);
    expect((await ask('POST', `/tenants/${t.b.id}/domains`, { host })).status).toBe(409);
    expect((await ask('PUT', `/tenants/${t.a.id}/primary-domain`, { host })).status).toBe(204);
    const { data } = await ask<TenantDetails>('GET', `/tenants/${t.a.id}`);
    expect(data.url).toBe(`http://${host}:3000`);
    expect(data.domains).toMatchObject([{ host, state: 'verified', isPrimary: true }]);
    expect((await at(host, '/tenant')).json()).toMatchObject({ data: { slug: 'a' } });
    expect((await ask('DELETE', `/tenants/${t.a.id}/domains/${host}`)).status).toBe(204);
    expect((await ask('DELETE', `/tenants/${t.a.id}/domains/${host}`)).status).toBe(404);
    const after = await ask<TenantDetails>('GET', `/tenants/${t.a.id}`);
    expect(after.data.deeds.map(({ action }) => action)).toEqual([
      'domain.removed',
      'domain.chosen',
      'domain.added',
    ]);
  });
});

describe('jobs', () => {
  async function addJob(attempts: number): Promise<string> {
    const { rows } = await direct.query<{ id: string }>(
      `SELECT id::text FROM graphile_worker.add_job('mail.send', $1::json, run_at => now() + interval '1 day', max_attempts => 3)`,
      [JSON.stringify({ tenantId: t.a.id, data: { secret: 'token of a link' } })],
    );
    const id = rows[0]?.id ?? '';
    await direct.query(
      `SELECT count(*) FROM graphile_worker.reschedule_jobs(ARRAY[$1::bigint], attempts => $2::int)`,
      [id, attempts],
    );
    return id;
  }
  const jobs = async (query = '') => await ask<JobView[]>('GET', `/jobs${query}`);

  it('that failed run again with all their tries; what they carry is not shown', async () => {
    const id = await addJob(3);
    const failed = await jobs('?state=failed');
    expect(failed.data).toMatchObject([{ id, task: 'mail.send', tenant: { id: t.a.id }, attempts: 3 }]);
    expect(failed.text).not.toContain('token of a link');
    expect((await ask('POST', `/jobs/${id}/retry`)).status).toBe(204);
    expect((await jobs('?state=failed')).data).toEqual([]);
    expect((await jobs('?state=waiting')).data).toMatchObject([{ id, attempts: 0 }]);
    expect((await ask('DELETE', `/jobs/${id}`)).status).toBe(204);
    expect((await ask('DELETE', `/jobs/${id}`)).status).toBe(409);
  });

  it('come in pages', async () => {
    const ids = [await addJob(0), await addJob(0), await addJob(0)];
    const first = (await send('GET', '/jobs?limit=2')).json<{
      data: JobView[];
      meta: { nextCursor: string };
    }>();
    const rest = await jobs(`?limit=2&cursor=${first.meta.nextCursor}`);
    expect([...first.data, ...rest.data].map(({ id }) => id)).toEqual(ids.toReversed());
  });

  it('are nobody else’s: the app cannot even look', async () => {
    const app = new pg.Client({ connectionString: t.env.DATABASE_APP_URL });
    await app.connect();
    await expect(app.query('SELECT * FROM operator_jobs.counts()')).rejects.toThrow(/permission denied/);
    await app.end();
    const operator = new pg.Client({ connectionString: t.env.DATABASE_OPERATOR_URL });
    await operator.connect();
    await expect(operator.query('SELECT * FROM graphile_worker.jobs')).rejects.toThrow(/permission denied/);
    await operator.end();
  });
});

describe('the installation', () => {
  it('tells how each of its parts is', async () => {
    const { data } = await ask<HealthView>('GET', '/health');
    expect(data.checks).toMatchObject({ database: { status: 'ok' }, storage: { status: 'ok' } });
    expect(data.postgres).toMatch(/^\d+/);
    expect(data.disk.totalBytes).toBeGreaterThan(data.disk.freeBytes);
    expect(data.migrations.length).toBeGreaterThan(10);
    expect(data.migrations.every(({ appliedAt }) => appliedAt !== null)).toBe(true);
    expect(data.outbox.waiting).toBeGreaterThan(0);
  });

  it('lists its verticals, without mistakes, and shows one', async () => {
    const { data } = await ask<VerticalSummary[]>('GET', '/verticals');
    expect(data).toHaveLength(12);
    expect(data.flatMap(({ findings }) => findings)).toEqual([]);
    expect(data.find(({ key }) => key === 'barbershop')?.tenants).toBeGreaterThanOrEqual(2);
    const one = await ask<VerticalDetails>('GET', '/verticals/clinic');
    expect(one.data.categories.flatMap(({ services }) => services).length).toBeGreaterThan(2);
    expect((await ask('GET', '/verticals/nothing')).status).toBe(404);
  });
});

it('shows none of it to anybody but operators, nor on the host of a tenant', async () => {
  const admin = await signedIn(t, t.a, 'boss@example.com', [{ role: 'admin' }]);
  const paths: [Method, string, object?][] = [
    ['GET', '/tenants'],
    ['POST', '/tenants', wanted('x', 'barbershop')],
    ['GET', `/tenants/${t.a.id}`],
    ['GET', `/tenants/${t.a.id}/usage`],
    ['POST', `/tenants/${t.a.id}/domains`, { host: 'x.example.org' }],
    ['DELETE', `/tenants/${t.a.id}/domains/x.example.org`],
    ['PUT', `/tenants/${t.a.id}/primary-domain`, { host: null }],
    ['GET', '/verticals'],
    ['GET', '/verticals/clinic'],
    ['GET', '/jobs'],
    ['POST', '/jobs/1/retry'],
    ['DELETE', '/jobs/1'],
    ['GET', '/health'],
  ];
  for (const [method, path, body] of paths) {
    expect([path, (await send(method, path, body, {})).statusCode]).toEqual([path, 401]);
    expect([path, (await admin.send(method, `/operator${path}`, body)).statusCode]).toEqual([path, 404]);
  }
});
