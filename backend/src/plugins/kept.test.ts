import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import * as z from 'zod/mini';
import { browser, dataOf, outcome, signedIn, type Answer, type Browser } from '../../test/browser.ts';
import { testApp, type TestApp } from '../../test/harness.ts';
import { createOffer, takeTime, type TestOffer } from '../../test/offer.ts';
import { redisMissing } from '../../test/redis.ts';
import { twoApps, type TwoApps } from '../../test/two-apps.ts';
import type { App } from '../app.ts';
import { inTransaction } from '../lib/context.ts';
import { touch } from '../modules/availability/availability.freshness.ts';
import { searchResult } from '../modules/search/search.contract.ts';
import { refreshSearch } from '../modules/search/search.refresh.ts';
import { verticalOf } from '../modules/tenants/tenants.service.ts';

const NOW = new Date('2026-11-29T12:00:30Z');
let now = NOW;
let t: TestApp;
let admin: Browser;
let offer: TestOffer;

const refreshed = () => refreshSearch(t.a.ctx, verticalOf(t.deps.verticals, t.a), [offer.businessId]);

beforeAll(async () => {
  t = await testApp({ clock: () => now });
  admin = await signedIn(t, t.a, 'admin@example.com', [{ role: 'admin' }]);
});
beforeEach(async () => {
  offer = await createOffer(t.a);
  await refreshed();
  await touch(t.deps, t.a.id, offer.businessId);
});
afterAll(() => t.close());

const page = () => `/businesses/${offer.businessId}`;
const times = () => `/search?business=${offer.businessId}`;
const ask = (path: string, headers: Record<string, string> = {}, app: App = t.app) =>
  browser({ app }, t.a).send('GET', path, undefined, headers);
const tagOf = async (path: string) => String((await ask(path)).headers['etag']);
/** The first start that the business offers, as the clock shows it. */
const firstOf = (answer: Answer) =>
  dataOf(z.array(searchResult), answer)
    .find(({ business }) => business.id === offer.businessId)
    ?.starts[0]?.start.slice(0, 16);
const told = (kind: string) =>
  t.deps.bus.publish([
    {
      id: crypto.randomUUID(),
      tenantId: t.a.id,
      kind,
      payload: { businessId: offer.businessId, tenantId: t.a.id },
      requestId: null,
    },
  ]);

/** How many statements the work sends. */
async function statementsOf(work: () => Promise<unknown>): Promise<number> {
  let count = 0;
  const stop = t.deps.database.onQuery(() => (count += 1));
  await work();
  stop();
  return count;
}

