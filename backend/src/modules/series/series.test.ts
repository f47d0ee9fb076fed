import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod/mini';
import { browser, dataOf, outcome, signedIn, type Answer, type Browser } from '../../../test/browser.ts';
import { testApp, type TestApp } from '../../../test/harness.ts';
import { brokenPromises, deadlocks, guestOf, NONE_BROKEN } from '../../../test/races.ts';
import { createSession, createShop, tomorrow, type ServiceKey, type Shop } from '../../../test/shop.ts';
import { inTransaction } from '../../lib/context.ts';
import { booking, type Booking } from '../bookings/bookings.contract.ts';
import { series, seriesPreview, type SeriesPreview } from './series.contract.ts';

let t: TestApp;
let shop: Shop;
let day = 0;
const at = (time: string, days = 0) => tomorrow(time, day + days);
const customer = { name: 'Ana Paz', email: 'ana.paz@example.com' };
const local = (start: string) => `${start.slice(0, 19)}+00:00`;

const RHYTHMS = [
  { key: 'daily', name: { en: 'Every day' }, every: 1, unit: 'day', discountBasisPoints: 0 },
  { key: 'weekly', name: { en: 'Every week' }, every: 1, unit: 'week', discountBasisPoints: 1_250 },
  { key: 'monthly', name: { en: 'Every month' }, every: 1, unit: 'month', discountBasisPoints: 0 },
];

const settle = (businessId: string, change: (value: object) => object) =>
  inTransaction(t.a.ctx, async ({ db }) => {
    const row = await db.setting.findFirstOrThrow({ where: { businessId } });
    await db.setting.updateMany({ where: { businessId }, data: { value: change(row.value as object) } });
  });

async function openShop(slug: string, more: Parameters<typeof createShop>[1] = {}): Promise<Shop> {
  const made = await createShop(t.a, {
    slug,
    features: { series: true },
    ...more,
    scheduling: { maxAdvanceDays: 399, ...more.scheduling },
  });
  await settle(made.businessId, (value) => ({ ...value, series: RHYTHMS }));
  return made;
}

beforeAll(async () => {
  t = await testApp({}, { DATABASE_POOL_SIZE: '20' });
  shop = await openShop('shop');
});
afterAll(() => t.close());

const wish = (time = '10:00', more: object = {}, key: ServiceKey = 'cut', of = shop) => ({
  items: [{ serviceId: of.services[key] }],
  start: at(time),
  rhythm: 'daily',
  count: 3,
  ...more,
});
const guest = () => browser(t, t.a);
const preview = (body: object) => guest().send('POST', '/series/preview', body);
const create = (body: object, who = guest()) =>
  who.send('POST', '/series', { customer, resolution: 'all', ...body });
const take = async (start: string, key: ServiceKey = 'cut', of = shop) =>
  dataOf(
    booking,
    await guest().send('POST', '/bookings', { items: [{ serviceId: of.services[key] }], start, customer }),
  );
const withToken = (token: string | undefined) => ({ 'x-booking-token': token ?? '' });
const agreed = (dates: SeriesPreview['dates']) =>
  dates.flatMap(({ date, isFree, alternative }) =>
    isFree ? [{ date, start: date }] : alternative ? [{ date, start: alternative.start }] : [],
  );
const fieldsIn = (answer: Answer) =>
  answer.json<{ error: { details: { field: string }[] } }>().error.details.map(({ field }) => field);
const countOf = (businessId = shop.businessId) =>
  inTransaction(t.a.ctx, ({ db }) =>
    db.booking.count({ where: { businessId, state: { notIn: ['cancelled'] } } }),
  );

