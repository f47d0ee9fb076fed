import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { browser, dataOf, outcome, signedIn } from '../../../test/browser.ts';
import { testApp, type TestApp, type TestTenant } from '../../../test/harness.ts';
import { bruteSearch, type PlainQuestion } from '../../../test/search/brute.ts';
import { CENTRE, createMarket, type Market } from '../../../test/search/work.ts';
import { createSession, createShop, type Shop } from '../../../test/shop.ts';
import { inTransaction } from '../../lib/context.ts';
import { dayOf } from '../../scheduling/days.ts';
import { jobsOf } from '../jobs/effects.ts';
import { verticalOf } from '../tenants/tenants.service.ts';
import * as z from 'zod/mini';
import { MOST_STARTS, searchResult, type SearchResult } from './search.contract.ts';
import { rebuildSearch, refreshSearch } from './search.refresh.ts';

/** A Monday, a little after eight in Buenos Aires. */
const NOW = new Date('2026-11-30T11:07:30Z');
const TODAY = '2026-11-30';
const TOMORROW = '2026-12-01';

const results = z.array(searchResult);
const placeOf = ({ service, location }: SearchResult) => `${service.id} ${location?.id ?? ''}`;
const minutes = (text: string) => Date.parse(text) / 60_000;

const search = (t: TestApp, question: Record<string, string | number>, tenant: TestTenant = t.a) =>
  browser(t, tenant).send(
    'GET',
    `/search?${new URLSearchParams(Object.entries(question).map(([key, value]) => [key, String(value)]))}`,
  );

const found = async (t: TestApp, question: Record<string, string | number>, tenant?: TestTenant) =>
  dataOf(results, await search(t, question, tenant));

/** All pages. */
async function everything(t: TestApp, question: Record<string, string | number>): Promise<SearchResult[]> {
  const all: SearchResult[] = [];
  let cursor: string | undefined;
  do {
    const answer = await search(t, { ...question, ...(cursor !== undefined && { cursor }) });
    all.push(...dataOf(results, answer));
    cursor = answer.json<{ meta: { nextCursor?: string } }>().meta.nextCursor;
  } while (cursor !== undefined);
  return all;
}

const refresh = (t: TestApp, tenant: TestTenant, businessIds: string[] | null = null) =>
  refreshSearch(tenant.ctx, verticalOf(t.deps.verticals, tenant), businessIds);

