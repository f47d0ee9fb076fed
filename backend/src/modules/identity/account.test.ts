import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod/mini';
import {
  browser,
  createUser,
  dataOf,
  mailsTo,
  outcome,
  PASSWORD,
  signedIn,
  tokenMailedTo,
} from '../../../test/browser.ts';
import { testApp, type TestApp } from '../../../test/harness.ts';
import { inTransaction } from '../../lib/context.ts';
import { EVEN_STEP_MS } from '../../lib/even-time.ts';
import * as contract from './identity.contract.ts';

let t: TestApp;
beforeAll(async () => {
  t = await testApp();
});
afterAll(() => t.close());

const NEW = 'a brand new password';
const TOKEN_INVALID = [422, 'TOKEN_INVALID'];
const guest = () => browser(t, t.a);
const isIn = async (someone: ReturnType<typeof guest>) =>
  (await someone.send('GET', '/me')).statusCode === 200;

describe('a forgotten password', () => {
  it('is replaced by the link, once, and every other way in ends', async () => {
    const email = 'forgot@example.com';
    const ana = await signedIn(t, t.a, email);
    const made = await ana.send('POST', '/me/api-keys', { name: 'old', scopes: ['catalogue:read'] });
    const key = { authorization: `Bearer ${dataOf(contract.newApiKey, made).key}` };
    expect(outcome(await guest().send('GET', '/me', undefined, key))).toEqual([200]);

    expect(outcome(await guest().send('POST', '/auth/password-reset', { email }))).toEqual([202]);
    const first = await tokenMailedTo(t.a, email);
    await guest().send('POST', '/auth/password-reset', { email });
    const token = await tokenMailedTo(t.a, email);
    const confirm = (token: string) =>
      guest().send('POST', '/auth/password-reset/confirm', { token, password: NEW });
    expect(outcome(await confirm(first))).toEqual(TOKEN_INVALID);
    expect(outcome(await confirm(token))).toEqual([200]);
    expect(outcome(await confirm(token))).toEqual(TOKEN_INVALID);

    expect(await isIn(ana)).toBe(false);
    expect(outcome(await guest().send('GET', '/me', undefined, key))).toEqual([401, 'UNAUTHENTICATED']);
    expect(outcome(await guest().logIn(email))).toEqual([401, 'INVALID_CREDENTIALS']);
    expect(outcome(await guest().logIn(email, NEW))).toEqual([200]);
    expect((await mailsTo(t.a, email)).map(({ template }) => template)).toContain('password-changed');
  });

  it('answers alike for an unknown address, and in the same time', async () => {
    await createUser(t, t.a, 'exists@example.com');
    const timed = async (email: string) => {
      const started = performance.now();
      const answer = await guest().send('POST', '/auth/password-reset', { email });
      return {
        ms: performance.now() - started,
        status: answer.statusCode,
        data: dataOf(z.unknown(), answer),
      };
    };
    const [known, unknown] = [await timed('exists@example.com'), await timed('missing@example.com')];
    expect([unknown.status, unknown.data]).toEqual([known.status, known.data]);
    // Both wait for the end of a step, far longer than either takes; timers may ring a millisecond early.
    expect(Math.min(known.ms, unknown.ms)).toBeGreaterThanOrEqual(EVEN_STEP_MS - 2);
    expect(await mailsTo(t.a, 'missing@example.com')).toEqual([]);
  });

  it('is stored nowhere, nor is its link', async () => {
    const email = 'stored@example.com';
    await createUser(t, t.a, email);
    await guest().send('POST', '/auth/password-reset', { email });
    const token = await tokenMailedTo(t.a, email);
    const rows = await inTransaction(t.a.ctx, ({ db }) => db.userToken.findMany({ where: { email } }));
    expect(JSON.stringify(rows)).not.toContain(token);
    expect(rows[0]?.expiresAt.getTime()).toBeLessThanOrEqual(Date.now() + 3_600_000);
  });

  it('is replaced by one of two who use the link at the same time', async () => {
    const email = 'twice@example.com';
    await createUser(t, t.a, email);
    await guest().send('POST', '/auth/password-reset', { email });
    const token = await tokenMailedTo(t.a, email);
    const race = ['one of the two wins', 'the other one fails'].map((password) =>
      guest().send('POST', '/auth/password-reset/confirm', { token, password }),
    );
    const statuses = (await Promise.all(race)).map(({ statusCode }) => statusCode);
    expect(statuses.toSorted()).toEqual([200, 422]);
  });

  it('of one tenant is not replaced by a link of another', async () => {
    await createUser(t, t.a, 'both@example.com');
    await createUser(t, t.b, 'both@example.com');
    await guest().send('POST', '/auth/password-reset', { email: 'both@example.com' });
    const token = await tokenMailedTo(t.a, 'both@example.com');
    const inB = await browser(t, t.b).send('POST', '/auth/password-reset/confirm', { token, password: NEW });
    expect(outcome(inB)).toEqual(TOKEN_INVALID);
  });
});