describe('a preview', () => {
  it('tells each date free with its price, or why not and what is nearest', async () => {
    day += 10;
    await take(at('10:00', 7));
    const found = dataOf(seriesPreview, await preview(wish('10:00', { rhythm: 'weekly' })));
    expect(found).toMatchObject({ rhythm: 'weekly', timeZone: 'UTC', name: { en: 'Every week' } });
    expect(found.dates.map(({ date, isFree, reasons }) => [date, isFree, reasons])).toEqual([
      [local(at('10:00')), true, []],
      [local(at('10:00', 7)), false, ['BUSY']],
      [local(at('10:00', 14)), true, []],
    ]);
    expect(found.dates[0]?.price).toEqual({ amount: 875, currency: 'ARS' });
    expect(found.dates[1]).toMatchObject({ price: null, alternative: { start: local(at('09:30', 7)) } });
    expect(await countOf()).toBe(1);
  });

  it('counts the dates before against limits', async () => {
    day += 10;
    const strict = await openShop('strict', { scheduling: { providerPerWeek: 2 } });
    const found = dataOf(seriesPreview, await preview(wish('10:00', { count: 14 }, 'cut', strict)));
    const weeks = new Map<string, number>();
    for (const { date, isFree } of found.dates) {
      const weekday = (new Date(date).getUTCDay() + 6) % 7;
      const monday = new Date(Date.parse(date) - weekday * 86_400_000).toISOString().slice(0, 10);
      weeks.set(monday, (weeks.get(monday) ?? 0) + Number(isFree));
    }
    expect(Math.max(...weeks.values())).toBe(2);
    expect(
      found.dates.filter(({ isFree }) => !isFree).every(({ reasons }) => reasons.includes('WEEK_LIMIT')),
    ).toBe(true);
  });

  it.each([
    ['10,000 dates', { count: 10_000 }, 'count'],
    ['one date', { count: 1 }, 'count'],
    ['less than none', { count: -3 }, 'count'],
    ['neither count nor end', { count: undefined }, 'count'],
    ['both', { until: '2099-01-01' }, 'count'],
    ['an end years ahead', { count: undefined, until: '9999-12-31' }, 'until'],
    ['an end in the past', { count: undefined, until: '2020-01-01' }, 'until'],
    ['months beyond a year', { rhythm: 'monthly', count: 20 }, 'count'],
    ['a weekday that there is not', { weekdays: [8] }, 'weekdays.0'],
    ['half a minute', { start: '2030-01-01T10:00:30Z' }, 'start'],
  ])('of %s is refused, naming the field', async (_what, more, field) => {
    const answer = await preview(wish('10:00', more));
    expect([outcome(answer), fieldsIn(answer)]).toEqual([[400, 'VALIDATION'], [field]]);
  });

  it('begins as late as staff says, and with notice for customers', async () => {
    const of = await openShop('notice', { scheduling: { minNoticeMinutes: 2 * 1_440 } });
    const asked = { ...wish('10:00', { count: 4 }, 'cut', of), start: tomorrow('10:00') };
    const grants = [{ role: 'reception' as const, businessId: of.businessId }];
    const staff = await signedIn(t, t.a, 'notice@example.com', grants);
    const free = async (who: Browser) =>
      dataOf(seriesPreview, await who.send('POST', '/series/preview', asked)).dates.map(
        ({ isFree }) => isFree,
      );
    // What lies between depends on the hour.
    expect(await free(guest())).toMatchObject({ 0: false, 3: true });
    expect(await free(staff)).toEqual([true, true, true, true]);
  });

  it('is refused where nothing repeats, in another rhythm, and long ago', async () => {
    expect(outcome(await preview(wish('10:00', { rhythm: 'hourly' })))).toEqual([422, 'POLICY_NO_SERIES']);
    const plain = await createShop(t.a, { slug: 'plain' });
    expect(outcome(await preview(wish('10:00', {}, 'cut', plain)))).toEqual([422, 'POLICY_NO_SERIES']);
    for (const start of ['0001-01-01T10:00:00Z', '9999-01-01T10:00:00Z'])
      expect(outcome(await preview(wish('10:00', { start })))).toEqual([422, 'POLICY_NOT_OFFERED']);
  });
});

