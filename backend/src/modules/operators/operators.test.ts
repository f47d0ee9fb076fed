import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { testApp, type TestApp } from '../../../test/harness.ts';
import { hashPassword } from '../identity/identity.passwords.ts';
import type { OperatorTenant } from './operators.contract.ts';

const HOME = 'localhost:3000';
const login = { email: 'ops@example.com', password: 'a long enough password' };

let t: TestApp;
let operatorId: string;

beforeAll(async () => {
  t = await testApp();
  const passwordHash = await hashPassword(login.password, t.env);
  const operator = await t.deps.operatorDatabase.transaction({ tenantId: null, actorId: null }, (db) =>
    db.operator.create({ data: { email: login.email, name: 'Ops', passwordHash } }),
  );
  operatorId = operator.id;
});

afterAll(() => t.close());

type Headers = Record<string, string>;

function send(
  method: 'GET' | 'POST' | 'PUT' | 'DELETE',
  path: string,
  headers: Headers = {},
  payload?: object,
) {
  return t.app.inject({
    method,
    url: `/api/v1/operator${path}`,
    headers: { host: HOME, origin: `http://${HOME}`, ...headers },
    ...(payload ? { payload } : {}),
  });
}

async function signIn(): Promise<Headers> {
  const response = await send('POST', '/auth/login', {}, login);
  expect(response.statusCode).toBe(200);
  const value = (name: string) => response.cookies.find((cookie) => cookie.name === name)?.value ?? '';
  return {
    cookie: `turnero_operator=${value('turnero_operator')}`,
    'x-csrf-token': value('turnero_csrf'),
  };
}

const tenants = async (headers: Headers) =>
  (await send('GET', '/tenants', headers)).json<{ data: OperatorTenant[] }>().data;

describe('operators', () => {
  it('sign in, see every tenant, and sign out', async () => {
    const headers = await signIn();
    expect((await send('GET', '/me', headers)).json()).toMatchObject({ data: { email: login.email } });
    expect((await tenants(headers)).map(({ slug }) => slug).toSorted()).toEqual(['a', 'b']);
    expect((await send('POST', '/auth/logout', headers)).statusCode).toBe(204);
    expect((await send('GET', '/me', headers)).statusCode).toBe(401);
  });

  it('are refused with a wrong password, an unknown address, and no session', async () => {
    for (const wrong of [
      { ...login, password: 'not this one' },
      { ...login, email: 'who@example.com' },
    ]) {
      const response = await send('POST', '/auth/login', {}, wrong);
      expect([response.statusCode, response.json<{ error: { code: string } }>().error.code]).toEqual([
        401,
        'INVALID_CREDENTIALS',
      ]);
    }
    expect((await send('GET', '/tenants')).statusCode).toBe(401);
    expect((await send('GET', '/tenants', { cookie: 'turnero_operator=made-up' })).statusCode).toBe(401);
  });

  it("are nobody on a tenant's host, where their console does not exist", async () => {
    const headers = await signIn();
    const elsewhere = { ...headers, host: t.a.host, origin: `http://${t.a.host}` };
    expect((await send('GET', '/tenants', elsewhere)).statusCode).toBe(404);
    expect((await send('POST', '/auth/login', elsewhere, login)).statusCode).toBe(404);
  });

  it('need the token of their own pages to change anything', async () => {
    const headers = await signIn();
    const forged = { ...headers, 'x-csrf-token': 'made-up' };
    expect((await send('POST', `/tenants/${t.a.id}/suspension`, forged, {})).statusCode).toBe(403);
    const foreign = { ...headers, origin: 'http://a.localhost:3000' };
    expect((await send('POST', `/tenants/${t.a.id}/suspension`, foreign, {})).statusCode).toBe(403);
    expect((await tenants(headers)).every(({ suspension }) => suspension === null)).toBe(true);
  });

  it('suspend and resume a tenant; each deed is recorded once and announced once', async () => {
    const headers = await signIn();
    const suspend = () => send('POST', `/tenants/${t.b.id}/suspension`, headers, { reason: 'unpaid' });
    expect((await suspend()).statusCode).toBe(204);
    expect((await suspend()).statusCode).toBe(204);
    const found = (await tenants(headers)).find(({ id }) => id === t.b.id);
    expect(found?.suspension?.reason).toBe('unpaid');
    const outbox = await t.deps.database.transaction({ tenantId: t.b.id, actorId: null }, (db) =>
      db.outboxEvent.findMany({ where: { tenantId: t.b.id }, select: { kind: true } }),
    );
    expect(outbox).toEqual([{ kind: 'tenant.suspended' }]);

    expect((await send('DELETE', `/tenants/${t.b.id}/suspension`, headers)).statusCode).toBe(204);
    expect((await tenants(headers)).every(({ suspension }) => suspension === null)).toBe(true);
    const events = await t.deps.operatorDatabase.transaction({ tenantId: null, actorId: null }, (db) =>
      db.operatorEvent.findMany({ where: { tenantId: t.b.id }, orderBy: { at: 'asc' } }),
    );
    expect(events.map(({ action }) => action)).toEqual([
      'tenant.suspended',
      'tenant.suspended',
      'tenant.resumed',
    ]);
    expect(events.every((event) => event.operatorId === operatorId)).toBe(true);
  });

  it('get 404 for a tenant that is not there', async () => {
    const headers = await signIn();
    const nobody = '019a0000-0000-7000-8000-000000000000';
    expect((await send('POST', `/tenants/${nobody}/suspension`, headers, {})).statusCode).toBe(404);
    expect((await send('DELETE', `/tenants/${nobody}/suspension`, headers)).statusCode).toBe(404);
  });

  it('who are disabled are out at once', async () => {
    const headers = await signIn();
    const set = (disabledAt: Date | null) =>
      t.deps.operatorDatabase.transaction({ tenantId: null, actorId: null }, (db) =>
        db.operator.update({ where: { id: operatorId }, data: { disabledAt }, select: { id: true } }),
      );
    await set(new Date());
    expect((await send('GET', '/me', headers)).statusCode).toBe(401);
    await set(null);
    expect((await send('GET', '/me', headers)).statusCode).toBe(200);
  });
});
