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

const ask = (email: string, more: object = {}, tenant = t.a) =>
  browser(t, tenant).send('POST', '/auth/magic-link', { email, ...more });
const refused = [422, 'TOKEN_INVALID'];

describe('a link that signs in', () => {
  it('is mailed, leads back to where it was asked for, and works once', async () => {
    const email = 'magda@example.com';
    const id = await createUser(t, t.a, email);
    expect(outcome(await ask('MAGDA@example.com', { next: '/checkout/42?token=x' }))).toEqual([202]);
    const [mail] = await mailsTo(t.a, email);
    expect(mail).toMatchObject({ template: 'sign-in-link', params: { name: 'Person magda' } });
    const link = new URL(mail!.params['url']!);
    expect([link.origin, link.pathname]).toEqual(['http://a.localhost:3000', '/magic']);
    expect(link.searchParams.get('next')).toBe('/checkout/42?token=x');
    expect(mail?.params['expiresInHours']).toBe(0.25);

    const token = await tokenMailedTo(t.a, email);
    const magda = browser(t, t.a);
    const answer = await magda.send('POST', '/auth/magic-link/confirm', { token });
    expect(answer.headers['cache-control']).toBe('no-store');
    const { user } = dataOf(contract.signedIn, answer);
    expect(user).toMatchObject({ id, email });
    expect(dataOf(contract.me, await magda.send('GET', '/me'))).toEqual(user);
    expect(outcome(await magda.send('POST', '/auth/magic-link/confirm', { token }))).toEqual(refused);
    // The password is what it was.
    expect(outcome(await browser(t, t.a).logIn(email))).toEqual([200]);
    const stored = await inTransaction(t.a.ctx, ({ db }) =>
      db.userToken.findMany({ where: { userId: id }, select: { tokenHash: true } }),
    );
    expect(stored).toHaveLength(1);
    expect(stored[0]?.tokenHash).not.toContain(token);
  });

  it('is won by one of those who open it at once', async () => {
    const email = 'twice@example.com';
    await createUser(t, t.a, email);
    await ask(email);
    const token = await tokenMailedTo(t.a, email);
    const answers = await Promise.all(
      [1, 2, 3].map(() => browser(t, t.a).send('POST', '/auth/magic-link/confirm', { token })),
    );
    expect(answers.map(({ statusCode }) => statusCode).sort()).toEqual([200, 422, 422]);
  });

  it('is void after a newer one, after its quarter of an hour, in another tenant and for another purpose', async () => {
    const email = 'late@example.com';
    const userId = await createUser(t, t.a, email);
    const confirm = (token: string, tenant = t.a) =>
      browser(t, tenant).send('POST', '/auth/magic-link/confirm', { token });
    await ask(email);
    const first = await tokenMailedTo(t.a, email);
    await ask(email);
    const second = await tokenMailedTo(t.a, email);
    expect(outcome(await confirm(first))).toEqual(refused);
    expect(outcome(await confirm(second, t.b))).toEqual(refused);
    const reset = { token: second, password: PASSWORD };
    expect(outcome(await browser(t, t.a).send('POST', '/auth/password-reset/confirm', reset))).toEqual(
      refused,
    );
    await inTransaction(t.a.ctx, async ({ db }) => {
      const [{ minutes } = { minutes: 0 }] = await db.$queryRaw<{ minutes: number }[]>`
        SELECT round(date_part('epoch', expires_at - now()) / 60)::int AS minutes FROM user_tokens
        WHERE user_id = ${userId}::uuid AND used_at IS NULL`;
      expect(minutes).toBe(15);
      await db.$executeRaw`UPDATE user_tokens SET expires_at = now() WHERE user_id = ${userId}::uuid`;
    });
    expect(outcome(await confirm(second))).toEqual(refused);
  });

  it('is asked for with the same answer in the same time whether there is an account or not', async () => {
    const email = 'known@example.com';
    await createUser(t, t.a, email);
    const timed = async (address: string) => {
      const started = performance.now();
      const answer = await ask(address);
      const { statusCode: status } = answer;
      return { ms: performance.now() - started, said: [status, dataOf(z.unknown(), answer)] };
    };
    const [unknown, known] = [await timed('unknown@example.com'), await timed(email)];
    expect(known.said).toEqual(unknown.said);
    expect(Math.min(known.ms, unknown.ms)).toBeGreaterThanOrEqual(EVEN_STEP_MS - 2);
    expect(await mailsTo(t.a, 'unknown@example.com')).toEqual([]);
    // Nobody is flooded.
    for (let count = 0; count < 6; count += 1) expect(outcome(await ask(email))).toEqual([202]);
    expect(await mailsTo(t.a, email)).toHaveLength(5);
  });

  it('makes an account its reader’s that a stranger had registered', async () => {
    const email = 'victim@example.com';
    const stranger = browser(t, t.a);
    const form = { email, password: 'the stranger knows', name: 'Eva' };
    await stranger.send('POST', '/auth/register', form);
    const confirmation = await tokenMailedTo(t.a, email);
    await ask(email);
    const reader = browser(t, t.a);
    const token = await tokenMailedTo(t.a, email);
    expect(outcome(await reader.send('POST', '/auth/magic-link/confirm', { token }))).toEqual([200]);
    expect(outcome(await stranger.logIn(email, form.password))).toEqual([401, 'INVALID_CREDENTIALS']);
    expect(outcome(await stranger.send('POST', '/auth/verify-email', { token: confirmation }))).toEqual(
      refused,
    );
    expect(outcome(await reader.send('GET', '/me'))).toEqual([200]);
  });

  it.each(['https://evil.example', '//evil.example', '/\\evil.example', 'account', '/a b'])(
    'leads nowhere else: %s',
    async (next) => {
      expect(outcome(await ask('someone@example.com', { next }))).toEqual([400, 'VALIDATION']);
    },
  );
});