describe('a series', () => {
  it('is booked with its discount, and read by its token and by staff only', async () => {
    day += 10;
    const answer = await create(wish('10:00', { rhythm: 'weekly' }));
    expect(outcome(answer)).toEqual([201]);
    const { token, ...made } = dataOf(series, answer);
    expect(made.bookings.map(({ startsAt }) => startsAt)).toEqual(
      [0, 7, 14].map((days) => local(at('10:00', days))),
    );
    for (const { priceLines, price, state, customer: whom } of made.bookings) {
      expect(priceLines.map(({ kind, amount }) => [kind, amount])).toEqual([
        ['variant', 1_000],
        ['series', -125],
      ]);
      expect([price.amount, state, whom?.id]).toEqual([875, 'confirmed', made.bookings[0]?.customer?.id]);
    }
    const show = (who = guest(), shown?: string) =>
      who.send('GET', `/series/${made.id}`, undefined, withToken(shown));
    expect(dataOf(series, await show(guest(), token))).toEqual(made);
    for (const shown of [undefined, 'x', made.id])
      expect(outcome(await show(guest(), shown))).toEqual([404, 'NOT_FOUND']);
    expect(outcome(await show(browser(t, t.b), token))).toEqual([404, 'NOT_FOUND']);
    const grants = [{ role: 'reception' as const, businessId: shop.businessId }];
    expect(outcome(await show(await signedIn(t, t.a, 'desk@example.com', grants)))).toEqual([200]);
    expect(outcome(await show(await signedIn(t, t.a, 'other@example.com')))).toEqual([404, 'NOT_FOUND']);
  });

  it('where a date is taken: nothing, all but it, or another start in its place', async () => {
    day += 10;
    await take(at('10:00', 1));
    const before = await countOf();
    const refused = await create(wish());
    expect(outcome(refused)).toEqual([409, 'SERIES_CHANGED']);
    const { dates } = z.parse(seriesPreview, refused.json<{ error: { data: unknown } }>().error.data);
    expect(dates.map(({ isFree }) => isFree)).toEqual([true, false, true]);
    expect(await countOf()).toBe(before);

    const free = agreed(dates.filter(({ isFree }) => isFree));
    const skipped = dataOf(series, await create(wish('10:00', { resolution: 'skip', dates: free })));
    expect(skipped.bookings.map(({ startsAt }) => startsAt)).toEqual(
      [0, 2].map((days) => local(at('10:00', days))),
    );

    const second = dataOf(seriesPreview, await preview(wish('10:00')));
    const moved = dataOf(
      series,
      await create(wish('10:00', { resolution: 'move', dates: agreed(second.dates) })),
    );
    expect(moved.bookings).toHaveLength(3);
    expect(await countOf()).toBe(before + 5);
  });

  it('with anybody costs no more than was seen, all dates together, or it is agreed to', async () => {
    day += 10;
    const levels = ['junior', 'master'];
    const mixed = await openShop('mixed', { providers: 2, chairs: 2 });
    const priceRules = [{ key: 'master', name: { en: 'Master' }, levels: ['master'], amount: 250 }];
    await settle(mixed.businessId, (value) => ({ ...value, priceRules }));
    await inTransaction(t.a.ctx, async ({ db }) => {
      for (const [index, id] of mixed.providerIds.entries())
        await db.provider.updateMany({ where: { id }, data: { level: levels[index] ?? null } });
    });
    const of = (providerId: string | undefined, start: string) => ({
      items: [{ serviceId: mixed.services.cut, providerId }],
      start,
      customer,
    });
    const [junior, master] = mixed.providerIds;
    const fill = async (providerId: string | undefined, start: string) =>
      expect(outcome(await guest().send('POST', '/bookings', of(providerId, start)))).toEqual([201]);
    await fill(junior, at('10:00', 1));
    await fill(master, at('10:00', 1));
    const asked = wish('10:00', {}, 'cut', mixed);
    const { dates } = dataOf(seriesPreview, await preview(asked));
    const [usual] = dates.map(({ price }) => price?.amount ?? 0) as [number];
    expect(dates.map(({ price, alternative }) => (price ?? alternative?.price)?.amount)).toEqual([
      usual,
      usual,
      usual,
    ]);

    await fill(junior, at('10:00', 2));
    const seen = { ...asked, resolution: 'move', dates: agreed(dates), priceUpTo: 3 * usual };
    const dearer = await create(seen);
    expect(outcome(dearer)).toEqual([409, 'PRICE_HIGHER']);
    expect(dearer.json<{ error: { data: unknown } }>().error.data).toMatchObject({
      price: { amount: 3 * usual + 250 },
      agreed: { amount: 3 * usual },
    });
    const { bookings } = dataOf(series, await create({ ...seen, priceUpTo: 3 * usual + 250 }));
    expect(bookings.map(({ price }) => price.amount)).toEqual([usual, usual, usual + 250]);
  });

  it.each([
    [
      'a date of no series',
      'skip',
      (dates: { date: string; start: string }[]) => [...dates, { date: at('10:15'), start: at('10:15') }],
      'dates.3.date',
    ],
    [
      'a date moved where none is',
      'skip',
      (dates: { date: string; start: string }[]) => dates.map(({ date }) => ({ date, start: at('11:00') })),
      'dates.0.start',
    ],
    [
      'a date moved far away',
      'move',
      (dates: { date: string; start: string }[]) =>
        dates.map(({ date }) => ({ date, start: at('11:00', 40) })),
      'dates.0.start',
    ],
    [
      'a date twice',
      'skip',
      (dates: { date: string; start: string }[]) => dates.flatMap((date) => [date, date]),
      'dates',
    ],
    ['too few for all', 'all', (dates: { date: string; start: string }[]) => dates.slice(1), 'dates'],
  ] as const)('of %s is refused', async (_what, resolution, change, field) => {
    day += 10;
    const dates = [0, 1, 2].map((days) => ({ date: at('10:00', days), start: at('10:00', days) }));
    const answer = await create(wish('10:00', { resolution, dates: change(dates) }));
    expect([outcome(answer), fieldsIn(answer)]).toEqual([[400, 'VALIDATION'], [field]]);
  });

  it('keeps its wall-clock time when clocks change', async () => {
    const away = await openShop('away', { timeZone: 'Europe/London' });
    const year = new Date().getUTCFullYear() + (new Date().getUTCMonth() >= 2 ? 1 : 0);
    const start = `${year}-03-20T10:00:00Z`;
    const body = { ...wish('10:00', { rhythm: 'weekly' }, 'cut', away), start };
    const made = dataOf(series, await create(body));
    expect(made.bookings.map(({ startsAt }) => startsAt.slice(10))).toContain('T10:00:00+01:00');
    expect(new Set(made.bookings.map(({ startsAt }) => startsAt.slice(11, 16)))).toEqual(new Set(['10:00']));
  });

  it('of a class takes a seat of each session', async () => {
    day += 10;
    const ids = [];
    for (const days of [0, 1]) ids.push(await createSession(t.a, shop, at('09:00', days)));
    const made = dataOf(series, await create({ ...wish('09:00', { count: 2, seats: 3 }, 'class') }));
    expect(made.bookings.map(({ items }) => [items[0]?.sessionId, items[0]?.seats])).toEqual(
      ids.map((id) => [id, 3]),
    );
  });

  it('is booked once for each key', async () => {
    day += 10;
    const key = { 'idempotency-key': randomUUID() };
    const send = () => guest().send('POST', '/series', { ...wish(), customer, resolution: 'all' }, key);
    const [first, second] = await Promise.all([send(), send()]);
    expect([first.statusCode, second.statusCode]).toEqual([201, 201]);
    expect(dataOf(series, first)).toEqual(dataOf(series, second));
  });
});

