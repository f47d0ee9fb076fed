import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod/mini';
import { browser, createUser, dataOf, outcome, signedIn, type Browser } from '../../../test/browser.ts';
import { testApp, type TestApp } from '../../../test/harness.ts';
import { inTransaction } from '../../lib/context.ts';
import * as contract from './identity.contract.ts';

let t: TestApp;
beforeAll(async () => {
  t = await testApp();
});
afterAll(() => t.close());

const ENDED = [401, 'SESSION_ENDED'];
const refresh = (someone: Browser) => someone.send('POST', '/auth/refresh');
const isIn = async (someone: Browser) => (await someone.send('GET', '/me')).statusCode === 200;
const sessionsOf = async (someone: Browser) =>
  dataOf(z.array(contract.session), await someone.send('GET', '/me/sessions'));

/** The same browser as it was at this moment: another tab, or a thief. */
function copyOf(someone: Browser): Browser {
  const copy = browser(t, t.a);
  for (const [name, value] of someone.cookies) copy.cookies.set(name, value);
  return copy;
}

/** As if the last refresh had been longer ago than a retry may take. */
const letGracePass = () =>
  inTransaction(
    t.a.ctx,
    ({ db }) => db.$executeRaw`UPDATE sessions SET rotated_at = now() - interval '11 seconds'`,
  );

async function eventsOf(userId: string, kind: string) {
  const rows = await inTransaction(t.a.ctx, ({ db }) => db.outboxEvent.findMany({ where: { kind } }));
  return rows
    .map(({ payload }) => payload as { userId: string })
    .filter((payload) => payload.userId === userId);
}

describe('refreshing', () => {
  it('uses a token up and gives the next', async () => {
    const ana = await signedIn(t, t.a, 'rotate@example.com');
    const before = ana.cookies.get('turnero_rt');
    ana.cookies.delete('turnero_at');
    expect(await isIn(ana)).toBe(false);
    expect(outcome(await refresh(ana))).toEqual([204]);
    expect(ana.cookies.get('turnero_rt')).not.toBe(before);
    expect(await isIn(ana)).toBe(true);
  });

  it('gives the same answer to a retry within seconds, and to two tabs at once', async () => {
    const ana = await signedIn(t, t.a, 'tabs@example.com');
    const tabs = [copyOf(ana), copyOf(ana), copyOf(ana)];
    const answers = await Promise.all(tabs.map(refresh));
    expect(answers.map(({ statusCode }) => statusCode)).toEqual([204, 204, 204]);
    expect(new Set(tabs.map(({ cookies }) => cookies.get('turnero_rt'))).size).toBe(1);
    // The answer was lost: the old token once more.
    expect(outcome(await refresh(ana))).toEqual([204]);
    expect(ana.cookies.get('turnero_rt')).toBe(tabs[0]?.cookies.get('turnero_rt'));
    expect(await isIn(ana)).toBe(true);
  });

  it('ends the session for both when a token comes back later', async () => {
    const ana = await signedIn(t, t.a, 'stolen@example.com');
    const thief = copyOf(ana);
    await refresh(ana);
    await letGracePass();
    expect(outcome(await refresh(thief))).toEqual(ENDED);
    expect(thief.cookies.has('turnero_rt')).toBe(false);
    expect(await isIn(ana)).toBe(false);
    expect(outcome(await refresh(ana))).toEqual(ENDED);
    expect(await eventsOf(ana.id, 'session.ended')).toHaveLength(1);
    const noted = await inTransaction(t.a.ctx, ({ db }) =>
      db.auditEvent.findMany({ where: { action: 'session.reused' } }),
    );
    expect(noted.map(({ after }) => after)).toEqual([{ userId: ana.id }]);
  });

  it('ends the session also for a token two generations old, within seconds', async () => {
    const ana = await signedIn(t, t.a, 'older@example.com');
    const thief = copyOf(ana);
    await refresh(ana);
    await refresh(ana);
    expect(outcome(await refresh(thief))).toEqual(ENDED);
    expect(await isIn(ana)).toBe(false);
  });

  it('is not disturbed by a made-up token for a known session', async () => {
    const ana = await signedIn(t, t.a, 'garbage@example.com');
    const token = ana.cookies.get('turnero_rt') ?? '';
    const forger = copyOf(ana);
    for (const forged of [`${token.slice(0, -4)}AAAA`, token.replace('.1.', '.0.'), 'x', `${token}x`]) {
      forger.cookies.set('turnero_rt', forged);
      expect(outcome(await refresh(forger))[0]).toBeGreaterThanOrEqual(401);
      forger.cookies.set('turnero_csrf', ana.cookies.get('turnero_csrf') ?? '');
    }
    expect(outcome(await refresh(ana))).toEqual([204]);
  });

  it('is refused in another tenant, after the session expired, and for an account that is gone', async () => {
    const ana = await signedIn(t, t.a, 'expired@example.com');
    const elsewhere = browser(t, t.b);
    for (const [name, value] of ana.cookies) elsewhere.cookies.set(name, value);
    expect(outcome(await refresh(elsewhere))).toEqual(ENDED);

    const gone = copyOf(ana);
    await inTransaction(t.a.ctx, ({ db, now }) =>
      db.user.updateMany({ where: { id: ana.id }, data: { deletedAt: now() } }),
    );
    expect(outcome(await refresh(gone))).toEqual(ENDED);
    await inTransaction(t.a.ctx, async ({ db }) => {
      await db.user.updateMany({ where: { id: ana.id }, data: { deletedAt: null } });
      await db.session.updateMany({
        where: { userId: ana.id },
        data: { expiresAt: new Date(Date.now() - 1000) },
      });
    });
    expect(outcome(await refresh(ana))).toEqual(ENDED);
  });

  it('without a session is refused', async () => {
    expect(outcome(await refresh(browser(t, t.a)))).toEqual(ENDED);
  });
});

