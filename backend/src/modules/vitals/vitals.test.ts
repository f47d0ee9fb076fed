import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { smallApp, type SmallApp } from '../../../test/small-app.ts';
import { vitalsRoutes } from './vitals.routes.ts';

let t: SmallApp;

beforeAll(async () => {
  t = await smallApp((api) => void api.register(vitalsRoutes));
});
afterAll(() => t.close());

const report = {
  route: '/b/[business]',
  device: 'phone',
  connection: 'slow',
  vitals: [
    { name: 'LCP', value: 1_750 },
    { name: 'CLS', value: 0.02 },
  ],
  errors: [{ name: 'TypeError', hash: '0a1b2c3d', at: 'start.js:1:20' }],
};
const send = (change: object = {}) =>
  t.app.inject({
    method: 'POST',
    url: '/vitals',
    headers: { host: 'fade.localhost', 'content-type': 'application/json' },
    payload: JSON.stringify({ ...report, ...change }),
  });
const metrics = async () => (await t.app.inject({ url: '/metrics' })).payload.split('\n');

describe('what visitors measured', () => {
  it('is shown to Prometheus by the pattern of the page, device and connection', async () => {
    expect((await send()).statusCode).toBe(204);
    const lines = await metrics();
    expect(lines).toContain(
      'web_vital_milliseconds_bucket{le="1800",route="/b/[business]",device="phone",connection="slow",name="LCP"} 1',
    );
    expect(lines).toContain(
      'web_vital_milliseconds_bucket{le="800",route="/b/[business]",device="phone",connection="slow",name="LCP"} 0',
    );
    expect(lines).toContain(
      'web_layout_shift_sum{route="/b/[business]",device="phone",connection="slow"} 0.02',
    );
    expect(lines).toContain('web_errors_total{route="/b/[business]",device="phone",connection="slow"} 1');
  });

  it('cannot fill the memory with pages that there are not', async () => {
    for (const route of ['/b/la-de-mitre?token=x', '/made/up', '/made/up/too'])
      expect((await send({ route })).statusCode).toBe(204);
    const routes = (await metrics()).flatMap((line) => /^web_.*route="([^"]*)"/.exec(line)?.[1] ?? []);
    expect(new Set(routes)).toEqual(new Set(['/b/[business]', 'other']));
  });

  it.each([
    ['a value below zero', { vitals: [{ name: 'LCP', value: -1 }] }],
    ['a measure that there is not', { vitals: [{ name: 'FID', value: 1 }] }],
    ['words of an error', { errors: [{ name: 'Error', hash: '0a1b2c3d', at: 'Ana García' }] }],
    ['more than a report has', { who: 'ana@example.com' }],
    ['a long list', { errors: Array.from({ length: 6 }, () => report.errors[0]) }],
  ])('refuses %s', async (_, change) => {
    expect((await send(change)).statusCode).toBe(400);
  });
});
