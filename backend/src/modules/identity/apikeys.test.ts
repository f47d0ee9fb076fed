import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod/mini';
import { browser, createBusiness, dataOf, outcome, signedIn, type Browser } from '../../../test/browser.ts';
import { testApp, type TestApp } from '../../../test/harness.ts';
import { inTransaction } from '../../lib/context.ts';
import * as contract from './identity.contract.ts';
import type { NewApiKey } from './identity.contract.ts';

let t: TestApp;
beforeAll(async () => {
  t = await testApp();
});
afterAll(() => t.close());

const REFUSED = [401, 'UNAUTHENTICATED'];

async function createKey(someone: Browser, scopes: string[]): Promise<NewApiKey> {
  const answer = await someone.send('POST', '/me/api-keys', { name: 'robot', scopes });
  expect(outcome(answer)).toEqual([201]);
  return dataOf(contract.newApiKey, answer);
}

const using = (key: string, path: string, tenant = t.a) =>
  browser(t, tenant).send('GET', path, undefined, { authorization: `Bearer ${key}` });

describe('an API key', () => {
  it('acts as its owner within its scopes, and is told once', async () => {
    const admin = await signedIn(t, t.a, 'admin@example.com', [{ role: 'admin' }]);
    const { key, ...shown } = await createKey(admin, ['user:read', 'catalogue:read', 'user:read']);
    expect(key).toMatch(/^tk_[0-9a-f]{12}_[\w-]{43}$/);
    expect(shown.scopes).toEqual(['catalogue:read', 'user:read']);
    expect(dataOf(z.array(contract.apiKey), await admin.send('GET', '/me/api-keys'))).toEqual([shown]);
    const rows = await inTransaction(t.a.ctx, ({ db }) => db.apiKey.findMany());
    // The secret itself may contain underscores: it is what follows the second one.
    expect(JSON.stringify(rows)).not.toContain(key.slice('tk_0123456789ab_'.length));

    expect(dataOf(contract.me, await using(key, '/me'))).toMatchObject({
      id: admin.id,
      permissions: ['catalogue:read', 'user:read'],
      sessionId: null,
    });
    expect(outcome(await using(key, '/users'))).toEqual([200]);
    const narrow = await createKey(admin, ['catalogue:read']);
    expect(outcome(await using(narrow.key, '/users'))).toEqual([403, 'FORBIDDEN']);
  });

  it('opens no door to the account itself', async () => {
    const admin = await signedIn(t, t.a, 'doors@example.com', [{ role: 'admin' }]);
    const { key } = await createKey(admin, ['tenant:manage', 'user:manage']);
    expect(outcome(await using(key, '/me/api-keys'))).toEqual([403, 'FORBIDDEN']);
    expect(outcome(await using(key, '/me/sessions'))).toEqual([403, 'FORBIDDEN']);
    const robot = browser(t, t.a);
    const headers = { authorization: `Bearer ${key}` };
    for (const [path, body] of [
      ['/me/api-keys', { name: 'child', scopes: ['catalogue:read'] }],
      ['/me/email', { email: 'x@example.com', password: 'whatever' }],
      ['/auth/logout-all', {}],
    ] as const) {
      expect(outcome(await robot.send('POST', path, body, headers))).toEqual([403, 'FORBIDDEN']);
    }
  });

  it('loses what its owner loses, at once', async () => {
    const boss = await signedIn(t, t.a, 'boss@example.com', [{ role: 'admin' }]);
    const admin = await signedIn(t, t.a, 'demoted@example.com', [{ role: 'admin' }]);
    const { key } = await createKey(admin, ['user:read']);
    expect(outcome(await using(key, '/users'))).toEqual([200]);
    const { grants } = dataOf(contract.me, await admin.send('GET', '/me'));
    expect(outcome(await boss.send('DELETE', `/users/${admin.id}/roles/${grants[0]?.id}`))).toEqual([204]);
    expect(outcome(await using(key, '/users'))).toEqual([403, 'FORBIDDEN']);
  });

  it('is worth nothing once revoked, expired, its owner gone, or elsewhere', async () => {
    const ana = await signedIn(t, t.a, 'ana@example.com');
    const keys = await Promise.all([1, 2, 3].map(() => createKey(ana, ['catalogue:read'])));
    const [revoked, expired, orphan] = keys.map(({ key }) => key) as [string, string, string];
    for (const key of [revoked, expired, orphan]) expect(outcome(await using(key, '/me'))).toEqual([200]);
    expect(outcome(await using(orphan, '/me', t.b))).toEqual(REFUSED);

    expect(outcome(await ana.send('DELETE', `/me/api-keys/${keys[0]?.id}`))).toEqual([204]);
    expect(outcome(await using(revoked, '/me'))).toEqual(REFUSED);
    expect(outcome(await ana.send('DELETE', `/me/api-keys/${keys[0]?.id}`))).toEqual([404, 'NOT_FOUND']);

    await inTransaction(
      t.a.ctx,
      ({ db }) =>
        db.$executeRaw`UPDATE api_keys SET expires_at = now() - interval '1 second' WHERE id = ${keys[1]?.id}::uuid`,
    );
    expect(outcome(await using(expired, '/me'))).toEqual(REFUSED);

    await inTransaction(t.a.ctx, ({ db, now }) =>
      db.user.updateMany({ where: { id: ana.id }, data: { deletedAt: now() } }),
    );
    await t.deps.cache.invalidate(t.a.id, 'user', ana.id);
    expect(outcome(await using(orphan, '/me'))).toEqual(REFUSED);
  });

  it('notes its use at most once a minute', async () => {
    const ana = await signedIn(t, t.a, 'noted@example.com');
    const { id, key } = await createKey(ana, ['catalogue:read']);
    const lastUsed = async () =>
      dataOf(z.array(contract.apiKey), await ana.send('GET', '/me/api-keys')).find((row) => row.id === id)
        ?.lastUsedAt;
    expect(await lastUsed()).toBeNull();
    await using(key, '/me');
    const first = await lastUsed();
    expect(first).toBeTypeOf('string');
    await using(key, '/me');
    expect(await lastUsed()).toBe(first);
  });

  it('cannot be allowed what its maker may not do, for ever, or without bound', async () => {
    const ana = await signedIn(t, t.a, 'modest@example.com');
    const ask = (body: object) =>
      ana.send('POST', '/me/api-keys', { name: 'k', scopes: ['catalogue:read'], ...body });
    expect(outcome(await ask({ scopes: ['tenant:manage'] }))).toEqual([422, 'SCOPE_NOT_HELD']);
    expect(outcome(await ask({ scopes: ['everything'] }))).toEqual([400, 'VALIDATION']);
    expect(outcome(await ask({ expiresInDays: 366 }))).toEqual([400, 'VALIDATION']);
    expect(outcome(await ask({ userId: t.a.id }))).toEqual([400, 'VALIDATION']);
    for (let i = 0; i < 20; i += 1) expect(outcome(await ask({}))).toEqual([201]);
    expect(outcome(await ask({}))).toEqual([422, 'TOO_MANY_API_KEYS']);
  });

  it('is made once for one Idempotency-Key, and told again to who lost the answer', async () => {
    const ana = await signedIn(t, t.a, 'again@example.com');
    const make = () =>
      ana.send(
        'POST',
        '/me/api-keys',
        { name: 'k', scopes: ['catalogue:read'] },
        { 'idempotency-key': 'one' },
      );
    const [first, second] = [await make(), await make()];
    expect(dataOf(z.unknown(), second)).toEqual(dataOf(z.unknown(), first));
    expect(dataOf(z.array(contract.apiKey), await ana.send('GET', '/me/api-keys'))).toHaveLength(1);
  });

  it("is one's own: another's is not found and not listed", async () => {
    const ana = await signedIn(t, t.a, 'owner@example.com');
    const { id, key } = await createKey(ana, ['catalogue:read']);
    const admin = await signedIn(t, t.a, 'nosy@example.com', [{ role: 'admin' }]);
    const foreigner = await signedIn(t, t.b, 'owner@example.com');
    for (const someone of [admin, foreigner]) {
      expect(outcome(await someone.send('DELETE', `/me/api-keys/${id}`))).toEqual([404, 'NOT_FOUND']);
      expect(dataOf(z.array(contract.apiKey), await someone.send('GET', '/me/api-keys'))).toEqual([]);
    }
    expect(outcome(await using(key, '/me'))).toEqual([200]);
  });

  it('is seen and ended by who manages people, with whose it is; by nobody else', async () => {
    const ana = await signedIn(t, t.a, 'keyed@example.com');
    const { id, key } = await createKey(ana, ['catalogue:read']);
    const admin = await signedIn(t, t.a, 'keeper@example.com', [{ role: 'admin' }]);
    const foreigner = await signedIn(t, t.b, 'keeper@example.com', [{ role: 'admin' }]);
    const { businessId } = await createBusiness(t.a, 'keys');
    const owner = await signedIn(t, t.a, 'shopkeeper@example.com', [{ role: 'owner', businessId }]);
    const list = async () =>
      dataOf(z.array(contract.ownedApiKey), await admin.send('GET', `/api-keys?userId=${ana.id}`));
    expect(await list()).toMatchObject([{ id, owner: { id: ana.id, email: 'keyed@example.com' } }]);
    expect(JSON.stringify(await list())).not.toContain(key);
    for (const someone of [ana, owner]) {
      expect(outcome(await someone.send('GET', '/api-keys'))).toEqual([403, 'FORBIDDEN']);
      expect(outcome(await someone.send('DELETE', `/api-keys/${id}`))).toEqual([403, 'FORBIDDEN']);
    }
    expect(dataOf(z.array(contract.ownedApiKey), await foreigner.send('GET', '/api-keys'))).toEqual([]);
    expect(outcome(await foreigner.send('DELETE', `/api-keys/${id}`))).toEqual([404, 'NOT_FOUND']);
    expect(outcome(await using(key, '/me'))).toEqual([200]);
    expect(outcome(await admin.send('DELETE', `/api-keys/${id}`))).toEqual([204]);
    expect(outcome(await using(key, '/me'))).toEqual(REFUSED);
    expect(outcome(await admin.send('DELETE', `/api-keys/${id}`))).toEqual([404, 'NOT_FOUND']);
    expect(await list()).toEqual([]);
  });
});