describe('signing out', () => {
  it('ends the access token at once, though it has not expired', async () => {
    const ana = await signedIn(t, t.a, 'out@example.com');
    const token = { authorization: `Bearer ${ana.cookies.get('turnero_at')}` };
    const api = browser(t, t.a);
    expect(outcome(await api.send('GET', '/me', undefined, token))).toEqual([200]);
    expect(outcome(await ana.send('POST', '/auth/logout'))).toEqual([204]);
    expect([...ana.cookies.keys()]).toEqual(['turnero_device']);
    expect(outcome(await api.send('GET', '/me', undefined, token))).toEqual([401, 'UNAUTHENTICATED']);
  });

  it('works when the access token has expired, and twice', async () => {
    const ana = await signedIn(t, t.a, 'late@example.com');
    const copy = copyOf(ana);
    ana.cookies.delete('turnero_at');
    expect(outcome(await ana.send('POST', '/auth/logout'))).toEqual([204]);
    expect(await isIn(copy)).toBe(false);
    expect(outcome(await ana.send('POST', '/auth/logout'))).toEqual([204]);
  });

  it('everywhere ends all of one account and none of another', async () => {
    const here = await signedIn(t, t.a, 'all@example.com');
    const there = browser(t, t.a);
    await there.logIn('all@example.com');
    const other = await signedIn(t, t.a, 'other@example.com');
    expect(outcome(await here.send('POST', '/auth/logout-all'))).toEqual([204]);
    expect([await isIn(here), await isIn(there), await isIn(other)]).toEqual([false, false, true]);
  });
});

describe('the list of sessions', () => {
  it('shows where one is signed in, and ends one of them at once', async () => {
    const email = 'list@example.com';
    await createUser(t, t.a, email);
    const laptop = browser(t, t.a);
    await laptop.logIn(email);
    const phone = browser(t, t.a, '203.0.113.7');
    await phone.logIn(email);
    const list = await sessionsOf(laptop);
    expect(list.map(({ current, ip }) => ({ current, ip }))).toEqual([
      { current: false, ip: '203.0.113.7' },
      { current: true, ip: '127.0.0.1' },
    ]);
    expect(await isIn(phone)).toBe(true);
    const phoneSession = list.find(({ current }) => !current)?.id;
    expect(outcome(await laptop.send('DELETE', `/me/sessions/${phoneSession}`))).toEqual([204]);
    expect([await isIn(phone), await isIn(laptop)]).toEqual([false, true]);
    expect(outcome(await laptop.send('DELETE', `/me/sessions/${phoneSession}`))).toEqual([404, 'NOT_FOUND']);
    expect(await sessionsOf(laptop)).toHaveLength(1);
  });

  it("is one's own: another's session is not found, in this tenant or the other", async () => {
    const ana = await signedIn(t, t.a, 'mine@example.com');
    const neighbour = await signedIn(t, t.a, 'neighbour@example.com');
    const foreigner = await signedIn(t, t.b, 'mine@example.com');
    const [mine] = await sessionsOf(ana);
    for (const someone of [neighbour, foreigner]) {
      expect(outcome(await someone.send('DELETE', `/me/sessions/${mine?.id}`))).toEqual([404, 'NOT_FOUND']);
      expect((await sessionsOf(someone)).map(({ id }) => id)).not.toContain(mine?.id);
    }
    expect(outcome(await ana.send('DELETE', '/me/sessions/not-an-id'))).toEqual([400, 'VALIDATION']);
    expect(await isIn(ana)).toBe(true);
  });

  it('is bounded: the one used least recently makes room', async () => {
    const email = 'many@example.com';
    const ana = await signedIn(t, t.a, email);
    await inTransaction(
      t.a.ctx,
      ({ db }) => db.$executeRaw`
      INSERT INTO sessions (tenant_id, user_id, token_salt, token_hash, expires_at, rotated_at)
      SELECT ${t.a.id}::uuid, ${ana.id}::uuid, 'x', n::text, now() + interval '1 day', now() + n * interval '1 second'
      FROM generate_series(1, 49) n`,
    );
    const newest = browser(t, t.a);
    await newest.logIn(email);
    expect(await sessionsOf(newest)).toHaveLength(50);
    expect(await isIn(ana)).toBe(false);
  });
});
