import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { browser, dataOf, signedIn, type Answer } from '../../../test/browser.ts';
import { testApp, type TestApp } from '../../../test/harness.ts';
import { createOffer, takeTime, type TestOffer } from '../../../test/offer.ts';
import { redisMissing } from '../../../test/redis.ts';
import { twoApps, type TwoApps } from '../../../test/two-apps.ts';
import type { App } from '../../app.ts';
import { emit } from '../../events.ts';
import { inTransaction } from '../../lib/context.ts';
import { availability } from './availability.contract.ts';
import { KEPT_MS, touch, versionOf } from './availability.freshness.ts';

const NOW = new Date('2026-11-29T12:00:30Z');
const NINE = ['2026-11-30T09:00:00Z', '2026-11-30T10:00:00Z'] as const;
let now = NOW;
let t: TestApp;

beforeAll(async () => {
  t = await testApp({ clock: () => now });
});
afterAll(() => t.close());

const pathOf = ({ serviceId }: TestOffer) =>
  `/availability?serviceId=${serviceId}&from=2026-11-30&to=2026-11-30`;
const ask = (offer: TestOffer, headers: Record<string, string> = {}, app: App = t.app) =>
  browser({ app }, t.a).send('GET', pathOf(offer), undefined, headers);
const firstOf = (answer: Answer) => dataOf(availability, answer).days[0]?.slots[0]?.start.slice(11, 16);

/** How many statements the work sends. */
async function statementsOf(work: () => Promise<unknown>): Promise<number> {
  let count = 0;
  const stop = t.deps.database.onQuery(() => (count += 1));
  await work();
  stop();
  return count;
}

describe('an answer that is kept', () => {
  it('is given again without asking the database, in an envelope of its own', async () => {
    const offer = await createOffer(t.a);
    const first = await ask(offer);
    const again = await ask(offer, { 'x-request-id': 'my-request' });
    expect(await statementsOf(() => ask(offer))).toBe(0);
    expect(again.json<{ data: unknown }>().data).toEqual(first.json<{ data: unknown }>().data);
    expect(again.json()).toMatchObject({ meta: { requestId: 'my-request' }, errors: [] });
    expect(again.headers).toMatchObject({
      'content-type': 'application/json; charset=utf-8',
      'cache-control': 'private, no-cache',
      'x-request-id': 'my-request',
    });
  });

  it('has a tag for what it says, not for when', async () => {
    const offer = await createOffer(t.a);
    const { etag } = (await ask(offer)).headers;
    const same = await ask(offer, { 'if-none-match': String(etag) });
    expect([same.statusCode, same.body]).toEqual([304, '']);
    await touch(t.deps, t.a.id, offer.businessId);
    expect((await ask(offer, { 'if-none-match': String(etag) })).statusCode).toBe(304);
    await takeTime(t.a, offer.providerIds[0]!, NINE);
    await touch(t.deps, t.a.id, offer.businessId);
    const changed = await ask(offer, { 'if-none-match': String(etag) });
    expect(changed.statusCode).toBe(200);
    expect(changed.headers['etag']).not.toBe(etag);
  });

  it('is forgotten when its business, or the whole tenant, is touched, and by nobody else', async () => {
    const offer = await createOffer(t.a);
    const other = await createOffer(t.a);
    const asked = () => statementsOf(() => ask(offer));
    expect(await asked()).toBeGreaterThan(0);
    await touch(t.deps, t.a.id, other.businessId);
    await touch(t.deps, t.b.id, null);
    expect(await asked()).toBe(0);
    await touch(t.deps, t.a.id, offer.businessId);
    expect(await asked()).toBeGreaterThan(0);
    await touch(t.deps, t.a.id, null);
    expect(await asked()).toBeGreaterThan(0);
  });

  it('ends with the minute, for notice does', async () => {
    const offer = await createOffer(t.a);
    now = new Date('2026-11-30T08:59:59.950Z');
    expect(firstOf(await ask(offer))).toBe('09:00');
    await sleep(60);
    now = new Date('2026-11-30T09:00:00.010Z');
    expect(firstOf(await ask(offer))).toBe('09:30');
    now = NOW;
  });

  it('is computed once for all who ask at the same time', async () => {
    const offer = await createOffer(t.a);
    await ask(offer);
    await touch(t.deps, t.a.id, offer.businessId);
    const alone = await statementsOf(() => ask(offer));
    await touch(t.deps, t.a.id, offer.businessId);
    const together = () => Promise.all(Array.from({ length: 20 }, () => ask(offer)));
    expect(await statementsOf(together)).toBe(alone);
  });

  it('was not begun before the change: nobody is given one that was', async () => {
    const offer = await createOffer(t.a);
    await ask(offer);
    await touch(t.deps, t.a.id, offer.businessId);
    const early = ask(offer);
    await takeTime(t.a, offer.providerIds[0]!, NINE);
    await touch(t.deps, t.a.id, offer.businessId);
    expect(firstOf(await ask(offer))).toBe('10:00');
    await early;
    expect(firstOf(await ask(offer))).toBe('10:00');
  });

  it('gives no reasons', async () => {
    const offer = await createOffer(t.a);
    const admin = await signedIn(t, t.a, 'admin@example.com', [{ role: 'admin' }]);
    const explained = await admin.send('GET', `${pathOf(offer)}&explain=true`);
    expect(dataOf(availability, explained).days[0]).toHaveProperty('refusals');
    expect(dataOf(availability, await ask(offer)).days[0]).not.toHaveProperty('refusals');
    const again = () => admin.send('GET', `${pathOf(offer)}&explain=true`);
    expect(await statementsOf(again)).toBeGreaterThan(0);
  });

  it('is forgotten when the bus tells of a change that another process made', async () => {
    const offer = await createOffer(t.a);
    const version = () => versionOf(t.deps, t.a.id, offer.businessId);
    const before = await version();
    await t.deps.bus.publish([
      {
        id: '0198f0c4-0000-7000-8000-000000000001',
        tenantId: t.a.id,
        kind: 'schedule.changed',
        payload: { businessId: offer.businessId },
        requestId: null,
      },
    ]);
    await expect.poll(version).not.toBe(before);
    // The event is one that a transaction may promise.
    await inTransaction(t.a.ctx, (ctx) => emit(ctx, 'schedule.changed', { businessId: null }));
  });
});

