import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod/mini';
import {
  browser,
  createUser,
  dataOf,
  mailsTo,
  outcome,
  PASSWORD,
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

const form = (email: string) => ({ email, password: PASSWORD, name: 'Ana' });
const customersOf = (email: string) =>
  inTransaction(t.a.ctx, ({ db }) => db.customer.findMany({ where: { email }, select: { userId: true } }));

describe('a new account', () => {
  it('registers, confirms its address, signs in, and is a customer', async () => {
    const ana = browser(t, t.a);
    const email = 'ana@example.com';
    const registered = await ana.send('POST', '/auth/register', form(email), {
      'accept-language': 'pt-PT, en;q=0.5',
    });
    expect(outcome(registered)).toEqual([202]);
    expect(registered.headers['cache-control']).toBe('no-store');

    const [mail] = await mailsTo(t.a, email);
    expect(mail).toMatchObject({ template: 'verify-email', locale: 'pt-BR', params: { name: 'Ana' } });
    expect(mail?.params['url']).toMatch(/^http:\/\/a\.localhost:3000\/verify\?token=[\w-]{43}$/);
    expect(outcome(await ana.logIn(email))).toEqual([403, 'EMAIL_NOT_VERIFIED']);
    expect(await customersOf(email)).toEqual([]);

    const token = await tokenMailedTo(t.a, email);
    const verified = await ana.send('POST', '/auth/verify-email', { token });
    expect(dataOf(z.unknown(), verified)).toEqual({ email });
    expect(verified.cookies.map(({ name }) => name)).not.toContain('turnero_at');
    expect(outcome(await ana.send('POST', '/auth/verify-email', { token }))).toEqual([422, 'TOKEN_INVALID']);

    const { user } = dataOf(contract.signedIn, await ana.logIn(email));
    expect(user).toMatchObject({ email, name: 'Ana', locale: 'pt-BR', roles: ['customer'] });
    expect(await customersOf(email)).toEqual([{ userId: user.id }]);
    expect(dataOf(contract.me, await ana.send('GET', '/me'))).toEqual(user);
  });

  it('takes no role, tenant or confirmation from the body', async () => {
    const eva = browser(t, t.a);
    for (const extra of [
      { role: 'admin' },
      { tenantId: t.b.id },
      { emailVerifiedAt: '2020-01-01T00:00:00Z' },
    ]) {
      expect(
        outcome(await eva.send('POST', '/auth/register', { ...form('eva@example.com'), ...extra })),
      ).toEqual([400, 'VALIDATION']);
    }
    expect(await mailsTo(t.a, 'eva@example.com')).toEqual([]);
  });

  it.each([
    ['an address with a line break', { email: 'a@example.com\r\nBcc: b@example.com' }, 'email'],
    ['a name with a line break', { name: 'Ana\r\nBcc: b@example.com' }, 'name'],
    ['a name with a link', { name: 'Win at https://evil.example' }, 'name'],
    ['a name with half a character', { name: 'Ana \ud800' }, 'name'],
    ['a name with a NUL', { name: 'A\0' }, 'name'],
    ['a short password', { password: '123456789' }, 'password'],
    ['an endless password', { password: 'x'.repeat(201) }, 'password'],
    ['a password of another type', { password: { $ne: '' } }, 'password'],
  ])('is refused with %s', async (_name, wrong, field) => {
    const answer = await browser(t, t.a).send('POST', '/auth/register', {
      ...form('x@example.com'),
      ...wrong,
    });
    expect(outcome(answer)).toEqual([400, 'VALIDATION']);
    expect(answer.json<{ error: { details: { field: string }[] } }>().error.details[0]?.field).toContain(
      field,
    );
  });

  it('is made once when two requests race', async () => {
    const email = 'race@example.com';
    const racers = [1, 2, 3].map(() => browser(t, t.a).send('POST', '/auth/register', form(email)));
    expect((await Promise.all(racers)).map(({ statusCode }) => statusCode)).toEqual([202, 202, 202]);
    const users = await inTransaction(t.a.ctx, ({ db }) => db.user.count({ where: { email } }));
    expect(users).toBe(1);
  });
});

describe('an address that is known', () => {
  it('gets a mail, an unchanged account, and the same answer in the same time', async () => {
    const email = 'known@example.com';
    await createUser(t, t.a, email);
    const someone = browser(t, t.a);
    const timed = async (address: string) => {
      const started = performance.now();
      const answer = await someone.send('POST', '/auth/register', {
        ...form(address),
        password: 'another password',
      });
      return {
        ms: performance.now() - started,
        status: answer.statusCode,
        data: dataOf(z.unknown(), answer),
      };
    };
    const unknown = await timed('unknown@example.com');
    const known = await timed('KNOWN@example.com');
    expect([known.status, known.data]).toEqual([unknown.status, unknown.data]);
    // Both wait for the end of a step, far longer than either takes; timers may ring a millisecond early.
    expect(Math.min(known.ms, unknown.ms)).toBeGreaterThanOrEqual(EVEN_STEP_MS - 2);
    expect((await mailsTo(t.a, email)).map(({ template }) => template)).toEqual(['already-registered']);
    expect(outcome(await someone.logIn(email, 'another password'))).toEqual([401, 'INVALID_CREDENTIALS']);
    expect(outcome(await someone.logIn(email))).toEqual([200]);
  });

  it('is another person in another tenant', async () => {
    const email = 'twin@example.com';
    const ids = [await createUser(t, t.a, email), await createUser(t, t.b, email)];
    const [inA, inB] = [browser(t, t.a), browser(t, t.b)];
    const users = [await inA.logIn(email), await inB.logIn(email)].map(
      (a) => dataOf(contract.signedIn, a).user.id,
    );
    expect(users).toEqual(ids);
    expect(new Set(ids).size).toBe(2);
  });

  it('that nobody confirmed cannot be kept by who took it first', async () => {
    const email = 'victim@example.com';
    const attacker = browser(t, t.a);
    await attacker.send('POST', '/auth/register', { ...form(email), password: 'the attacker knows' });
    const firstLink = await tokenMailedTo(t.a, email);

    const victim = browser(t, t.a);
    await victim.send('POST', '/auth/register', form(email));
    expect(outcome(await victim.send('POST', '/auth/verify-email', { token: firstLink }))).toEqual([
      422,
      'TOKEN_INVALID',
    ]);
    const mail = (await mailsTo(t.a, email)).at(-1);
    expect(mail).toMatchObject({ template: 'reset-password' });
    const token = await tokenMailedTo(t.a, email);
    const chosen = await victim.send('POST', '/auth/password-reset/confirm', {
      token,
      password: 'the victim chose this',
    });
    expect(outcome(chosen)).toEqual([200]);
    expect(outcome(await victim.logIn(email, 'the victim chose this'))).toEqual([200]);
    expect(outcome(await attacker.logIn(email, 'the attacker knows'))).toEqual([401, 'INVALID_CREDENTIALS']);
  });

  it('is not flooded with mails, and whoever tries is not told', async () => {
    const email = 'flooded@example.com';
    await createUser(t, t.a, email, { verified: false });
    const answers = [];
    for (let i = 0; i < 7; i += 1)
      answers.push(await browser(t, t.a).send('POST', '/auth/verification', { email }));
    expect(answers.map(({ statusCode }) => statusCode)).toEqual(Array.from({ length: 7 }, () => 202));
    expect(await mailsTo(t.a, email)).toHaveLength(5);
  });
});

describe('verification again', () => {
  it('voids the link before, and mails nothing where there is nothing to confirm', async () => {
    await createUser(t, t.a, 'slow@example.com', { verified: false });
    await createUser(t, t.a, 'done@example.com');
    const someone = browser(t, t.a);
    const ask = (email: string) => someone.send('POST', '/auth/verification', { email });
    await ask('slow@example.com');
    const first = await tokenMailedTo(t.a, 'slow@example.com');
    await ask('slow@example.com');
    const second = await tokenMailedTo(t.a, 'slow@example.com');
    expect(outcome(await someone.send('POST', '/auth/verify-email', { token: first }))).toEqual([
      422,
      'TOKEN_INVALID',
    ]);
    expect(outcome(await someone.send('POST', '/auth/verify-email', { token: second }))).toEqual([200]);

    const answers = [await ask('done@example.com'), await ask('nobody@example.com')];
    expect(answers.map(({ statusCode }) => statusCode)).toEqual([202, 202]);
    expect(await mailsTo(t.a, 'done@example.com')).toEqual([]);
  });

  it('refuses links that are expired, of another tenant or for another purpose', async () => {
    const email = 'late@example.com';
    await createUser(t, t.a, email, { verified: false });
    const someone = browser(t, t.a);
    await someone.send('POST', '/auth/verification', { email });
    const token = await tokenMailedTo(t.a, email);
    const refused = [422, 'TOKEN_INVALID'];
    expect(outcome(await browser(t, t.b).send('POST', '/auth/verify-email', { token }))).toEqual(refused);
    const reset = { token, password: 'a password of my own' };
    expect(outcome(await someone.send('POST', '/auth/password-reset/confirm', reset))).toEqual(refused);
    await inTransaction(t.a.ctx, ({ db }) =>
      db.userToken.updateMany({ where: { email }, data: { expiresAt: new Date(Date.now() - 1000) } }),
    );
    expect(outcome(await someone.send('POST', '/auth/verify-email', { token }))).toEqual(refused);
  });
});
