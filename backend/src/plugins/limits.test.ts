import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { smallApp, type SmallApp } from '../../test/small-app.ts';

let t: SmallApp;

beforeAll(async () => {
  t = await smallApp((api) => {
    api.get(
      '/api/v1/scarce',
      { config: { access: 'public', rateLimit: { max: 2, windowSeconds: 60 } } },
      async () => ({ data: 'here' }),
    );
  });
});
afterAll(() => t.close());

describe('limits', () => {
  const from = (remoteAddress: string, url: string, host = 'fade.localhost') =>
    t.app.inject({ url, remoteAddress, headers: { host } });

  it('count per route, tenant and address', async () => {
    const statuses = [];
    for (let turn = 0; turn < 3; turn += 1) statuses.push(await from('203.0.113.1', '/api/v1/scarce'));
    expect(statuses.map(({ statusCode }) => statusCode)).toEqual([200, 200, 429]);
    expect(Number(statuses[2]?.headers['retry-after'])).toBeGreaterThan(0);
    expect((await from('203.0.113.2', '/api/v1/scarce')).statusCode).toBe(200);
    expect((await from('203.0.113.1', '/api/v1/scarce', 'smash.localhost')).statusCode).toBe(200);
  });

  it('take a whole IPv6 network for one', async () => {
    const statuses = [];
    for (const tail of ['1', '2', 'a:b'])
      statuses.push((await from(`2001:db8::${tail}`, '/api/v1/scarce')).statusCode);
    expect(statuses).toEqual([200, 200, 429]);
  });

  it('stop one address over all routes', async () => {
    const statuses = [];
    for (let turn = 0; turn < 601; turn += 1)
      statuses.push((await from('203.0.113.7', '/api/v1/nowhere')).statusCode);
    expect(statuses.slice(0, 600).every((status) => status === 404)).toBe(true);
    expect(statuses[600]).toBe(429);
  });
});