describe('what a guest was answered', () => {
  it.each([
    ['a business', page],
    ['its free times', times],
    ['all businesses', () => '/businesses?limit=1'],
    ['the tenant', () => '/tenant'],
  ])('is given to the next one: %s', async (_what, path) => {
    const first = await ask(path());
    const answers: Answer[] = [];
    const again = async () => answers.push(await ask(path(), { 'x-request-id': 'my-request' }));
    expect(await statementsOf(again)).toBe(0);
    const said = first.json<{ data: unknown; meta: { nextCursor?: string } }>();
    const { nextCursor } = said.meta;
    expect(answers[0]?.json()).toMatchObject({ data: said.data, meta: { requestId: 'my-request' } });
    expect(answers[0]?.json<typeof said>().meta.nextCursor).toBe(nextCursor);
    expect(answers[0]?.headers['etag']).toBe(first.headers['etag']);
    expect((await ask(path(), { 'if-none-match': String(first.headers['etag']) })).statusCode).toBe(304);
  });

  it('is neither given to whoever is signed in nor taken from them', async () => {
    expect(await statementsOf(() => admin.send('GET', page()))).toBeGreaterThan(0);
    expect(await statementsOf(() => ask(page()))).toBeGreaterThan(0);
    expect(await statementsOf(() => admin.send('GET', page()))).toBeGreaterThan(0);
  });

  it('is each its own: another question, another tenant', async () => {
    await ask(page());
    expect((await browser(t, t.b).send('GET', page())).statusCode).toBe(404);
    expect((await ask('/businesses?limit=1')).body).not.toBe((await ask('/businesses?limit=2')).body);
  });

  it('has another tag where only what follows it is another', async () => {
    const count = (await ask('/businesses?limit=100')).json<{ data: object[] }>().data.length;
    const whole = await ask(`/businesses?limit=${count}`);
    expect(whole.json()).not.toHaveProperty('meta.nextCursor');
    await createOffer(t.a);
    await touch(t.deps, t.a.id, null);
    const followed = await ask(`/businesses?limit=${count}`);
    expect(followed.json<{ data: object }>().data).toEqual(whole.json<{ data: object }>().data);
    expect(followed.headers['etag']).not.toBe(whole.headers['etag']);
  });

  it('is forgotten with the answer to whoever takes a start', async () => {
    const guest = browser(t, t.a);
    for (let count = 0; count < 3; count += 1) {
      const start = String(firstOf(await ask(times())));
      const held = await guest.send('POST', '/holds', {
        items: [{ serviceId: offer.serviceId }],
        start: `${start}:00Z`,
      });
      expect(outcome(held)).toEqual([201]);
      expect(firstOf(await ask(times()))).not.toBe(start);
    }
  });

  it('is forgotten with the answer to whoever changes what is sold', async () => {
    const before = await tagOf(page());
    const name = { en: 'Cut and wash' };
    expect(outcome(await admin.send('PATCH', `/services/${offer.serviceId}`, { name }))).toEqual([200]);
    expect(await tagOf(page())).not.toBe(before);
    expect((await ask(page())).body).toContain(name.en);
  });

  it('is forgotten by what is heard: the tenant is another, search knows more', async () => {
    await t.deps.bus.ready();
    for (const kind of ['tenant.updated', 'search.refreshed']) {
      await ask(times());
      await told(kind);
      await expect.poll(() => statementsOf(() => ask(times()))).toBeGreaterThan(0);
    }
    const promised = await inTransaction(t.a.ctx, ({ db }) =>
      db.outboxEvent.count({
        where: { kind: 'search.refreshed', payload: { equals: { businessId: offer.businessId } } },
      }),
    );
    expect(promised).toBe(1);
  });

  it('is compared with what somebody keeps of it, as long as that takes no computing', async () => {
    const guest = browser(t, t.a);
    const paths = ['/tenant', page(), times()];
    const answers = await Promise.all(
      paths.map(async (path) => ({ path: `/api/v1${path}`, tag: await tagOf(path) })),
    );
    const same = async (some = answers, host = guest) =>
      (await host.send('POST', '/answers/comparison', { answers: some })).json<{ data: { same: boolean } }>()
        .data.same;
    let told = false;
    expect(await statementsOf(async () => (told = await same()))).toBe(0);
    expect(told).toBe(true);
    expect(await same(answers.slice(1), browser(t, t.b))).toBe(false);
    expect(await same([...answers, { path: '/api/v1/me', tag: '' }])).toBe(false);
    expect(await same(answers.map((answer) => ({ ...answer, tag: answers[0]!.tag })))).toBe(false);
    await touch(t.deps, t.a.id, offer.businessId);
    expect(await same(answers.slice(0, 2))).toBe(false);
  });

  it('ends with the minute, for notice does', async () => {
    now = new Date('2026-11-29T12:00:59.990Z');
    await ask(times());
    now = NOW;
    await expect.poll(() => statementsOf(() => ask(times()))).toBeGreaterThan(0);
  });

  it('is not kept where it was refused', async () => {
    const nobody = () => ask('/businesses/nobody');
    expect((await nobody()).statusCode).toBe(404);
    expect(await statementsOf(nobody)).toBeGreaterThan(0);
  });
});

describe.skipIf(redisMissing)(`two processes${redisMissing ? ` (skipped: ${redisMissing})` : ''}`, () => {
  let both: TwoApps;
  beforeAll(async () => {
    both = await twoApps(t.env, () => now);
  });
  afterAll(() => both.close());

  it.each([
    ['business', times],
    ['tenant', () => '/search?limit=50'],
  ])('never give what was taken in an answer before: what rests on a %s', async (_what, path) => {
    const [one, two] = both.apps;
    const asked = async () => firstOf(await ask(path(), {}, two.app));
    for (let count = 0; count < 3; count += 1) {
      const first = await asked();
      expect(await asked()).toBe(first);
      const from = new Date(`${first}:00Z`);
      const until = new Date(from.getTime() + 3_600_000);
      await takeTime(t.a, offer.providerIds[0] ?? '', [from.toISOString(), until.toISOString()]);
      await touch(one.deps, t.a.id, offer.businessId);
      expect(await asked()).toBe(until.toISOString().slice(0, 16));
    }
  });
});
