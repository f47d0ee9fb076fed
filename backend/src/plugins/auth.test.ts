import { SignJWT } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  browser,
  createUser,
  dataOf,
  outcome,
  PASSWORD,
  signedIn,
  type Browser,
} from '../../test/browser.ts';
import { testApp, type TestApp } from '../../test/harness.ts';
import { buildApp } from '../app.ts';
import { inTransaction } from '../lib/context.ts';
import * as contract from '../modules/identity/identity.contract.ts';
import type { Me } from '../modules/identity/identity.contract.ts';
import { identityKeys, issueAccessToken } from '../modules/identity/identity.tokens.ts';

let t: TestApp;
let ana: Browser & { id: string };
let me: Me;

beforeAll(async () => {
  t = await testApp({}, { CORS_ORIGINS: 'https://partner.example' });
  ana = await signedIn(t, t.a, 'ana@example.com');
  me = dataOf(contract.me, await ana.send('GET', '/me'));
});
afterAll(() => t.close());

const REFUSED = [401, 'UNAUTHENTICATED'];
const claims = () => ({ userId: ana.id, tenantId: t.a.id, sessionId: me.sessionId ?? '' });
const base64 = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
const soon = () => Math.floor(Date.now() / 1000) + 600;
const payload = () => ({ sub: ana.id, tid: t.a.id, sid: me.sessionId, exp: soon() });
const bearer = (token: string) =>
  browser(t, t.a).send('GET', '/me', undefined, { authorization: `Bearer ${token}` });

describe('a forged token', () => {
  const keys = () => identityKeys(t.env.APP_SECRET);
  const ours = (changes: object = {}, now = new Date()) =>
    issueAccessToken(keys(), { ...claims(), ...changes }, { now, minutes: 10 });

  it('is told from a true one', async () => {
    expect(outcome(await bearer(await ours()))).toEqual([200]);
  });

  const forgeries: [string, () => Promise<string> | string][] = [
    ['without a signature (alg none)', () => `${base64({ alg: 'none' })}.${base64(payload())}.`],
    ['with the signature cut off', async () => (await ours()).replace(/[^.]+$/, '')],
    ['with another content', async () => (await ours()).replace(/\.[^.]+\./, `.${base64(payload())}.`)],
    [
      'signed with another key',
      () => issueAccessToken(identityKeys('another secret'), claims(), { now: new Date(), minutes: 10 }),
    ],
    ['signed with our key for another purpose', () => sign(keys().refresh)],
    ['expired', () => ours({}, new Date(Date.now() - 11 * 60_000))],
    ['that never expires', () => sign(keys().access, { exp: undefined })],
    ['of another tenant', () => ours({ tenantId: t.b.id })],
    ['of a session that is not there', () => ours({ sessionId: '0199a5f0-0000-7000-8000-000000000001' })],
    ['of a session id that is no id', () => ours({ sessionId: 'x' })],
    [
      "for another's account in one's own session",
      async () => ours({ userId: await createUser(t, t.a, 'eva@example.com') }),
    ],
    ['that is not a token', () => 'x'],
  ];
  const sign = (key: Uint8Array, changes: object = {}) =>
    new SignJWT(JSON.parse(JSON.stringify({ ...payload(), ...changes })) as Record<string, string>)
      .setProtectedHeader({ alg: 'HS256' })
      .sign(key);

  it.each(forgeries)('%s is refused, in a header and in a cookie', async (_name, forge) => {
    const token = await forge();
    expect(outcome(await bearer(token))).toEqual(REFUSED);
    const someone = browser(t, t.a);
    someone.cookies.set('turnero_at', token);
    expect(outcome(await someone.send('GET', '/me'))).toEqual(REFUSED);
  });

  it('of one tenant does not open the other', async () => {
    await createUser(t, t.b, 'ana@example.com');
    const token = await ours();
    const answer = await browser(t, t.b).send('GET', '/me', undefined, { authorization: `Bearer ${token}` });
    expect(outcome(answer)).toEqual(REFUSED);
  });

  it('makes a guest where guests are welcome', async () => {
    const guest = browser(t, t.a);
    guest.cookies.set('turnero_at', 'x');
    expect(outcome(await guest.send('GET', '/tenant'))).toEqual([200]);
    expect(outcome(await guest.send('GET', '/tenant', undefined, { authorization: 'Basic x' }))).toEqual([
      200,
    ]);
    expect(outcome(await guest.send('GET', '/me', undefined, { authorization: 'Basic x' }))).toEqual(REFUSED);
  });

  it('and a true one, of an account that is gone, is refused', async () => {
    const gone = await signedIn(t, t.a, 'gone@example.com');
    await inTransaction(t.a.ctx, ({ db, now }) =>
      db.user.updateMany({ where: { id: gone.id }, data: { deletedAt: now() } }),
    );
    await t.deps.cache.invalidate(t.a.id, 'user', gone.id);
    expect(outcome(await gone.send('GET', '/me'))).toEqual(REFUSED);
  });
});

