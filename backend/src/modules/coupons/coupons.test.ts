import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { browser, dataOf, outcome, signedIn, type Answer, type Browser } from '../../../test/browser.ts';
import { testApp, type TestApp } from '../../../test/harness.ts';
import { endHold, guestOf } from '../../../test/races.ts';
import { createSession, createShop, tomorrow, type ServiceKey, type Shop } from '../../../test/shop.ts';
import { inTransaction } from '../../lib/context.ts';
import { booking } from '../bookings/bookings.contract.ts';
import { expireHolds } from '../bookings/bookings.expiry.ts';
import { coupon, couponCheck } from './coupons.contract.ts';

let t: TestApp;
let shop: Shop;
let staff: Browser;
let day = 0;
let codes = 0;
const at = (time: string) => tomorrow(time, day);
const ana = { name: 'Ana', email: 'ana@example.com' };

beforeAll(async () => {
  t = await testApp({}, { DATABASE_POOL_SIZE: '20' });
  shop = await createShop(t.a, { providers: 70, chairs: 2, features: { visits: true } });
  const grants = [{ role: 'manager' as const, businessId: shop.businessId }];
  staff = await signedIn(t, t.a, 'manager@example.com', grants);
});
afterAll(() => t.close());

const wish = (time: string, key: ServiceKey = 'cut') => ({
  items: [{ serviceId: shop.services[key] }],
  start: at(time),
});
const guest = () => browser(t, t.a);
const book = (body: object, who: Browser = guest(), headers = {}) =>
  who.send('POST', '/bookings', { customer: ana, ...body }, headers);
const create = (body: object, who = staff) => {
  codes += 1;
  return who.send('POST', '/coupons', { businessId: shop.businessId, code: `CODE-${codes}`, ...body });
};
const make = async (body: object) => dataOf(coupon, await create(body));
const usesOf = async (id: string) => dataOf(coupon, await staff.send('GET', `/coupons/${id}`)).uses;
const cancel = (id: string, token = '') =>
  guest().send('POST', `/bookings/${id}/cancellation`, {}, { 'x-booking-token': token });
const reasonIn = (answer: Answer) =>
  answer.json<{ error: { details: { message: string }[] } }>().error.details[0]?.message;
const withTax = (tax: object | null) =>
  inTransaction(t.a.ctx, async ({ db }) => {
    const of = { businessId: shop.businessId };
    const { id, value } = await db.setting.findFirstOrThrow({ where: of });
    const payments = tax ? { tax: { name: { en: 'VAT' }, ...tax } } : {};
    await db.setting.update({
      where: { tenantId_id: { tenantId: t.a.id, id } },
      data: { value: { ...(value as object), payments } },
    });
  });