describe('a marketplace', () => {
  let t: TestApp;
  let market: Market;
  const tick = { now: NOW };

  beforeAll(async () => {
    t = await testApp({ clock: () => tick.now }, { RATE_LIMIT: '100000' });
    market = await createMarket(t.a.ctx, {
      businesses: 24,
      providers: 3,
      from: dayOf(TODAY),
      days: 4,
      bookingsPerDay: 20,
      radiusKm: 15,
      chairs: 2,
    });
    await refresh(t, t.a);
  }, 120_000);
  afterAll(() => t.close());

  it.each<[string, PlainQuestion]>([
    ['soonest, anything', {}],
    ['a service type', { service: 'haircut' }],
    ['a category', { service: 'colour' }],
    ['near a point', { service: 'haircut', near: CENTRE, radiusKm: 6 }],
    ['one evening', { service: 'haircut', date: TODAY, after: '17:00', near: CENTRE, radiusKm: 20 }],
    [
      'one morning, by distance',
      { date: TOMORROW, before: '11:30', near: CENTRE, radiusKm: 9, sort: 'distance' },
    ],
    ['by price', { service: 'beard-trim', sort: 'price' }],
    [
      'by price and distance, in the evening',
      { service: 'haircut', after: '19:30', near: CENTRE, radiusKm: 12, sort: 'price' },
    ],
    ['a Sunday', { date: '2026-12-06' }],
    ['long ago', { date: '2026-11-01' }],
    ['beyond what can be booked', { date: '2027-11-01' }],
  ])('finds what asking everybody finds: %s', async (_name, question) => {
    const { near, ...others } = question;
    const expected = await bruteSearch(t.a.ctx, verticalOf(t.deps.verticals, t.a), question);
    const all = await everything(t, {
      ...others,
      ...(near && { near: `${near.latitude},${near.longitude}` }),
      limit: 7,
    });
    const first = ({ place, starts }: { place: string; starts: number[] }) => [place, starts[0]];
    const plain = all.map((result) => ({
      place: placeOf(result),
      starts: result.starts.map(({ start }) => minutes(start)),
    }));
    // Without a point, what begins at the same time has no order of its own.
    const inOrder = (list: typeof plain) =>
      near ? list : list.toSorted((a, b) => (a.place < b.place ? -1 : 1));
    expect(inOrder(plain).map(first)).toEqual(inOrder(expected).map(first));
    if (!near && (question.sort ?? 'soonest') === 'soonest')
      expect(plain.map(({ starts }) => starts[0])).toEqual(expected.map(({ starts }) => starts[0]));
    // Each shows starts that are free, and no others, the next one first and none beside another.
    const startsOf = new Map(expected.map(({ place, starts }) => [place, starts]));
    for (const { place, starts } of plain) {
      const free = startsOf.get(place) ?? [];
      expect(starts).toEqual(free.filter((start) => starts.includes(start)));
      expect(starts.slice(1).every((start, index) => start - starts[index]! >= 15)).toBe(true);
      // A whole day has room for more than neighbours.
      if (free.at(-1)! - free[0]! > 600)
        expect(starts.at(-1)! - starts[0]!).toBeGreaterThanOrEqual(30 * (starts.length - 1));
    }
    expect(plain.every(({ starts }) => starts.length <= MOST_STARTS)).toBe(true);
  });

  it('sees what was taken and freed a moment ago', async () => {
    const question = {
      service: 'haircut',
      near: `${CENTRE.latitude},${CENTRE.longitude}`,
      date: TOMORROW,
      radiusKm: 30,
    };
    const [first] = await found(t, question);
    const guest = browser(t, t.a, '10.0.0.9');
    const body = { items: [{ serviceId: first!.service.id }], start: first!.starts[0]!.start };
    const made: { id: string; token: string }[] = [];
    // As long as somebody is left who can take it.
    for (;;) {
      const answer = await guest.send('POST', '/bookings', { ...body, customer: { name: 'Ana' } });
      if (answer.statusCode !== 201) break;
      made.push(answer.json<{ data: { id: string; token: string } }>().data);
    }
    expect(made.length).toBeGreaterThan(0);
    const after = (await found(t, { ...question, limit: 50 })).find(
      (one) => placeOf(one) === placeOf(first!),
    );
    expect(after?.starts[0]?.start).not.toBe(first!.starts[0]!.start);
    const { id, token } = made[0]!;
    await guest.send('POST', `/bookings/${id}/cancellation`, {}, { 'x-booking-token': token });
    const [again] = await found(t, question);
    expect([placeOf(again!), again?.starts[0]?.start]).toEqual([placeOf(first!), first!.starts[0]!.start]);
  });

  it('knows places by their names, written with mistakes too', async () => {
    const [named] = await found(t, { near: 'Vicente López', radiusKm: 50, sort: 'distance' });
    const [mistyped] = await found(t, { near: 'visente lopes', radiusKm: 50, sort: 'distance' });
    expect(named).toBeDefined();
    expect(mistyped).toEqual(named);
    const unknown = await search(t, { near: 'Ulan Bator' });
    expect(outcome(unknown)).toEqual([404, 'PLACE_UNKNOWN']);
    expect(unknown.json()).toMatchObject({ error: { details: [{ field: 'near' }] } });
  });

  it('knows words in any language of the tenant, without accents and with mistakes', async () => {
    for (const q of ['corte de pelo', 'HAIRCUT', 'corte', 'haircutt']) {
      const all = await found(t, { q, limit: 50 });
      expect(new Set(all.map(({ service }) => service.name['en']))).toEqual(new Set(['Haircut']));
    }
    const accented = await found(t, { q: 'coloracion', limit: 50 });
    expect(accented.length).toBeGreaterThan(0);
    expect(await found(t, { q: 'xylophone' })).toEqual([]);
  });

  it.each<[Record<string, string>, string]>([
    [{ service: 'haircutt' }, 'service'],
    [{ sort: 'distance' }, 'sort'],
    [{ after: '18:00', before: '17:00' }, 'before'],
    [{ after: '25:00' }, 'after'],
    [{ date: '2026-02-30' }, 'date'],
    [{ date: '2031-01-01' }, 'date'],
    [{ near: CENTRE.latitude.toString(), radiusKm: '-1' }, 'radiusKm'],
    [{ colour: 'red' }, 'colour'],
  ])('refuses %o by name', async (question, field) => {
    const answer = await search(t, question);
    expect(outcome(answer)).toEqual([400, 'VALIDATION']);
    expect(answer.json()).toMatchObject({
      error: { details: [{ field: expect.stringContaining(field) as unknown }] },
    });
  });

  it('refuses cursors of another order', async () => {
    const answer = await search(t, { limit: 1 });
    const cursor = answer.json<{ meta: { nextCursor: string } }>().meta.nextCursor;
    expect(outcome(await search(t, { sort: 'price', cursor }))).toEqual([400, 'BAD_CURSOR']);
    expect(outcome(await search(t, { cursor: 'x' }))).toEqual([400, 'BAD_CURSOR']);
  });

  it('shows nothing of another tenant', async () => {
    expect(await found(t, {}, t.b)).toEqual([]);
    expect(outcome(await search(t, { near: 'Avellaneda' }, t.b))).toEqual([404, 'PLACE_UNKNOWN']);
  });

  it('is made anew from what it was made of', async () => {
    const bits = () =>
      inTransaction(
        t.a.ctx,
        ({ db }) =>
          db.$queryRaw<object[]>`
          SELECT chunk, subject_id::text AS id, cells::text FROM taken_time WHERE cells::text LIKE '%1%'
          UNION ALL SELECT chunk, subject_id::text, cells::text FROM working_time ORDER BY 1, 2, 3`,
      );
    const before = await bits();
    await inTransaction(t.a.ctx, async ({ db }) => {
      await db.$executeRaw`UPDATE taken_time SET cells = ~cells`;
      await db.$executeRaw`UPDATE working_time SET cells = 0::bit(1440)`;
      await db.$executeRaw`DELETE FROM findable_services`;
    });
    await rebuildSearch(t.a.ctx, verticalOf(t.deps.verticals, t.a));
    expect(await bits()).toEqual(before);
    expect(await found(t, {})).toHaveLength(10);
  });

  it('forgets a business that is not published any more', async () => {
    const [first] = await found(t, {});
    const { id } = first!.business;
    await inTransaction(t.a.ctx, ({ db }) =>
      db.business.update({ where: { tenantId_id: { tenantId: t.a.id, id } }, data: { publishedAt: null } }),
    );
    // The engine is asked: nothing is shown that cannot be booked, even before the worker has been here.
    expect((await found(t, { limit: 50 })).map(({ business }) => business.id)).not.toContain(id);
    await refresh(t, t.a, [id]);
    const { length } = await everything(t, { limit: 50 });
    expect(length).toBe((market.businessIds.length - 1) * 3);
  });
});