describe('every route', () => {
  it('says who may use it, or the app does not start', async () => {
    const app = await buildApp(t.deps);
    expect(() => app.get('/api/v1/forgotten', async () => ({ data: 1 }))).toThrow(
      /forgotten.*config\.access/,
    );
    await app.close();
  });

  it('of an account refuses guests', async () => {
    const guest = browser(t, t.a);
    const id = ana.id;
    const table = [
      ['GET', '/me'],
      ['PATCH', '/me'],
      ['POST', '/me/password'],
      ['POST', '/me/email'],
      ['GET', '/me/sessions'],
      ['DELETE', `/me/sessions/${id}`],
      ['GET', '/me/api-keys'],
      ['POST', '/me/api-keys'],
      ['DELETE', `/me/api-keys/${id}`],
      ['POST', '/auth/logout-all'],
      ['GET', '/users'],
      ['POST', `/users/${id}/roles`],
      ['DELETE', `/users/${id}/roles/${id}`],
    ] as const;
    for (const [method, path] of table) {
      expect(outcome(await guest.send(method, path, method === 'GET' ? undefined : {})), path).toEqual(
        REFUSED,
      );
    }
  });

  it('that changes something does not answer to GET', async () => {
    for (const path of [
      '/auth/logout',
      '/auth/verify-email?token=x',
      '/auth/refresh',
      '/auth/email-change/confirm',
    ]) {
      expect((await ana.send('GET', path)).statusCode, path).toBe(405);
    }
    expect(outcome(await ana.send('GET', '/me'))).toEqual([200]);
  });

  it('is described with its permission', () => {
    const document = t.app.swagger() as unknown as {
      paths: Record<string, Record<string, { security: unknown[]; 'x-permission': string }>>;
    };
    expect(document.paths['/api/v1/users']?.['get']).toMatchObject({ 'x-permission': 'user:read' });
    expect(document.paths['/api/v1/users']?.['get']?.security).not.toEqual([]);
    expect(document.paths['/api/v1/auth/login']?.['post']).toMatchObject({
      'x-permission': 'public',
      security: [],
    });
  });
});

describe('a request made by a foreign page', () => {
  const CSRF = [403, 'CSRF'];
  const rename = (headers: Record<string, string>) => ana.send('PATCH', '/me', { name: 'Ana' }, headers);
  const token = () => ana.cookies.get('turnero_csrf') ?? '';

  it.each<[string, Record<string, string>]>([
    ['from another site', { origin: 'https://evil.example' }],
    ["from another tenant's page", { origin: 'http://b.localhost' }],
    ['from the same host on another port', { origin: 'http://a.localhost:8080' }],
    ['from a page that hides its origin', { origin: 'null' }],
    [
      'from a listed partner: its pages do not act as who is signed in',
      { origin: 'https://partner.example' },
    ],
    ['without the token', { 'x-csrf-token': '' }],
    ['with a made-up token', { 'x-csrf-token': 'x'.repeat(43) }],
  ])('%s is refused', async (_name, headers) => {
    expect(outcome(await rename(headers))).toEqual(CSRF);
  });

  it("with the token of another's session is refused", async () => {
    const eva = await signedIn(t, t.a, 'csrf@example.com');
    expect(outcome(await rename({ 'x-csrf-token': eva.cookies.get('turnero_csrf') ?? '' }))).toEqual(CSRF);
  });

  it('is told by Sec-Fetch-Site where a browser sends no origin', async () => {
    const bare = (headers: Record<string, string>) =>
      t.app.inject({
        method: 'PATCH',
        url: '/api/v1/me',
        headers: {
          host: t.a.host,
          cookie: `turnero_at=${ana.cookies.get('turnero_at')}`,
          'x-csrf-token': token(),
          ...headers,
        },
        payload: { name: 'Ana' },
      });
    expect(outcome(await bare({ 'sec-fetch-site': 'same-origin' }))).toEqual([200]);
    expect(outcome(await bare({ 'sec-fetch-site': 'same-site' }))).toEqual(CSRF);
    expect(outcome(await bare({ 'sec-fetch-site': 'cross-site' }))).toEqual(CSRF);
    expect(outcome(await bare({}))).toEqual(CSRF);
  });

  it('cannot sign anyone in or out, nor use up a refresh token', async () => {
    const foreign = { origin: 'https://evil.example' };
    const body = { email: 'ana@example.com', password: PASSWORD };
    expect(outcome(await browser(t, t.a).send('POST', '/auth/login', body, foreign))).toEqual(CSRF);
    for (const path of ['/auth/refresh', '/auth/logout']) {
      expect(outcome(await ana.send('POST', path, undefined, foreign))).toEqual(CSRF);
      expect(outcome(await ana.send('POST', path, undefined, { 'x-csrf-token': 'x' }))).toEqual(CSRF);
    }
    expect(outcome(await ana.send('GET', '/me'))).toEqual([200]);
  });

  it('does not concern programs: they send no cookies, and no origin', async () => {
    const answer = await t.app.inject({
      method: 'POST',
      url: '/api/v1/auth/login',
      headers: { host: t.a.host },
      payload: { email: 'ana@example.com', password: PASSWORD },
    });
    expect(answer.statusCode).toBe(200);
    const headers = {
      origin: 'https://partner.example',
      authorization: `Bearer ${ana.cookies.get('turnero_at')}`,
    };
    expect(outcome(await browser(t, t.a).send('PATCH', '/me', { name: 'Ana' }, headers))).toEqual([200]);
  });
});