describe('a coupon', () => {
  it('takes a part of the price off, before the tax, as a line of its own', async () => {
    day += 1;
    await withTax({ basisPoints: 2_100, mode: 'added' });
    try {
      const { code } = await make({ basisPoints: 1_250, name: { en: 'Spring' } });
      const made = dataOf(booking, await book({ ...wish('10:00'), coupon: code.toLowerCase() }));
      expect(made.priceLines.map(({ kind, amount }) => [kind, amount])).toEqual([
        ['variant', 1_000],
        ['coupon', -125],
        ['tax', 184],
      ]);
      expect(made.priceLines[1]?.name).toEqual({ en: 'Spring' });
      expect(made.price.amount).toBe(1_059);
      const again = await guest().send('GET', `/bookings/${made.id}`, undefined, {
        'x-booking-token': made.token ?? '',
      });
      expect(dataOf(booking, again).price.amount).toBe(1_059);
    } finally {
      await withTax(null);
    }
  });

  it('takes an amount off all items together, and never more than they cost', async () => {
    day += 1;
    const items = [{ serviceId: shop.services.cut }, { serviceId: shop.services.chair }];
    const { code } = await make({ amount: 1_300 });
    const visit = dataOf(booking, await book({ items, start: at('10:00'), coupon: code }));
    expect(
      visit.priceLines.filter(({ kind }) => kind === 'coupon').map(({ item, amount }) => [item, amount]),
    ).toEqual([
      [0, -1_000],
      [1, -300],
    ]);
    expect(visit.price.amount).toBe(700);
    const single = dataOf(booking, await book({ ...wish('12:00'), coupon: code }));
    expect(single.price.amount).toBe(0);
  });

  it('is tried with a hold and with a start, and counts nothing', async () => {
    day += 1;
    const { code, id } = await make({ basisPoints: 5_000 });
    const held = dataOf(booking, await guest().send('POST', '/holds', wish('10:00')));
    const headers = { 'x-booking-token': held.token ?? '' };
    const check = async (body: object, headers = {}) =>
      dataOf(couponCheck, await guest().send('POST', '/coupons/check', { coupon: code, ...body }, headers));
    expect((await check({ holdId: held.id }, headers)).price).toEqual({ amount: 500, currency: 'ARS' });
    expect((await check(wish('12:00'))).priceLines).toHaveLength(2);
    expect(await usesOf(id)).toBe(0);
    const made = dataOf(booking, await book({ holdId: held.id, coupon: code }, guest(), headers));
    expect(made.price.amount).toBe(500);
    expect(outcome(await guest().send('POST', '/coupons/check', wish('12:00')))).toEqual([400, 'VALIDATION']);
    const shown = await guest().send('GET', `/bookings/${made.id}`, undefined, headers);
    expect(dataOf(booking, shown).price.amount).toBe(500);
    expect(await usesOf(id)).toBe(1);
  });

  it('of a class is off all seats, rounded once', async () => {
    day += 1;
    await createSession(t.a, shop, at('09:00'));
    const { code } = await make({ basisPoints: 333 });
    const made = dataOf(booking, await book({ ...wish('09:00', 'class'), seats: 3, coupon: code }));
    expect(made.priceLines.map(({ amount }) => amount)).toEqual([3_000, -100]);
  });

  it.each([
    ['UNKNOWN', {}, { coupon: 'NOSUCH' }],
    ['NOT_YET', { validFrom: '2999-01-01T00:00:00Z' }, {}],
    ['OVER', { validTo: '2020-01-01T00:00:00Z' }, {}],
    ['TOO_LITTLE', { leastTotal: 1_001 }, {}],
    ['NEEDS_CONTACT', { customerUses: 1 }, { customer: { name: 'Nobody' } }],
  ])('is refused with the reason: %s', async (reason, rules, body) => {
    day += 1;
    const { code } = await make({ basisPoints: 1_000, ...rules });
    const answer = await book({ ...wish('10:00'), coupon: code, ...body });
    expect([outcome(answer), reasonIn(answer)]).toEqual([[422, 'POLICY_COUPON'], reason]);
    expect(outcome(await book(wish('10:00')))).toEqual([201]);
  });

  it('is for some services, once a customer, or a first visit', async () => {
    day += 1;
    const ofChair = await make({ basisPoints: 1_000, serviceIds: [shop.services.chair] });
    expect(reasonIn(await book({ ...wish('10:00'), coupon: ofChair.code }))).toBe('NO_SERVICE');
    expect(outcome(await book({ ...wish('10:00', 'chair'), coupon: ofChair.code }))).toEqual([201]);

    const once = await make({ basisPoints: 1_000, customerUses: 1 });
    const eva = { customer: { name: 'Eva', email: 'Eva@example.com' }, coupon: once.code };
    const made = dataOf(booking, await book({ ...wish('11:00'), ...eva }));
    const again = { ...eva, customer: { name: 'Eva', email: 'eva@example.com' } };
    expect(reasonIn(await book({ ...wish('12:00'), ...again }))).toBe('USED_BY_YOU');
    expect(outcome(await cancel(made.id, made.token))).toEqual([200]);
    expect(outcome(await book({ ...wish('12:00'), ...again }))).toEqual([201]);

    const first = await make({ basisPoints: 1_000, firstVisit: true });
    expect(reasonIn(await book({ ...wish('13:00'), ...again, coupon: first.code }))).toBe('NOT_FIRST_VISIT');
    const fresh = { customer: { name: 'New', email: 'new@example.com' }, coupon: first.code };
    expect(outcome(await book({ ...wish('13:00'), ...fresh }))).toEqual([201]);
  });

  it('is given back by what does not come about, and only once', async () => {
    day += 1;
    const { id, code } = await make({ basisPoints: 1_000, totalUses: 1 });
    const made = dataOf(booking, await book({ ...wish('10:00'), coupon: code }));
    expect(await usesOf(id)).toBe(1);
    expect(reasonIn(await book({ ...wish('11:00'), coupon: code }))).toBe('USED_UP');
    await cancel(made.id, made.token);
    expect(await usesOf(id)).toBe(0);
    await cancel(made.id, made.token);
    expect(await usesOf(id)).toBe(0);
    // A booking that waits for its deposit is held, and ends.
    const held = dataOf(booking, await guest().send('POST', '/holds', wish('12:00')));
    await inTransaction(t.a.ctx, ({ db }) =>
      db.couponUse.create({ data: { tenantId: t.a.id, couponId: id, bookingId: held.id, customerKey: 'x' } }),
    );
    expect(await usesOf(id)).toBe(1);
    await endHold(t, held.id, -1);
    await expireHolds(t.a.ctx);
    expect(await usesOf(id)).toBe(0);
  });
});