describe('cancelling', () => {
  it('is of one, of it and those after it, or of all', async () => {
    day += 10;
    const { id, token, bookings } = dataOf(series, await create(wish('10:00', { count: 5 })));
    const cancel = (body: object, shown = token) =>
      guest().send('POST', `/series/${id}/cancellation`, body, withToken(shown));
    const states = async (body: object) =>
      dataOf(series, await cancel(body)).bookings.map(({ state }) => state);
    const nth = (index: number) => bookings[index]?.id;
    expect(outcome(await cancel({ scope: 'all' }, 'x'))).toEqual([404, 'NOT_FOUND']);
    expect(outcome(await cancel({ scope: 'this' }))).toEqual([400, 'VALIDATION']);
    expect(outcome(await cancel({ scope: 'this', bookingId: randomUUID() }))).toEqual([404, 'NOT_FOUND']);
    const [yes, no] = ['confirmed', 'cancelled'];
    expect(await states({ scope: 'this', bookingId: nth(1) })).toEqual([yes, no, yes, yes, yes]);
    expect(await states({ scope: 'following', bookingId: nth(3), reason: 'moving' })).toEqual([
      yes,
      no,
      yes,
      no,
      no,
    ]);
    expect(outcome(await cancel({ scope: 'this', bookingId: nth(1) }))).toEqual([409, 'BOOKING_STATE']);
    expect(await states({ scope: 'all' })).toEqual([no, no, no, no, no]);
    expect(outcome(await cancel({ scope: 'all' }))).toEqual([409, 'BOOKING_STATE']);
    expect(outcome(await create(wish('10:00', { count: 5 })))).toEqual([201]);
  });
});

