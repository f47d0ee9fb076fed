import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { testApp, type TestApp } from '../../../test/harness.ts';
import { catalogueRows } from '../../database/seed-catalogue.ts';
import { insertCatalogue } from '../../database/create-tenant.ts';
import { touch } from '../availability/availability.freshness.ts';
import type { Business, BusinessPage, Provider, Service } from './catalogue.contract.ts';

let t: TestApp;

beforeAll(async () => {
  t = await testApp();
  const vertical = t.deps.verticals.get('barbershop')!;
  for (const tenant of [t.a, t.b]) {
    await t.deps.database.transaction({ tenantId: tenant.id, actorId: null }, (db) =>
      insertCatalogue(db, catalogueRows(tenant.id, vertical)),
    );
  }
});

afterAll(() => t.close());

interface Answer<Data> {
  status: number;
  data: Data;
  meta: { nextCursor?: string };
}

async function get<Data>(path: string, host = t.a.host): Promise<Answer<Data>> {
  const response = await t.app.inject({ url: `/api/v1${path}`, headers: { host } });
  return { status: response.statusCode, ...response.json<Omit<Answer<Data>, 'status'>>() };
}

async function all<Item>(path: string): Promise<Item[]> {
  const items: Item[] = [];
  let cursor: string | undefined;
  do {
    const page = await get<Item[]>(`${path}?limit=2${cursor ? `&cursor=${encodeURIComponent(cursor)}` : ''}`);
    expect(page.status).toBe(200);
    expect(page.data.length).toBeLessThanOrEqual(2);
    items.push(...page.data);
    cursor = page.meta.nextCursor;
  } while (cursor);
  return items;
}

describe('catalogue', () => {
  it('lists every business once, page by page', async () => {
    const demo = t.deps.verticals.get('barbershop')!.demo.businesses;
    const listed = await all<Business>('/businesses');
    expect(listed.map(({ slug }) => slug).toSorted()).toEqual(demo.map(({ slug }) => slug).toSorted());
    for (const business of listed) {
      expect(business.locations.length).toBeGreaterThan(0);
      expect(business.priceFrom).toEqual({ amount: expect.any(Number) as number, currency: 'ARS' });
    }
  });

  it('shows one business with all that its page needs, by slug and by id', async () => {
    const [demo] = t.deps.verticals.get('barbershop')!.demo.businesses;
    const bySlug = await get<BusinessPage>(`/businesses/${demo!.slug}`);
    expect(bySlug.status).toBe(200);
    expect(bySlug.data.providers.map(({ name }) => name)).toEqual(demo!.providers.map(({ name }) => name));
    expect(bySlug.data.services.map(({ slug }) => slug)).toEqual(demo!.services.map(({ type }) => type));
    expect(bySlug.data.locations[0]?.weeklyHours.length).toBeGreaterThan(0);
    const offered = new Set(bySlug.data.services.map(({ id }) => id));
    const places = bySlug.data.locations.map(({ id }) => id);
    for (const { locationIds } of bySlug.data.providers) {
      expect(locationIds.length).toBeGreaterThan(0);
      expect(places).toEqual(expect.arrayContaining(locationIds));
    }
    for (const { serviceIds } of bySlug.data.providers) {
      expect(serviceIds.length).toBeGreaterThan(0);
      expect(serviceIds.every((id) => offered.has(id))).toBe(true);
    }
    const byId = await get<BusinessPage>(`/businesses/${bySlug.data.id}`);
    expect(byId.data).toEqual(bySlug.data);
  });

  it("shows nothing of another tenant's", async () => {
    const { data } = await get<Business[]>('/businesses', t.b.host);
    expect((await get(`/businesses/${data[0]!.id}`, t.a.host)).status).toBe(404);
    for (const path of ['/services', '/providers']) {
      const foreign = await get<unknown[]>(`${path}?businessId=${data[0]!.id}`, t.a.host);
      expect(foreign).toMatchObject({ status: 200, data: [] });
    }
  });

  it('leaves out what is not published or was deleted', async () => {
    const [business] = await all<Business>('/businesses');
    const services = async () => (await get<Service[]>(`/services?businessId=${business!.id}`)).data;
    const providers = async () => (await get<Provider[]>(`/providers?businessId=${business!.id}`)).data;
    const [before, people] = [await services(), await providers()];
    await t.deps.database.transaction({ tenantId: t.a.id, actorId: null }, async (db) => {
      const [first, second] = before;
      const one = (id: string) => ({
        where: { tenantId_id: { tenantId: t.a.id, id } },
        select: { id: true },
      });
      await db.service.update({ ...one(first!.id), data: { publishedAt: null } });
      await db.service.update({ ...one(second!.id), data: { deletedAt: new Date() } });
      await db.provider.update({ ...one(people[0]!.id), data: { deletedAt: new Date() } });
    });
    await touch(t.deps, t.a.id, business!.id);
    expect((await services()).map(({ id }) => id)).toEqual(before.slice(2).map(({ id }) => id));
    expect((await providers()).map(({ id }) => id)).toEqual(people.slice(1).map(({ id }) => id));
  });

  it('takes as many statements for many rows as for one', async () => {
    const count = async (limit: number) => {
      const seen: string[] = [];
      await touch(t.deps, t.a.id, null);
      const stop = t.deps.database.onQuery((sql) => seen.push(sql));
      await get(`/businesses?limit=${limit}`);
      stop();
      return seen.length;
    };
    await count(1);
    expect(await count(6)).toBe(await count(1));
  });
});