describe('the last use', () => {
  const race = async (code: string) => {
    day += 1;
    // Each has a provider of their own: nothing but the coupon is fought for.
    const bodies = shop.providerIds.slice(0, 64).map((providerId, index) => ({
      items: [{ serviceId: shop.services.cut, providerId }],
      start: at('10:00'),
      coupon: code,
      customer: { name: 'Guest', email: `guest${index}@example.com` },
    }));
    return Promise.all(bodies.map((body, index) => guestOf(t, index).send('POST', '/bookings', body)));
  };

  it('has one winner among 64', async () => {
    const { id, code } = await make({ basisPoints: 1_000, totalUses: 1 });
    const answers = await race(code);
    const won = answers.filter(({ statusCode }) => statusCode === 201);
    expect(won).toHaveLength(1);
    for (const answer of answers)
      if (answer.statusCode !== 201)
        expect([outcome(answer), reasonIn(answer)]).toEqual([[422, 'POLICY_COUPON'], 'USED_UP']);
    expect(await usesOf(id)).toBe(1);
    expect(
      await inTransaction(t.a.ctx, ({ db }) =>
        db.couponUse.count({ where: { couponId: id, releasedAt: null } }),
      ),
    ).toBe(1);
  });

  it('has one winner among the attempts of one customer', async () => {
    day += 1;
    const { code } = await make({ basisPoints: 1_000, customerUses: 1 });
    const answers = await Promise.all(
      shop.providerIds.slice(0, 16).map((providerId, index) =>
        guestOf(t, index).send('POST', '/bookings', {
          items: [{ serviceId: shop.services.cut, providerId }],
          start: at('10:00'),
          coupon: code,
          customer: { name: 'Iris', email: 'iris@example.com' },
        }),
      ),
    );
    expect(answers.filter(({ statusCode }) => statusCode === 201)).toHaveLength(1);
    expect(
      new Set(answers.flatMap((answer) => (answer.statusCode === 201 ? [] : [reasonIn(answer)]))),
    ).toEqual(new Set(['USED_BY_YOU']));
  });

  it('is sold more often where the database does not count', async () => {
    const { code } = await make({ basisPoints: 1_000, totalUses: 1 });
    await t.asOwner('ALTER TABLE coupons DROP CONSTRAINT coupons_used');
    try {
      const answers = await race(code);
      expect(answers.filter(({ statusCode }) => statusCode === 201).length).toBeGreaterThan(1);
    } finally {
      await t.asOwner(
        'ALTER TABLE coupons ADD CONSTRAINT coupons_used CHECK (uses >= 0 AND uses <= total_uses) NOT VALID',
      );
    }
  });
});

