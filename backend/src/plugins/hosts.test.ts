import { afterAll, beforeAll, expect, it } from 'vitest';
import { testApp, type TestApp } from '../../test/harness.ts';
import { addDomain, verifyDomain } from '../modules/domains/domains.service.ts';

let t: TestApp;
beforeAll(async () => {
  t = await testApp();
});
afterAll(() => t.close());

const ask = async (domain: string, headers = {}) =>
  (await t.app.inject({ url: `/internal/hosts?domain=${encodeURIComponent(domain)}`, headers })).statusCode;

it('allows a certificate for hosts that lead somewhere, and for no other', async () => {
  const { env } = t.deps;
  const own = await addDomain(t.a.ctx, { env }, 'turnos.example.com');
  await addDomain(t.b.ctx, { env }, 'claimed.example.com');
  const proof = own.records.find(({ type }) => type === 'TXT')?.value ?? '';
  await verifyDomain(t.a.ctx, { env, resolve: async () => [proof] }, 'turnos.example.com');
  const base = new URL(env.PUBLIC_URL).hostname;
  for (const host of [base, `a.${base}`, `A.${base}.`, 'turnos.example.com'])
    expect(await ask(host), host).toBe(200);
  for (const host of [
    'claimed.example.com',
    `nobody.${base}`,
    `x.a.${base}`,
    'example.com',
    '10.0.0.1',
    '',
    '../a',
  ])
    expect(await ask(host), host).toBe(404);
});

it('is asked from inside only', async () => {
  const base = new URL(t.deps.env.PUBLIC_URL).hostname;
  expect(await ask(base, { 'x-forwarded-for': '203.0.113.4' })).toBe(404);
});