describe('changing the password', () => {
  it('needs the present one, ends the other sessions and leaves this one', async () => {
    const email = 'change@example.com';
    const here = await signedIn(t, t.a, email);
    const there = guest();
    await there.logIn(email);
    const change = (currentPassword: string) =>
      here.send('POST', '/me/password', { currentPassword, newPassword: NEW });
    const wrong = await change('not my password');
    expect(outcome(wrong)).toEqual([422, 'PASSWORD_WRONG']);
    expect(wrong.json()).toMatchObject({ error: { details: [{ field: 'currentPassword' }] } });
    expect(await isIn(there)).toBe(true);
    expect(outcome(await change(PASSWORD))).toEqual([204]);
    expect([await isIn(here), await isIn(there)]).toEqual([true, false]);
    expect(outcome(await guest().logIn(email, NEW))).toEqual([200]);
  });

  it('voids links that were sent before', async () => {
    const email = 'voided@example.com';
    const ana = await signedIn(t, t.a, email);
    await guest().send('POST', '/auth/password-reset', { email });
    const token = await tokenMailedTo(t.a, email);
    await ana.send('POST', '/me/password', { currentPassword: PASSWORD, newPassword: NEW });
    const late = await guest().send('POST', '/auth/password-reset/confirm', { token, password: PASSWORD });
    expect(outcome(late)).toEqual(TOKEN_INVALID);
  });

  it('cannot be guessed from a session left open', async () => {
    const ana = await signedIn(t, t.a, 'guessed@example.com');
    const codes: (string | undefined)[] = [];
    for (let i = 0; i < 11; i += 1) {
      const body = { currentPassword: `guess number ${i}`, newPassword: NEW };
      codes.push(outcome(await ana.send('POST', '/me/password', body))[1]);
    }
    expect(codes[9]).toBe('PASSWORD_WRONG');
    expect(codes[10]).toBe('TOO_MANY_REQUESTS');
  });
});

describe('changing the address', () => {
  const ask = (someone: ReturnType<typeof guest>, email: string, password = PASSWORD) =>
    someone.send('POST', '/me/email', { email, password });
  const confirm = (token: string) => guest().send('POST', '/auth/email-change/confirm', { token });

  it('needs the password and the link sent to the new address; the old one hears of it', async () => {
    const ana = await signedIn(t, t.a, 'old@example.com');
    expect(outcome(await ask(ana, 'new@example.com', 'not my password'))).toEqual([422, 'PASSWORD_WRONG']);
    expect(outcome(await ask(ana, 'new@example.com'))).toEqual([202]);
    expect(dataOf(contract.me, await ana.send('GET', '/me')).email).toBe('old@example.com');
    const token = await tokenMailedTo(t.a, 'new@example.com');
    expect(outcome(await confirm(token))).toEqual([200]);
    expect(dataOf(contract.me, await ana.send('GET', '/me')).email).toBe('new@example.com');
    expect(await mailsTo(t.a, 'old@example.com')).toMatchObject([
      { template: 'email-changed', params: { newEmail: 'new@example.com' } },
    ]);
    expect(outcome(await confirm(token))).toEqual(TOKEN_INVALID);
    expect(outcome(await guest().logIn('new@example.com'))).toEqual([200]);
    expect(outcome(await guest().logIn('old@example.com'))).toEqual([401, 'INVALID_CREDENTIALS']);
  });

  it("to another account's address is told to that address only, and takes nothing over", async () => {
    await createUser(t, t.a, 'taken@example.com');
    const ana = await signedIn(t, t.a, 'taker@example.com');
    const answers = [await ask(ana, 'free@example.com'), await ask(ana, 'taken@example.com')];
    expect(answers.map((answer) => [answer.statusCode, dataOf(z.unknown(), answer)])).toEqual([
      [202, {}],
      [202, {}],
    ]);
    expect((await mailsTo(t.a, 'taken@example.com')).map(({ template }) => template)).toEqual([
      'already-registered',
    ]);
  });

  it('is refused when someone else took the address meanwhile', async () => {
    const ana = await signedIn(t, t.a, 'slow@example.com');
    await ask(ana, 'wanted@example.com');
    const token = await tokenMailedTo(t.a, 'wanted@example.com');
    await createUser(t, t.a, 'wanted@example.com');
    expect(outcome(await confirm(token))).toEqual([409, 'EMAIL_TAKEN']);
    expect(dataOf(contract.me, await ana.send('GET', '/me')).email).toBe('slow@example.com');
  });

  it('voids a reset link that went to the old address', async () => {
    const ana = await signedIn(t, t.a, 'leaving@example.com');
    await ask(ana, 'arrived@example.com');
    const change = await tokenMailedTo(t.a, 'arrived@example.com');
    await guest().send('POST', '/auth/password-reset', { email: 'leaving@example.com' });
    const token = await tokenMailedTo(t.a, 'leaving@example.com');
    await confirm(change);
    const reset = await guest().send('POST', '/auth/password-reset/confirm', { token, password: NEW });
    expect(outcome(reset)).toEqual(TOKEN_INVALID);
  });

  it('is undone by a password reset: a pending change of a thief dies with it', async () => {
    const ana = await signedIn(t, t.a, 'robbed@example.com');
    await ask(ana, 'thief@example.com');
    const change = await tokenMailedTo(t.a, 'thief@example.com');
    await guest().send('POST', '/auth/password-reset', { email: 'robbed@example.com' });
    const token = await tokenMailedTo(t.a, 'robbed@example.com');
    await guest().send('POST', '/auth/password-reset/confirm', { token, password: NEW });
    expect(outcome(await confirm(change))).toEqual(TOKEN_INVALID);
  });
});

describe('my profile', () => {
  it('changes name and language, nothing else, and only mine', async () => {
    const ana = await signedIn(t, t.a, 'profile@example.com');
    const eva = await signedIn(t, t.a, 'other@example.com');
    const changed = await ana.send('PATCH', '/me', { name: 'Ana María', locale: 'es-AR' });
    expect(dataOf(contract.me, changed)).toMatchObject({ name: 'Ana María', locale: 'es-AR' });
    for (const body of [{ email: 'x@example.com' }, { roles: ['admin'] }, { id: eva.id }, { locale: 'xx' }]) {
      expect(outcome(await ana.send('PATCH', '/me', body))).toEqual([400, 'VALIDATION']);
    }
    expect(dataOf(contract.me, await eva.send('GET', '/me')).name).toBe('Person other');
  });
});
