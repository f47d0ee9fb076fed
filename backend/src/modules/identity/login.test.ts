import bcrypt from 'bcrypt';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { browser, createUser, mailsTo, outcome, PASSWORD } from '../../../test/browser.ts';
import { testApp, type TestApp } from '../../../test/harness.ts';
import { inTransaction } from '../../lib/context.ts';

let t: TestApp;
beforeAll(async () => {
  t = await testApp();
});
afterAll(() => t.close());

const REFUSED = [401, 'INVALID_CREDENTIALS'];

describe('signing in', () => {
  it('gives cookies that scripts cannot read, save the one they must', async () => {
    await createUser(t, t.a, 'ana@example.com');
    const answer = await browser(t, t.a).logIn('ANA@example.com ');
    expect(answer.headers['cache-control']).toBe('no-store');
    const cookies = Object.fromEntries(answer.cookies.map((cookie) => [cookie.name, cookie]));
    const shared = { path: '/', sameSite: 'Lax' };
    expect(cookies['turnero_at']).toMatchObject({ ...shared, httpOnly: true, maxAge: 600 });
    expect(cookies['turnero_rt']).toMatchObject({ ...shared, httpOnly: true, maxAge: 30 * 86_400 });
    expect(cookies['turnero_device']).toMatchObject({ ...shared, httpOnly: true });
    expect(cookies['turnero_csrf']).toMatchObject(shared);
    expect(cookies['turnero_csrf']).not.toHaveProperty('httpOnly');
    expect(answer.body).not.toContain(cookies['turnero_rt']?.value);
  });

  it('refuses alike, with the same work, whoever is asked for', async () => {
    await createUser(t, t.a, 'known@example.com');
    await createUser(t, t.a, 'unverified@example.com', { verified: false });
    const compare = vi.spyOn(bcrypt, 'compare');
    const bodies: unknown[] = [];
    for (const email of ['known@example.com', 'unverified@example.com', 'unknown@example.com']) {
      const answer = await browser(t, t.a).logIn(email, 'not the password');
      expect(outcome(answer)).toEqual(REFUSED);
      bodies.push(answer.json<{ error: unknown }>().error);
    }
    expect(new Set(bodies.map((body) => JSON.stringify(body))).size).toBe(1);
    const costs = compare.mock.calls.map(([, hash]) => bcrypt.getRounds(hash));
    expect(costs).toEqual([4, 4, 4]);
    compare.mockRestore();
  });

  it('lets nobody in without a password, deleted, or with a password of another tenant', async () => {
    const without = await createUser(t, t.a, 'invited@example.com');
    const gone = await createUser(t, t.a, 'gone@example.com');
    await createUser(t, t.b, 'b@example.com');
    await inTransaction(t.a.ctx, async ({ db, now }) => {
      await db.user.updateMany({ where: { id: without }, data: { passwordHash: null } });
      await db.user.updateMany({ where: { id: gone }, data: { deletedAt: now() } });
    });
    for (const email of ['invited@example.com', 'gone@example.com', 'b@example.com']) {
      expect(outcome(await browser(t, t.a).logIn(email))).toEqual(REFUSED);
    }
  });

  it('tells the owner of a new device, but not of a known one', async () => {
    const email = 'careful@example.com';
    await createUser(t, t.a, email);
    const home = browser(t, t.a);
    await home.logIn(email);
    await home.logIn(email);
    expect(await mailsTo(t.a, email)).toEqual([]);
    await browser(t, t.a, '203.0.113.9').send(
      'POST',
      '/auth/login',
      { email, password: PASSWORD },
      {
        'user-agent': 'Mozilla/5.0 (X11; Linux x86_64; rv:133.0) Gecko/20100101 Firefox/133.0',
      },
    );
    expect(await mailsTo(t.a, email)).toMatchObject([
      { template: 'new-sign-in', params: { device: 'Firefox, Linux', ip: '203.0.113.9' } },
    ]);
  });

  it('is closed while the tenant is suspended', async () => {
    await createUser(t, t.b, 'ana@example.com');
    const ana = browser(t, t.b);
    expect(outcome(await ana.logIn('ana@example.com'))).toEqual([200]);
    await t.deps.operatorDatabase.transaction({ tenantId: null, actorId: null }, (db) =>
      db.tenant.update({ where: { id: t.b.id }, data: { suspendedAt: new Date() } }),
    );
    t.deps.cache.clear();
    expect(outcome(await ana.send('GET', '/me'))).toEqual([403, 'TENANT_SUSPENDED']);
    expect(outcome(await ana.logIn('ana@example.com'))).toEqual([403, 'TENANT_SUSPENDED']);
  });
});

describe('guessing', () => {
  it('is stopped for an account, known or not, and does not lock its owner out', async () => {
    const email = 'target@example.com';
    await createUser(t, t.a, email);
    const owner = browser(t, t.a);
    expect(outcome(await owner.logIn(email))).toEqual([200]);

    for (const target of [email, 'not-there@example.com']) {
      const statuses: number[] = [];
      for (let i = 0; i < 24; i += 1) {
        // From many addresses: the account has a count of its own.
        const bot = browser(t, t.a, `198.51.100.${i}`);
        statuses.push((await bot.logIn(target, `guess number ${i}`)).statusCode);
      }
      expect(statuses.slice(0, 19)).toEqual(Array.from({ length: 19 }, () => 401));
      expect(statuses.at(-1)).toBe(429);
    }
    const refused = await browser(t, t.a, '198.51.100.99').logIn(email);
    expect(outcome(refused)).toEqual([429, 'TOO_MANY_REQUESTS']);
    expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0);
    expect(outcome(await owner.logIn(email))).toEqual([200]);
  });

  it('is stopped on a known device too', async () => {
    const email = 'stolen@example.com';
    await createUser(t, t.a, email);
    const device = browser(t, t.a);
    await device.logIn(email);
    const statuses: number[] = [];
    for (let i = 0; i < 21; i += 1)
      statuses.push((await device.logIn(email, `guess number ${i}`)).statusCode);
    expect(statuses.at(-1)).toBe(429);
  });

  it('is stopped for one network over many accounts, and a made-up device cookie does not help', async () => {
    const statuses: number[] = [];
    for (let i = 0; i < 102; i += 1) {
      const bot = browser(t, t.a, `2001:db8::${i.toString(16)}`);
      bot.cookies.set('turnero_device', 'made.up');
      statuses.push((await bot.logIn(`person${i}@example.com`, 'one guess each')).statusCode);
    }
    expect(statuses[99]).toBe(401);
    expect(statuses.at(-1)).toBe(429);
  });
});