describe('a shop', () => {
  let t: TestApp;
  let shop: Shop;
  const tick = { now: new Date('2026-11-30T07:00:00Z') };

  beforeAll(async () => {
    t = await testApp({ clock: () => tick.now });
    shop = await createShop(t.a, { providers: 2, chairs: 1 });
    await refresh(t, t.a);
  });
  afterAll(() => t.close());

  const startsOf = async (serviceId: string, question: Record<string, string> = { date: TODAY }) =>
    (await found(t, { ...question, limit: 50 }))
      .find(({ service }) => service.id === serviceId)
      ?.starts.map(({ start }) => start.slice(11, 16));
  const block = (subjectId: string, start: string, end: string) =>
    inTransaction(t.a.ctx, async ({ db, tenant: { id: tenantId } }) => {
      const [startsAt, endsAt] = [new Date(start), new Date(end)];
      const { id } = await db.block.create({ data: { tenantId, subjectId, startsAt, endsAt } });
      await db.$executeRaw`INSERT INTO allocations (tenant_id, subject_id, block_id, period, state)
        VALUES (${tenantId}::uuid, ${subjectId}::uuid, ${id}::uuid, tstzrange(${startsAt}, ${endsAt}), 'blocked')`;
    });

  it('whose only chair is taken is not free, although its people are', async () => {
    expect(await startsOf(shop.services.crew)).toEqual(['08:00', '09:00', '10:00', '11:00']);
    await block(shop.units.chair[0]!, `${TODAY}T00:00:00Z`, `${TODAY}T12:00:00Z`);
    expect(await startsOf(shop.services.crew)).toEqual(['12:00', '13:00', '14:00', '15:00']);
    expect(await startsOf(shop.services.chair)).toEqual(['12:00', '13:00', '14:00', '15:00']);
    expect(await startsOf(shop.services.cut)).toEqual(['08:00', '09:00', '10:00', '11:00']);
  });

  it('whose basin is held until a second ago is free again', async () => {
    const guest = browser(t, t.a, '10.0.0.3');
    const body = { items: [{ serviceId: shop.services.basin }], start: `${TODAY}T09:00:00Z` };
    const { id } = (await guest.send('POST', '/holds', body)).json<{ data: { id: string } }>().data;
    const question = { date: TODAY, after: '09:00' };
    expect(await startsOf(shop.services.basin, question)).toEqual(['09:30', '10:30', '11:30', '12:30']);
    await inTransaction(t.a.ctx, async ({ db }) => {
      await db.$executeRaw`UPDATE bookings SET expires_at = now() - interval '1 second' WHERE id = ${id}::uuid`;
      await db.$executeRaw`UPDATE allocations SET expires_at = now() - interval '1 second' WHERE state = 'held'`;
    });
    expect(await startsOf(shop.services.basin, question)).toEqual(['09:00', '10:00', '11:00', '12:00']);
  });

  it('sells seats until they are gone', async () => {
    const sessionId = await createSession(t.a, shop, `${TOMORROW}T18:00:00Z`, 1);
    const evening = { date: TOMORROW, after: '17:00' };
    expect(await startsOf(shop.services.class, evening)).toEqual(['18:00']);
    const [result] = await found(t, { ...evening, q: 'class' });
    expect(result?.starts[0]).toMatchObject({ sessionId, seatsLeft: 1 });
    const guest = browser(t, t.a, '10.0.0.4');
    const items = [{ serviceId: shop.services.class }];
    await guest.send('POST', '/bookings', {
      items,
      start: `${TOMORROW}T18:00:00Z`,
      sessionId,
      customer: { name: 'Ana' },
    });
    expect(await startsOf(shop.services.class, evening)).toBeUndefined();
  });

  it('is asked by the slug in its address, and for one of its people', async () => {
    const other = await createShop(t.a, { slug: 'other', providers: 1 });
    await refresh(t, t.a, [other.businessId]);
    const businessesOf = async (question: Record<string, string>) =>
      new Set((await found(t, { ...question, limit: 50 })).map(({ business }) => business.id));
    expect(await businessesOf({})).toEqual(new Set([shop.businessId, other.businessId]));
    expect(await businessesOf({ business: 'other' })).toEqual(new Set([other.businessId]));
    expect(await businessesOf({ business: shop.businessId })).toEqual(new Set([shop.businessId]));
    expect(await businessesOf({ business: 'nobody' })).toEqual(new Set());

    const [ana, beto] = shop.providerIds as [string, string];
    await block(ana, `${TODAY}T00:00:00Z`, `${TODAY}T17:00:00Z`);
    const question = { business: 'shop', date: TODAY };
    expect((await startsOf(shop.services.cut, { ...question, provider: ana }))?.[0]).toBe('17:00');
    expect((await startsOf(shop.services.cut, { ...question, provider: beto }))?.[0]).toBe('08:00');
    // What nobody does is not theirs, and neither is what others sell.
    expect(await startsOf(shop.services.chair, { ...question, provider: beto })).toBeUndefined();
    expect(await businessesOf({ provider: beto, business: 'other' })).toEqual(new Set());
    const { slug } = await inTransaction(t.a.ctx, ({ db }) =>
      db.provider.findFirstOrThrow({ where: { tenantId: t.a.id, id: beto }, select: { slug: true } }),
    );
    expect(await businessesOf({ provider: slug, business: 'shop' })).toEqual(new Set([shop.businessId]));
    expect(await businessesOf({ provider: slug })).toEqual(new Set());
  });

  it('asks the worker to look again at what was changed', async () => {
    const admin = await signedIn(t, t.a, 'admin@example.com', [{ role: 'admin' }]);
    const { businessId } = shop;
    expect(outcome(await admin.send('PATCH', `/locations/${shop.locationId}`, { name: 'Middle' }))).toEqual([
      200,
    ]);
    const value = { scheduling: { slotInterval: 15 } };
    expect(outcome(await admin.send('PUT', '/settings', { businessId, value }))).toEqual([200]);
    const events = await inTransaction(t.a.ctx, ({ db }) =>
      db.outboxEvent.findMany({ where: { kind: 'search.outdated' }, select: { payload: true } }),
    );
    expect(events).toEqual([{ payload: { businessId } }, { payload: { businessId } }]);
    expect(jobsOf('search.outdated', { businessId })).toEqual([
      { task: 'search.refresh', data: { businessId } },
    ]);
  });

  it('that opens longer is found then, once the worker has been here', async () => {
    const late = { date: TOMORROW, after: '20:00' };
    expect(await startsOf(shop.services.cut, late)).toBeUndefined();
    await inTransaction(t.a.ctx, ({ db }) =>
      db.weeklyHours.updateMany({ where: { subjectId: shop.providerIds[1]! }, data: { endMinute: 1_320 } }),
    );
    await refresh(t, t.a, [shop.businessId]);
    expect(await startsOf(shop.services.cut, late)).toEqual(['20:00', '20:30', '21:00', '21:30']);
  });

  it('is looked for further and further away, until it is free', async () => {
    tick.now = new Date('2026-12-02T00:00:00Z');
    for (const id of shop.providerIds) await block(id, '2026-12-02T00:00:00Z', '2027-01-10T00:00:00Z');
    const all = await found(t, { q: 'cut', business: 'shop' });
    expect(all.map(({ starts }) => starts[0]?.start)).toEqual(['2027-01-10T08:00:00+00:00']);
  });
});
