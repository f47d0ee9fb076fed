import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { peopleRoutes, smallApp, type SmallApp } from '../../test/small-app.ts';

let t: SmallApp;

beforeAll(async () => {
  t = await smallApp(peopleRoutes);
});
afterAll(() => t.close());

const id = '0198f0c4-0000-7000-8000-000000000001';
const get = (url: string, headers = {}) =>
  t.app.inject({ url, headers: { host: 'fade.localhost', ...headers } });

describe('operations', () => {
  it('report health and readiness', async () => {
    const health = await get('/health');
    expect(health.json()).toMatchObject({ checks: { database: { status: 'ok' }, redis: { status: 'off' } } });
    expect((await get('/ready')).json()).toEqual({ status: 'ready' });
    t.app.draining = true;
    expect((await get('/ready')).statusCode).toBe(503);
    t.app.draining = false;
  });

  it('show metrics to this machine only, by pattern', async () => {
    await get(`/api/v1/people/${id}`);
    const response = await get('/metrics');
    expect(response.payload).toContain('route="/api/v1/people/:id"');
    expect(response.payload).not.toContain(id);
    const outside = await t.app.inject({ url: '/metrics', headers: { 'x-forwarded-for': '203.0.113.4' } });
    expect(outside.statusCode).toBe(404);
  });

  it('describe the API and show it without anything from elsewhere', async () => {
    const document = (await get('/api/v1/openapi.json')).json<object>();
    expect(document).toMatchObject({
      openapi: '3.1.0',
      paths: {
        '/api/v1/people': {
          post: {
            'x-permission': 'public',
            responses: {
              400: { content: { 'application/json': { schema: { $ref: '#/components/schemas/Error' } } } },
            },
          },
        },
      },
    });
    const page = await get('/docs');
    expect(page.headers['content-security-policy']).toContain("connect-src 'self'");
    expect(page.payload.match(/(src|href)="https?:/)).toBeNull();
    expect((await get('/docs/js/scalar.js')).statusCode).toBe(200);
  });
});
