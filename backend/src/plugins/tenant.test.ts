import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { smallApp, type Answer, type SmallApp } from '../../test/small-app.ts';

let t: SmallApp;

beforeAll(async () => {
  t = await smallApp((api) => {
    api.get('/api/v1/people', { config: { access: 'public' } }, async () => ({ data: 'people' }));
    api.get('/api/v1/tenant', { config: { access: 'public' } }, async (request) => ({
      data: request.tenant?.slug,
    }));
    api.get('/api/v1/operators', { config: { access: 'operator' } }, async () => ({ data: 'operators' }));
  });
});
afterAll(() => t.close());

const get = (url: string, headers = {}) =>
  t.app.inject({ url, headers: { host: 'fade.localhost', ...headers } });

describe('whose site it is', () => {
  const cases: [string, Record<string, string>, number, string][] = [
    ['a slug under our host', { host: 'fade.localhost:3000' }, 200, 'fade'],
    ['capitals and a final dot', { host: 'FADE.localhost.' }, 200, 'fade'],
    ['an own domain', { host: 'fade.example' }, 200, 'fade'],
    ['a domain not yet verified', { host: 'soon.example' }, 404, 'TENANT_UNKNOWN'],
    ['an unknown slug', { host: 'nobody.localhost' }, 404, 'TENANT_UNKNOWN'],
    ['two labels', { host: 'a.fade.localhost' }, 404, 'TENANT_UNKNOWN'],
    ['an impossible host', { host: "fade'--.localhost" }, 404, 'TENANT_UNKNOWN'],
    ['an address', { host: '127.0.0.1:3000' }, 404, 'TENANT_UNKNOWN'],
    ['the installation', { host: 'localhost:3000' }, 404, 'TENANT_NONE'],
    ['the installation with X-Tenant', { host: 'localhost:3000', 'x-tenant': 'smash' }, 200, 'smash'],
    [
      'X-Tenant elsewhere, which counts for nothing',
      { host: 'fade.localhost', 'x-tenant': 'smash' },
      200,
      'fade',
    ],
    ['the word of our own front', { host: 'localhost', 'x-forwarded-host': 'smash.localhost' }, 200, 'smash'],
  ];
  it.each(cases)('knows %s', async (_what, headers, status, answer) => {
    const response = await t.app.inject({ url: '/api/v1/tenant', headers });
    const body = response.json<Answer>();
    expect([response.statusCode, body.data ?? body.error?.code]).toEqual([status, answer]);
  });

  it('does not believe a stranger about the host', async () => {
    const response = await t.app.inject({
      url: '/api/v1/tenant',
      remoteAddress: '203.0.113.9',
      headers: { host: 'fade.localhost', 'x-forwarded-host': 'smash.localhost' },
    });
    expect(response.json<Answer>().data).toBe('fade');
  });

  it('shows operators their console on the installation only', async () => {
    expect(
      (await t.app.inject({ url: '/api/v1/operators', headers: { host: 'localhost' } })).statusCode,
    ).toBe(200);
    expect((await get('/api/v1/operators')).json<Answer>().error?.code).toBe('NOT_FOUND');
  });

  it('closes a suspended tenant within a second, but for its name', async () => {
    await t.deps.bus.ready();
    const tell = async (kind: string) => {
      const [row] = await t.asOwner<{ id: string }>(
        `UPDATE tenants SET suspended_at = ${kind === 'tenant.suspended' ? 'now()' : 'NULL'} WHERE slug = 'smash' RETURNING id`,
      );
      const tenantId = row?.id ?? '';
      await t.deps.bus.publish([
        { id: crypto.randomUUID(), tenantId, kind, payload: { tenantId }, requestId: null },
      ]);
    };
    const status = async (url: string) => (await get(url, { host: 'smash.localhost' })).statusCode;
    expect(await status('/api/v1/people')).toBe(200);
    await tell('tenant.suspended');
    await expect.poll(() => status('/api/v1/people'), { timeout: 1_000 }).toBe(403);
    expect(await status('/api/v1/tenant')).toBe(200);
    await tell('tenant.resumed');
    await expect.poll(() => status('/api/v1/people'), { timeout: 1_000 }).toBe(200);
  });
});

describe('other origins', () => {
  const preflight = (origin: string) =>
    t.app.inject({
      method: 'OPTIONS',
      url: '/api/v1/people',
      headers: { host: 'fade.localhost', origin, 'access-control-request-method': 'POST' },
    });

  it('of the same tenant are let in, others not', async () => {
    const base = new URL(t.env.PUBLIC_URL);
    const own = await preflight(`http://fade.example:${base.port}`);
    expect([own.statusCode, own.headers['access-control-allow-credentials']]).toEqual([204, 'true']);
    for (const origin of [
      `http://smash.localhost:${base.port}`,
      'http://fade.example:1',
      'https://evil.example',
      'null',
    ]) {
      expect((await preflight(origin)).headers['access-control-allow-origin']).toBeUndefined();
    }
  });
});