describe('moving', () => {
  const setUp = async (more: object = {}, key: ServiceKey = 'cut') => {
    day += 20;
    const { id, token, bookings } = dataOf(series, await create(wish('10:00', { count: 4, ...more }, key)));
    const move = (index: number, body: object, who = guest(), shown = token) =>
      who.send('POST', `/series/${id}/move`, { bookingId: bookings[index]?.id, ...body }, withToken(shown));
    const starts = (answer: Answer) => dataOf(series, answer).bookings.map(({ startsAt }) => startsAt);
    return { id, bookings, move, starts };
  };

  it('is of one, of it and those after it, or of all; also into each other’s time', async () => {
    const { move, starts, bookings } = await setUp();
    const times = (...list: [number, string][]) => list.map(([days, time]) => local(at(time, days)));
    expect(starts(await move(1, { scope: 'this', start: at('12:00', 1) }))).toEqual(
      times([0, '10:00'], [1, '12:00'], [2, '10:00'], [3, '10:00']),
    );
    expect(starts(await move(2, { scope: 'following', start: at('11:30', 2) }))).toEqual(
      times([0, '10:00'], [1, '12:00'], [2, '11:30'], [3, '11:30']),
    );
    // A day later each: three of them where another one was.
    const all = await move(0, { scope: 'all', start: at('10:00', 1) });
    expect(starts(all)).toEqual(times([1, '10:00'], [2, '12:00'], [3, '11:30'], [4, '11:30']));
    expect(dataOf(series, all).bookings.map(({ id }) => id)).toEqual(bookings.map(({ id }) => id));
    expect(
      outcome(
        await guest().send('POST', '/bookings', {
          items: [{ serviceId: shop.services.cut }],
          start: at('10:00'),
          customer,
        }),
      ),
    ).toEqual([201]);
    expect(
      outcome(
        await guest().send('POST', '/bookings', {
          items: [{ serviceId: shop.services.cut }],
          start: at('10:00', 1),
          customer,
        }),
      ),
    ).toEqual([409, 'SLOT_TAKEN']);
    expect(await brokenPromises(t)).toEqual(NONE_BROKEN);
    const told = await inTransaction(t.a.ctx, ({ db }) =>
      db.outboxEvent.findMany({ where: { kind: 'booking.updated' } }),
    );
    expect(
      told.filter(({ payload }) => JSON.stringify(payload).includes(bookings[0]?.id ?? 'x')),
    ).toHaveLength(1);
  });

  it('is of all or of none: one date that is taken leaves every one where it was', async () => {
    const { id, move } = await setUp();
    await take(at('15:00', 2));
    const refused = await move(0, { scope: 'all', start: at('15:00') });
    expect(outcome(refused)).toEqual([409, 'SERIES_CHANGED']);
    expect(refused.json<{ error: { details: object[] } }>().error.details).toEqual([
      { field: 'start', message: at('15:00', 2) },
    ]);
    const rows = await inTransaction(t.a.ctx, ({ db }) =>
      db.booking.findMany({ where: { seriesId: id }, orderBy: { startsAt: 'asc' } }),
    );
    expect(rows.map(({ startsAt }) => startsAt.toISOString())).toEqual(
      [0, 1, 2, 3].map((days) => new Date(at('10:00', days)).toISOString()),
    );
    expect(await brokenPromises(t)).toEqual(NONE_BROKEN);
  });

  it('keeps to what was agreed, and to rules', async () => {
    const { move, id, bookings } = await setUp();
    await inTransaction(t.a.ctx, ({ db }) =>
      db.booking.updateMany({
        where: { seriesId: id },
        data: { policy: { reschedule: { untilMinutesBefore: 0, times: 1 } } },
      }),
    );
    expect(outcome(await move(3, { scope: 'this', start: at('11:00', 3) }))).toEqual([200]);
    expect(outcome(await move(3, { scope: 'this', start: at('12:00', 3) }))).toEqual([
      422,
      'POLICY_NOT_MOVED',
    ]);
    expect(outcome(await move(0, { scope: 'all', start: at('12:00') }))).toEqual([422, 'POLICY_NOT_MOVED']);
    expect(outcome(await move(0, { scope: 'this', start: at('03:00') }))).toEqual([409, 'SERIES_CHANGED']);
    expect(outcome(await move(0, { scope: 'this', start: '2020-01-01T10:00:00Z' }))).toEqual([
      400,
      'VALIDATION',
    ]);
    expect(outcome(await move(0, { scope: 'this', start: at('11:00') }, guest(), 'x'))).toEqual([
      404,
      'NOT_FOUND',
    ]);
    expect(outcome(await move(0, { scope: 'this', start: at('11:00'), bookingId: randomUUID() }))).toEqual([
      404,
      'NOT_FOUND',
    ]);
    const grants = [{ role: 'reception' as const, businessId: shop.businessId }];
    const staff = await signedIn(t, t.a, 'mover@example.com', grants);
    expect(outcome(await move(3, { scope: 'this', start: at('12:00', 3) }, staff, ''))).toEqual([200]);
    expect(bookings).toHaveLength(4);
  });

  it('leaves each as long as staff decided', async () => {
    const { bookings, move } = await setUp({ count: 3 });
    const grants = [{ role: 'reception' as const, businessId: shop.businessId }];
    const staff = await signedIn(t, t.a, 'longer@example.com', grants);
    const resize = (index: number, minutes: number) =>
      staff.send('POST', `/bookings/${bookings[index]?.id}/resize`, { minutes });
    expect(outcome(await resize(0, 50))).toEqual([200]);
    expect(outcome(await resize(1, 20))).toEqual([200]);
    for (const [index, time] of [
      [0, '12:00'],
      [2, '15:00'],
    ] as const) {
      const moved = dataOf(series, await move(index, { scope: 'all', start: at(time, index) }, staff));
      const minutes = moved.bookings.map(
        ({ startsAt, endsAt }) => (Date.parse(endsAt) - Date.parse(startsAt)) / 60_000,
      );
      expect(minutes).toEqual([50, 20, 30]);
    }
    expect(await brokenPromises(t)).toEqual(NONE_BROKEN);
  });

  it('costs no more than was agreed to, all dates together', async () => {
    const { bookings, move } = await setUp({ count: 3 });
    const [{ price }] = bookings as [Booking];
    const times = { start: '17:00', end: '20:00' };
    const priceRules = [{ key: 'evening', name: { en: 'Evening' }, times, amount: 100 }];
    await settle(shop.businessId, (value) => ({ ...value, priceRules }));
    const body = { scope: 'following', start: at('17:00', 1) };
    const refused = await move(1, body);
    expect(outcome(refused)).toEqual([409, 'PRICE_HIGHER']);
    expect(refused.json<{ error: { data: unknown } }>().error.data).toMatchObject({
      price: { amount: 2 * price.amount + 200 },
      agreed: { amount: 2 * price.amount },
    });
    expect(outcome(await move(1, { ...body, priceUpTo: 2 * price.amount + 199 }))[0]).toBe(409);
    expect(outcome(await move(1, { ...body, priceUpTo: 2 * price.amount + 200 }))).toEqual([200]);
    await settle(shop.businessId, ({ priceRules: _, ...value }: { priceRules?: unknown }) => value);
  });

  it('of a class goes to the sessions of the other time', async () => {
    day += 20;
    const ids = [];
    for (const time of ['09:00', '14:00'])
      for (const days of [0, 1]) ids.push(await createSession(t.a, shop, at(time, days)));
    const { id, token, bookings } = dataOf(
      series,
      await create({ ...wish('09:00', { count: 2, seats: 2 }, 'class') }),
    );
    const body = { scope: 'all', bookingId: bookings[0]?.id, start: at('14:00') };
    const moved = dataOf(series, await guest().send('POST', `/series/${id}/move`, body, withToken(token)));
    expect(moved.bookings.map(({ items }) => [items[0]?.sessionId, items[0]?.seats])).toEqual(
      ids.slice(2).map((id) => [id, 2]),
    );
    expect(await brokenPromises(t)).toEqual(NONE_BROKEN);
  });
});

