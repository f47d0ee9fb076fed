import { afterAll, beforeAll, expect, it } from 'vitest';
import { testApp, type TestApp } from '../../../test/harness.ts';
import { inTransaction } from '../../lib/context.ts';
import { addDomain, chooseDomain, listDomains, verifyDomain } from './domains.service.ts';

let t: TestApp;
beforeAll(async () => {
  t = await testApp();
});
afterAll(() => t.close());

const HOST = 'turnos.example.com';

it('belongs to whoever has the proof in its DNS, and to nobody else any more', async () => {
  const { env } = t.deps;
  const own = await addDomain(t.a.ctx, { env }, HOST);
  await addDomain(t.b.ctx, { env }, HOST);
  const proof = own.records.find(({ type }) => type === 'TXT');
  const resolve = async (name: string) => (name === proof?.name ? ['something else', proof.value] : []);
  await expect(verifyDomain(t.b.ctx, { env, resolve }, HOST)).rejects.toMatchObject({
    code: 'DOMAIN_UNPROVEN',
  });
  await expect(verifyDomain(t.a.ctx, { env, resolve: async () => [] }, HOST)).rejects.toMatchObject({
    code: 'DOMAIN_UNPROVEN',
  });
  expect((await verifyDomain(t.a.ctx, { env, resolve }, HOST)).state).toBe('verified');
  await chooseDomain(t.a.ctx, HOST);
  expect(await listDomains(t.a.ctx, { env })).toMatchObject([
    { host: HOST, state: 'verified', isPrimary: true },
  ]);
  const [claimed] = await listDomains(t.b.ctx, { env });
  const other = claimed?.records.find(({ type }) => type === 'TXT')?.value ?? '';
  await expect(verifyDomain(t.b.ctx, { env, resolve: async () => [other] }, HOST)).rejects.toMatchObject({
    code: 'DOMAIN_TAKEN',
  });
  const answer = await t.app.inject({ url: '/api/v1/tenant', headers: { host: HOST } });
  expect(answer.json()).toMatchObject({ data: { slug: 'a' } });
});

it('cannot be said to be proven by a tenant that is another', async () => {
  const changed = await inTransaction(t.b.ctx, ({ db }) =>
    db.domain.updateMany({ where: { tenantId: t.a.id }, data: { primarySince: null } }),
  );
  expect(changed.count).toBe(0);
});
