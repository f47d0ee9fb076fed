import { afterAll, beforeAll, expect, it } from 'vitest';
import * as z from 'zod/mini';
import { browser, dataOf } from '../../../test/browser.ts';
import { testApp, type TestApp } from '../../../test/harness.ts';
import { createSession, createShop, tomorrow, type Shop } from '../../../test/shop.ts';
import { inTransaction } from '../../lib/context.ts';
import { touch } from '../availability/availability.freshness.ts';
import { availability } from '../availability/availability.contract.ts';
import { business, businessPage, service } from './catalogue.contract.ts';

const name = { en: 'Rule' };
const PRICE = 1_000;

let t: TestApp;
let shops = 0;
beforeAll(async () => {
  t = await testApp();
});
afterAll(() => t.close());

/** A shop with price rules, whose providers are of these levels; they work from 08:00 to 20:00. */
async function shopWith(priceRules: object[], levels: (string | null)[]): Promise<Shop & { slug: string }> {
  shops += 1;
  const slug = `listed-${shops}`;
  const shop = await createShop(t.a, { slug, providers: levels.length });
  await inTransaction(t.a.ctx, async ({ db }) => {
    const { businessId } = shop;
    const row = await db.setting.findFirstOrThrow({ where: { businessId } });
    const value = {
      ...(row.value as object),
      priceRules: priceRules.map((rule, at) => ({ key: `r${at}`, name, ...rule })),
    };
    await db.setting.updateMany({ where: { businessId }, data: { value } });
    for (const [at, level] of levels.entries())
      await db.provider.updateMany({ where: { id: shop.providerIds[at] ?? '' }, data: { level } });
  });
  return { ...shop, slug };
}

const guest = () => browser(t, t.a);
/** What the page of a business, and the lists of services and businesses, say that one of them costs. */
async function listed({ slug, businessId, services }: Shop & { slug: string }, key: keyof Shop['services']) {
  await touch(t.deps, t.a.id, businessId);
  const page = dataOf(businessPage, await guest().send('GET', `/businesses/${slug}`));
  const [variant] = page.services.find(({ id }) => id === services[key])?.variants ?? [];
  const all = dataOf(
    z.array(service),
    await guest().send('GET', `/services?businessId=${businessId}&limit=100`),
  );
  expect(all.find(({ id }) => id === services[key])?.variants[0]).toEqual(variant);
  const houses = dataOf(z.array(business), await guest().send('GET', '/businesses?limit=100'));
  expect(houses.find(({ id }) => id === businessId)?.priceFrom).toEqual(page.priceFrom);
  return [variant?.priceFrom.amount, variant?.priceUpTo?.amount];
}

/** The least and the most that is offered of it in two weeks. */
async function offered({ services, locationId }: Shop, key: keyof Shop['services']) {
  const path = `/availability?serviceId=${services[key]}&locationId=${locationId}`;
  const { days } = dataOf(availability, await guest().send('GET', path));
  const slots = days.flatMap(({ slots }) => slots);
  const least = Math.min(...slots.map(({ price }) => price.amount));
  const most = Math.max(...slots.map(({ price, priceUpTo = price }) => priceUpTo.amount));
  return [least, most > least ? most : undefined];
}

const dearer = { basisPoints: 2_000 };
it.each<[string, object[], (string | null)[], [number, number?]]>([
  ['no rules', [], [null], [PRICE]],
  ['everybody of a dearer level', [{ levels: ['master'], ...dearer }], ['master', 'master'], [1_200]],
  ['some of a dearer level', [{ levels: ['master'], ...dearer }], ['master', null], [PRICE, 1_200]],
  ['a dearer evening', [{ times: { start: '18:00', end: '23:00' }, ...dearer }], [null], [PRICE, 1_200]],
  [
    'cheaper while nobody works',
    [{ times: { start: '05:00', end: '07:00' }, amount: -500 }],
    [null],
    [PRICE],
  ],
  ['dearer on any day', [{ days: [1, 2, 3, 4, 5, 6, 7], ...dearer }], [null], [1_200]],
  ['cheaper for members only', [{ groups: ['member'], amount: -500 }], [null], [PRICE]],
])('lists what is offered: %s', async (_name, rules, levels, [least, most]) => {
  const shop = await shopWith(rules, levels);
  expect(await offered(shop, 'cut')).toEqual([least, most]);
  expect(await listed(shop, 'cut')).toEqual([least, most]);
});

it('lists of a class what its sessions cost', async () => {
  const early = { times: { start: '06:00', end: '08:30' }, amount: -300 };
  const shop = await shopWith([early], [null]);
  expect(await listed(shop, 'class')).toEqual([700, PRICE]);
  await createSession(t.a, shop, tomorrow('10:00', 3));
  expect(await listed(shop, 'class')).toEqual([PRICE, undefined]);
  expect(await offered(shop, 'class')).toEqual([PRICE, undefined]);
});

it('counts the least of what each unit costs, and asks the database as often for one business as for many', async () => {
  const shop = await shopWith([{ levels: ['master'], ...dearer }], ['master']);
  await inTransaction(t.a.ctx, ({ db }) =>
    db.service.updateMany({
      where: { id: shop.services.cut },
      data: {
        durationInputs: [
          {
            key: 'rooms',
            name: { en: 'Rooms' },
            min: 1,
            max: 3,
            default: 2,
            minutesPerUnit: 10,
            pricePerUnit: 500,
          },
        ],
      },
    }),
  );
  expect(await listed(shop, 'cut')).toEqual([1_800, 3_000]);
  const count = async (path: string) => {
    let statements = 0;
    const stop = t.deps.database.onQuery(() => (statements += 1));
    await guest().send('GET', path);
    stop();
    return statements;
  };
  const few = await count('/businesses?limit=2');
  expect(await count('/businesses?limit=7')).toBe(few);
});