describe.skipIf(redisMissing)(`two processes${redisMissing ? ` (skipped: ${redisMissing})` : ''}`, () => {
  let both: TwoApps;
  beforeAll(async () => {
    both = await twoApps(t.env, () => now);
  });
  afterAll(() => both.close());

  it('never give what was taken in an answer before', async () => {
    const [one, two] = both.apps;
    const offer = await createOffer(t.a);
    const [providerId = ''] = offer.providerIds;
    for (let hour = 9; hour < 16; hour += 1) {
      const time = String(hour).padStart(2, '0');
      expect(firstOf(await ask(offer, {}, two.app))).toBe(`${time}:00`);
      expect(firstOf(await ask(offer, {}, two.app))).toBe(`${time}:00`);
      const next = String(hour + 1).padStart(2, '0');
      await takeTime(t.a, providerId, [`2026-11-30T${time}:00:00Z`, `2026-11-30T${next}:00:00Z`]);
      await touch(one.deps, t.a.id, offer.businessId);
      expect(firstOf(await ask(offer, {}, two.app))).toBe(`${next}:00`);
    }
  });

  it('keep nothing while Redis is gone, and nothing from before when it is back', async () => {
    const [one, two] = both.apps;
    const offer = await createOffer(t.a);
    const [providerId = ''] = offer.providerIds;
    expect(firstOf(await ask(offer, {}, two.app))).toBe('09:00');
    await both.redis.stop();
    await takeTime(t.a, providerId, NINE);
    expect(firstOf(await ask(offer, {}, two.app))).toBe('10:00');
    expect(await versionOf(two.deps, t.a.id, offer.businessId)).toBeUndefined();
    // Whoever writes waits until no other process can have kept an older answer.
    const began = performance.now();
    await touch(one.deps, t.a.id, offer.businessId);
    expect(performance.now() - began).toBeGreaterThanOrEqual(KEPT_MS);
    await both.redis.start();
    await expect.poll(() => two.deps.redis?.status, { timeout: 5_000 }).toBe('ready');
    expect(firstOf(await ask(offer, {}, two.app))).toBe('10:00');
    expect(await versionOf(two.deps, t.a.id, offer.businessId)).toBeDefined();
  });
});