describe('staff', () => {
  it('makes, lists, changes and takes back the coupons of its business', async () => {
    const made = await make({ amount: 500, totalUses: 5, serviceIds: [shop.services.cut] });
    expect(made).toMatchObject({
      amount: { amount: 500, currency: 'ARS' },
      uses: 0,
      serviceIds: [shop.services.cut],
    });
    const list = await staff.send('GET', `/coupons?businessId=${shop.businessId}&limit=1`);
    expect(list.json<{ data: { id: string }[] }>().data.map(({ id }) => id)).toEqual([made.id]);
    const changed = await staff.send('PATCH', `/coupons/${made.id}`, { totalUses: null, serviceIds: [] });
    expect(dataOf(coupon, changed)).toMatchObject({ totalUses: null, serviceIds: [] });
    day += 1;
    await book({ ...wish('10:00'), coupon: made.code });
    await book({ ...wish('11:00'), coupon: made.code });
    expect(outcome(await staff.send('PATCH', `/coupons/${made.id}`, { totalUses: 1 }))).toEqual([
      409,
      'COUPON_USED_MORE',
    ]);
    expect(outcome(await staff.send('DELETE', `/coupons/${made.id}`))).toEqual([204]);
    expect(outcome(await staff.send('GET', `/coupons/${made.id}`))).toEqual([404, 'NOT_FOUND']);
    expect(reasonIn(await book({ ...wish('12:00'), coupon: made.code }))).toBe('UNKNOWN');
    expect(outcome(await create({ code: made.code, amount: 1 }))).toEqual([201]);
    expect(outcome(await create({ code: made.code, amount: 1 }))).toEqual([409, 'COUPON_CODE_TAKEN']);
  });

  it('reaches no other business, and only who writes the catalogue does', async () => {
    const rival = await createShop(t.a, { slug: 'rival' });
    const made = await make({ amount: 1 });
    const grants = [{ role: 'manager' as const, businessId: rival.businessId }];
    const other = await signedIn(t, t.a, 'rival@example.com', grants);
    const desk = await signedIn(t, t.a, 'desk@example.com', [
      { role: 'reception', businessId: shop.businessId },
    ]);
    for (const [method, path, body] of [
      ['GET', `/coupons/${made.id}`],
      ['PATCH', `/coupons/${made.id}`, { totalUses: 1 }],
      ['DELETE', `/coupons/${made.id}`],
    ] as const) {
      expect(outcome(await other.send(method, path, body))).toEqual([404, 'NOT_FOUND']);
      expect(outcome(await desk.send(method, path, body))[0]).toBe(403);
    }
    expect(outcome(await create({ amount: 1 }, other))).toEqual([404, 'NOT_FOUND']);
    expect(outcome(await create({ amount: 1, businessId: undefined }))).toEqual([403, 'FORBIDDEN']);
    expect(outcome(await create({ amount: 1, serviceIds: [rival.services.cut] }))).toEqual([
      404,
      'NOT_FOUND',
    ]);
    expect(outcome(await guest().send('GET', '/coupons'))).toEqual([401, 'UNAUTHENTICATED']);
    const there = { items: [{ serviceId: rival.services.cut }], start: tomorrow('10:00'), coupon: made.code };
    expect(reasonIn(await book(there))).toBe('UNKNOWN');
  });

  it.each([
    ['nothing off', {}],
    ['both kinds', { amount: 1, basisPoints: 1 }],
    ['less than nothing', { amount: -1 }],
    ['more than all', { basisPoints: 10_001 }],
    ['a part of a cent', { amount: 0.5 }],
    ['a negative limit', { amount: 1, totalUses: -1 }],
    ['another tenant', { amount: 1, tenantId: randomUUID() }],
    ['a count of its own', { amount: 1, uses: 0 }],
    [
      'an end before its beginning',
      { amount: 1, validFrom: '2030-01-02T00:00:00Z', validTo: '2030-01-01T00:00:00Z' },
    ],
    ['a code with a line break', { amount: 1, code: 'AB\r\nCD' }],
  ])('is refused: %s', async (_what, body) => {
    expect(outcome(await create(body))).toEqual([400, 'VALIDATION']);
  });
});