describe('many at once', () => {
  it('of one series against single bookings of its dates: all of it or nothing, and no deadlock', async () => {
    const busy = await openShop('busy', { providers: 2, chairs: 2 });
    for (let round = 0; round < 4; round += 1) {
      day += 12;
      const singles = [0, 3, 6, 9].flatMap((days) =>
        [1, 2].map(() => ({
          items: [{ serviceId: busy.services.crew }],
          start: at('10:00', days),
          customer,
        })),
      );
      const many = Array.from({ length: 6 }, (_, index) =>
        wish(
          '10:00',
          { count: 10, start: at('10:00'), customer: { name: `G${index}` } },
          index % 2 ? 'cut' : 'crew',
          busy,
        ),
      );
      const [answers, others] = await Promise.all([
        Promise.all(
          many.map((body, index) =>
            guestOf(t, index + round * 10).send('POST', '/series', { resolution: 'all', ...body }),
          ),
        ),
        Promise.all(singles.map((body, index) => guestOf(t, 100 + index).send('POST', '/bookings', body))),
      ]);
      for (const answer of answers) expect([201, 409], answer.body).toContain(answer.statusCode);
      for (const answer of others) expect([201, 409], answer.body).toContain(answer.statusCode);
      const made = answers
        .filter(({ statusCode }) => statusCode === 201)
        .map((answer) => dataOf(series, answer));
      for (const { bookings } of made) expect(bookings).toHaveLength(10);
      expect(made.length + others.filter(({ statusCode }) => statusCode === 201).length).toBeGreaterThan(0);
    }
    const lonely = await inTransaction(t.a.ctx, ({ db }) =>
      db.series.findMany({
        select: { _count: { select: { bookings: true } } },
        where: { businessId: busy.businessId },
      }),
    );
    expect(lonely.every(({ _count }) => _count.bookings === 10)).toBe(true);
    expect(await brokenPromises(t)).toEqual(NONE_BROKEN);
    expect(await deadlocks(t)).toBe(0);
  }, 60_000);
});
