import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import * as z from 'zod/mini';
import { dataOf, outcome } from '../../../test/browser.ts';
import { testApp, type TestApp } from '../../../test/harness.ts';
import { createShop, tomorrow, type Shop } from '../../../test/shop.ts';
import { announced, book, createStaff, historyOf, type Staff } from '../../../test/staff.ts';
import { inTransaction } from '../../lib/context.ts';
import * as contract from './schedules.contract.ts';

let t: TestApp;
let staff: Staff;
/** A shop with bookings of its own in each test, ruled by the admin. */
let fresh: Shop;
let count = 0;

beforeAll(async () => {
  t = await testApp();
  staff = await createStaff(t, { providers: 2 });
});
afterAll(() => t.close());
beforeEach(async () => {
  count += 1;
  fresh = await createShop(t.a, { slug: `fresh-${count}` });
});

const NOT_FOUND = [404, 'NOT_FOUND'];
const FORBIDDEN = [403, 'FORBIDDEN'];
const STRANDS = [409, 'STRANDS_BOOKINGS'];
const fieldsOf = (answer: { json: () => unknown }) =>
  (answer.json() as { error: { details: { field: string }[] } }).error.details.map(({ field }) => field);
const totalOf = (answer: { json: () => unknown }) =>
  (answer.json() as { data: { stranded: { total: number } } }).data.stranded.total;

const everyDay = (startMinute: number, endMinute: number) =>
  [1, 2, 3, 4, 5, 6, 7].map((weekday) => ({ weekday, startMinute, endMinute }));
const tomorrowDate = tomorrow('00:00').slice(0, 10);
/** 10:00 to 10:30 tomorrow. */
const ten = { from: tomorrow('10:00'), to: tomorrow('10:30') };

describe('holidays', () => {
  it('are those of the place, for whoever works there', async () => {
    const { provider, neighbour, foreigner, customer, shop } = staff;
    const path = `/locations/${shop.locationId}/holidays`;
    const { dates, closed } = dataOf(contract.holidays, await provider.send('GET', path));
    expect(dates.some((date) => date.endsWith('-12-25'))).toBe(true);
    expect([typeof closed, dates.toSorted()]).toEqual(['boolean', dates]);
    expect(outcome(await customer.send('GET', path))).toEqual(FORBIDDEN);
    for (const who of [neighbour, foreigner]) expect(outcome(await who.send('GET', path))).toEqual(NOT_FOUND);
  });
});

describe('weekly hours', () => {
  it('are replaced as a whole, read back, noted and announced', async () => {
    const { owner, shop } = staff;
    const path = `/providers/${shop.providerIds[1]}/weekly-hours`;
    const intervals = [
      { weekday: 1, startMinute: 540, endMinute: 720, validFrom: null, validTo: null },
      { weekday: 5, startMinute: 1320, endMinute: 1560, validFrom: '2026-01-01', validTo: '2026-12-31' },
    ];
    const before = await announced(t.a, shop.businessId);
    expect(outcome(await owner.send('PUT', path, { intervals }))).toEqual([200]);
    const read = dataOf(contract.weeklyHours, await owner.send('GET', path));
    expect(read).toEqual({ intervals });
    expect(await announced(t.a, shop.businessId)).toBe(before + 1);
    const history = await historyOf(t.a, shop.providerIds[1] ?? '');
    expect(history.at(-1)).toMatchObject({ action: 'provider.hours.changed', after: { intervals } });
    expect(outcome(await owner.send('PUT', path, { intervals: [] }))).toEqual([200]);
    expect(dataOf(contract.weeklyHours, await owner.send('GET', path))).toEqual({ intervals: [] });
  });

  it('may be kept by no place and by no unit, but by every provider', async () => {
    const { owner, shop } = staff;
    for (const path of [`/locations/${shop.locationId}`, `/resource-units/${shop.units.chair[0]}`]) {
      const hours = `${path}/weekly-hours`;
      await owner.send('PUT', hours, { intervals: everyDay(0, 1440) });
      expect((await owner.send('GET', hours)).json()).toMatchObject({ data: { intervals: { length: 7 } } });
      expect(outcome(await owner.send('PUT', hours, { intervals: null }))).toEqual([200]);
      expect((await owner.send('GET', hours)).json()).toMatchObject({ data: { intervals: null } });
    }
    const never = await owner.send('PUT', `/providers/${shop.providerIds[1]}/weekly-hours`, {
      intervals: null,
    });
    expect([outcome(never), fieldsOf(never)]).toEqual([[400, 'VALIDATION'], ['intervals']]);
  });

  it('are refused with the interval that is wrong', async () => {
    const { owner, shop } = staff;
    const path = `/locations/${shop.locationId}/weekly-hours`;
    const good = { weekday: 1, startMinute: 540, endMinute: 720 };
    for (const [field, interval] of [
      ['intervals.1', { ...good, startMinute: 700, endMinute: 900 }],
      ['intervals.1.endMinute', { ...good, startMinute: 720, endMinute: 720 }],
      ['intervals.1.endMinute', { ...good, startMinute: 720, endMinute: 2161 }],
      ['intervals.1.weekday', { ...good, weekday: 8 }],
      ['intervals.1.startMinute', { ...good, startMinute: 9.5 }],
      ['intervals.1.validTo', { ...good, validFrom: '2026-02-02', validTo: '2026-02-01' }],
      ['intervals.1.validFrom', { ...good, validFrom: '2026-02-30' }],
    ] as const) {
      const answer = await owner.send('PUT', path, { intervals: [good, interval] });
      expect([field, outcome(answer), fieldsOf(answer)]).toEqual([field, [400, 'VALIDATION'], [field]]);
    }
  });

  it('belong to those who rule there, and to the provider', async () => {
    const { shop, branch, provider, reception, neighbour, foreigner, customer } = staff;
    const [own, colleague] = shop.providerIds.map((id) => `/providers/${id}/weekly-hours`);
    const place = `/locations/${shop.locationId}/weekly-hours`;
    const body = { intervals: everyDay(480, 1200) };
    expect(outcome(await provider.send('PUT', own!, body))).toEqual([200]);
    expect(outcome(await provider.send('PUT', colleague!, body))).toEqual(FORBIDDEN);
    expect(outcome(await provider.send('PUT', place, body))).toEqual(FORBIDDEN);
    expect(outcome(await provider.send('GET', colleague!))).toEqual([200]);
    for (const path of [own!, colleague!, place]) {
      expect(outcome(await branch.send('PUT', path, body))).toEqual([200]);
      expect(outcome(await reception.send('PUT', path, body))).toEqual(FORBIDDEN);
      expect(outcome(await customer.send('PUT', path, body))).toEqual(FORBIDDEN);
      for (const who of [neighbour, foreigner]) {
        expect(outcome(await who.send('PUT', path, body))).toEqual(NOT_FOUND);
        expect(outcome(await who.send('GET', path))).toEqual(NOT_FOUND);
      }
    }
  });
});

describe('bookings to come', () => {
  it.each([
    ['a provider who begins at 11', 'providers', everyDay(660, 1200)],
    ['a provider who ends at 10:29', 'providers', everyDay(480, 629)],
    ['a provider without hours', 'providers', []],
    ['a place that opens at 11', 'locations', everyDay(660, 1200)],
    ['a place that is never open', 'locations', []],
  ] as const)('are not left behind unasked by %s', async (_what, kind, intervals) => {
    const id = await book(t.a, fresh, ten);
    await book(t.a, fresh, { from: tomorrow('12:00'), to: tomorrow('12:30'), state: 'cancelled' });
    const owner = kind === 'providers' ? fresh.providerIds[0] : fresh.locationId;
    const path = `/${kind}/${owner}/weekly-hours`;
    const before = (await staff.admin.send('GET', path)).json<{ data: unknown }>().data;
    const asked = await staff.admin.send('PUT', path, { intervals });
    expect(outcome(asked)).toEqual(STRANDS);
    expect(asked.json()).toMatchObject({ error: { data: { total: 1, bookings: [{ id }] } } });
    expect((await staff.admin.send('GET', path)).json()).toMatchObject({ data: before });
    const done = await staff.admin.send('PUT', `${path}?acceptStranded=true`, { intervals });
    expect(done.json()).toMatchObject({ data: { intervals: { length: intervals.length } } });
    expect(totalOf(done)).toBe(1);
    // They lie outside already: nothing that comes after has done it.
    expect(totalOf(await staff.admin.send('PUT', path, { intervals: everyDay(700, 800) }))).toBe(0);
  });

  it('stay within hours that end with them; buffers may lie outside', async () => {
    await book(t.a, fresh, { ...ten, buffer: 15 });
    const path = `/providers/${fresh.providerIds[0]}/weekly-hours`;
    expect(totalOf(await staff.admin.send('PUT', path, { intervals: everyDay(600, 630) }))).toBe(0);
  });

  it('count only if they are alive and have yet to begin', async () => {
    const soon = new Date(Date.now() + 3_600_000);
    const past = new Date(Date.now() - 3_600_000);
    await book(t.a, fresh, { ...ten, state: 'held', expiresAt: past });
    await book(t.a, fresh, {
      from: new Date(past.setSeconds(0, 0) - 86_400_000).toISOString(),
      to: new Date(past.getTime() - 86_000_000).toISOString(),
    });
    const path = `/providers/${fresh.providerIds[0]}/weekly-hours`;
    expect(totalOf(await staff.admin.send('PUT', path, { intervals: [] }))).toBe(0);
    await staff.admin.send('PUT', path, { intervals: everyDay(480, 1200) });
    await inTransaction(
      t.a.ctx,
      ({ db }) => db.$executeRaw`UPDATE allocations SET state = 'expired' WHERE state = 'held'`,
    );
    await book(t.a, fresh, { ...ten, state: 'held', expiresAt: soon });
    expect(outcome(await staff.admin.send('PUT', path, { intervals: [] }))).toEqual(STRANDS);
  });

  it('are named, fifty at most', async () => {
    for (let day = 1; day <= 51; day += 1)
      await book(t.a, fresh, { from: tomorrow('10:00', day), to: tomorrow('10:30', day) });
    const path = `/providers/${fresh.providerIds[0]}/weekly-hours`;
    const asked = await staff.admin.send('PUT', path, { intervals: [] });
    const { data } = asked.json<{ error: { data: { total: number; bookings: { startsAt: string }[] } } }>()
      .error;
    expect([data.total, data.bookings.length]).toEqual([51, 50]);
    expect(data.bookings[0]).toMatchObject({ startsAt: new Date(ten.from).toISOString() });
  });

  it('are named with their customers to the provider whose they are', async () => {
    const { provider, shop } = staff;
    await book(t.a, shop, ten);
    const asked = await provider.send('PUT', `/providers/${shop.providerIds[0]}/weekly-hours`, {
      intervals: [],
    });
    expect(asked.json()).toMatchObject({ error: { data: { bookings: [{ customerName: 'Ana Paz' }] } } });
  });

  it('are looked for in as many statements for many as for one', async () => {
    const path = `/locations/${fresh.locationId}/weekly-hours`;
    const statements = async () => {
      const seen: string[] = [];
      const stop = t.deps.database.onQuery((sql) => seen.push(sql));
      await staff.admin.send('PUT', path, { intervals: everyDay(480, 1200) });
      stop();
      return seen.length;
    };
    await book(t.a, fresh, ten);
    await statements();
    const one = await statements();
    for (let day = 2; day <= 20; day += 1)
      await book(t.a, fresh, { from: tomorrow('10:00', day), to: tomorrow('10:30', day) });
    expect(await statements()).toBe(one);
  });

  it('are stranded by another zone of the place', async () => {
    await book(t.a, fresh, { from: tomorrow('08:00'), to: tomorrow('08:30') });
    const path = `/locations/${fresh.locationId}`;
    const change = { timeZone: 'America/Argentina/Buenos_Aires' };
    expect(outcome(await staff.admin.send('PATCH', path, change))).toEqual(STRANDS);
    expect(totalOf(await staff.admin.send('PATCH', `${path}?acceptStranded=true`, change))).toBe(1);
  });
});

describe('date overrides', () => {
  it('replace the hours of one date, and can be taken back', async () => {
    const { admin } = staff;
    const path = `/providers/${fresh.providerIds[0]}/date-overrides`;
    const body = { intervals: [{ startMinute: 600, endMinute: 660 }], reason: 'Dentist' };
    await book(t.a, fresh, ten);
    expect(totalOf(await admin.send('PUT', `${path}/${tomorrowDate}`, body))).toBe(0);
    const closed = { intervals: [] };
    expect(outcome(await admin.send('PUT', `${path}/${tomorrowDate}`, closed))).toEqual(STRANDS);
    const list = dataOf(z.array(contract.dateOverride), await admin.send('GET', path));
    expect(list).toEqual([{ date: tomorrowDate, ...body }]);
    const later = await admin.send('GET', `${path}?from=2090-01-01`);
    expect(later.json()).toMatchObject({ data: [] });
    expect(totalOf(await admin.send('DELETE', `${path}/${tomorrowDate}`))).toBe(0);
    expect(outcome(await admin.send('DELETE', `${path}/${tomorrowDate}`))).toEqual(NOT_FOUND);
    expect((await historyOf(t.a, fresh.providerIds[0] ?? '')).map(({ action }) => action)).toEqual([
      'provider.date-override.set',
      'provider.date-override.removed',
    ]);
  });

  it('close a place, and strand whoever has booked; taking one back does, too', async () => {
    const { admin } = staff;
    const path = `/locations/${fresh.locationId}/date-overrides/${tomorrowDate}`;
    await book(t.a, fresh, ten);
    expect(outcome(await admin.send('PUT', path, { intervals: [] }))).toEqual(STRANDS);
    await admin.send('PUT', path, { intervals: [{ startMinute: 0, endMinute: 1440 }] });
    await admin.send('PUT', `/locations/${fresh.locationId}/weekly-hours`, { intervals: [] });
    expect(outcome(await admin.send('DELETE', path))).toEqual(STRANDS);
    expect(totalOf(await admin.send('DELETE', `${path}?acceptStranded=true`))).toBe(1);
  });

  it('may work a public holiday, and strand its bookings when they are taken back', async () => {
    const { admin } = staff;
    const year = new Date().getUTCFullYear() + 1;
    const path = `/locations/${fresh.locationId}/date-overrides/${year}-12-25`;
    const close = (closedOnHolidays: boolean) =>
      inTransaction(t.a.ctx, async ({ db, tenant: { id: tenantId } }) => {
        const of = { tenantId, locationId: fresh.locationId };
        await db.setting.deleteMany({ where: of });
        await db.setting.create({ data: { ...of, value: { scheduling: { closedOnHolidays } } } });
      });
    await close(true);
    await admin.send('PUT', path, { intervals: [{ startMinute: 0, endMinute: 1440 }] });
    await book(t.a, fresh, { from: `${year}-12-25T10:00:00Z`, to: `${year}-12-25T10:30:00Z` });
    expect(outcome(await admin.send('DELETE', path))).toEqual(STRANDS);
    await close(false);
    expect(totalOf(await admin.send('DELETE', path))).toBe(0);
  });

  it('are refused with the field', async () => {
    const { admin, provider, foreigner, neighbour, shop } = staff;
    const path = `/providers/${shop.providerIds[0]}/date-overrides`;
    const morning = { startMinute: 540, endMinute: 720 };
    const overlap = await admin.send('PUT', `${path}/2030-01-01`, { intervals: [morning, morning] });
    expect([outcome(overlap), fieldsOf(overlap)]).toEqual([[400, 'VALIDATION'], ['intervals.1']]);
    const noDate = await admin.send('PUT', `${path}/2030-02-30`, { intervals: [] });
    expect([outcome(noDate), fieldsOf(noDate)]).toEqual([[400, 'VALIDATION'], ['date']]);
    expect(outcome(await provider.send('PUT', `${path}/2030-01-01`, { intervals: [] }))).toEqual([200]);
    for (const who of [foreigner, neighbour]) {
      expect(outcome(await who.send('PUT', `${path}/2030-01-01`, { intervals: [] }))).toEqual(NOT_FOUND);
      expect(outcome(await who.send('DELETE', `${path}/2030-01-01`))).toEqual(NOT_FOUND);
      expect(outcome(await who.send('GET', path))).toEqual(NOT_FOUND);
    }
  });
});

describe('time off', () => {
  it.each([
    ['instants', { startsAt: tomorrow('10:15'), endsAt: tomorrow('10:20') }, 1],
    ['instants beside it', { startsAt: tomorrow('10:30'), endsAt: tomorrow('11:00') }, 0],
    ['a whole date', { startDate: tomorrowDate, endDate: tomorrowDate }, 1],
    ['a date far off', { startDate: '2090-01-01', endDate: '2090-01-31' }, 0],
  ])('by %s', async (_what, body, total) => {
    await book(t.a, fresh, ten);
    const path = `/providers/${fresh.providerIds[0]}/time-off`;
    const first = await staff.admin.send('POST', path, { ...body, reason: 'Holidays' });
    expect(outcome(first)).toEqual(total ? STRANDS : [201]);
    const done = total ? await staff.admin.send('POST', `${path}?acceptStranded=true`, body) : first;
    expect([done.statusCode, totalOf(done)]).toEqual([201, total]);
    const [row] = dataOf(z.array(contract.timeOff), await staff.admin.send('GET', path));
    const removed = await staff.admin.send('DELETE', `/time-off/${row?.id}`);
    expect(outcome(removed)).toEqual([204]);
    expect((await staff.admin.send('GET', path)).json()).toMatchObject({ data: [] });
    expect((await historyOf(t.a, row?.id ?? '')).map(({ action }) => action)).toEqual([
      'time-off.added',
      'time-off.removed',
    ]);
  });

  it('is refused with the field', async () => {
    const path = `/providers/${fresh.providerIds[0]}/time-off`;
    for (const [field, body] of [
      ['startsAt', {}],
      ['startsAt', { startsAt: tomorrow('10:00') }],
      ['startsAt', { startsAt: tomorrow('10:00'), endsAt: tomorrow('11:00'), startDate: tomorrowDate }],
      ['endsAt', { startsAt: tomorrow('10:00'), endsAt: tomorrow('10:00') }],
      ['startsAt', { startsAt: '2030-01-01T10:00:30Z', endsAt: '2030-01-01T11:00:00Z' }],
      ['startsAt', { startsAt: '2030-01-01T10:00', endsAt: '2030-01-01T11:00:00Z' }],
      ['endDate', { startDate: '2030-01-02', endDate: '2030-01-01' }],
      ['reason', { startDate: '2030-01-01', endDate: '2030-01-01', reason: '<b>' }],
    ] as const) {
      const answer = await staff.admin.send('POST', path, body);
      expect([field, outcome(answer), fieldsOf(answer)[0]]).toEqual([field, [400, 'VALIDATION'], field]);
    }
  });

  it("is one's own to take; why, colleagues do not read", async () => {
    const { shop, provider, reception, owner, neighbour, foreigner } = staff;
    const path = `/providers/${shop.providerIds[0]}/time-off`;
    const body = { startDate: '2089-01-01', endDate: '2089-01-02', reason: 'Surgery' };
    expect(outcome(await provider.send('POST', path, body))).toEqual([201]);
    const read = async (who: typeof owner) => (await who.send('GET', path)).json<{ data: unknown[] }>().data;
    expect(await read(provider)).toMatchObject([{ reason: 'Surgery' }]);
    expect(await read(owner)).toMatchObject([{ reason: 'Surgery' }]);
    expect(await read(reception)).toMatchObject([{ startDate: '2089-01-01', reason: null }]);
    const { id } = (await read(owner))[0] as { id: string };
    for (const who of [neighbour, foreigner]) {
      expect(outcome(await who.send('POST', path, body))).toEqual(NOT_FOUND);
      expect(outcome(await who.send('DELETE', `/time-off/${id}`))).toEqual(NOT_FOUND);
    }
    expect(outcome(await reception.send('DELETE', `/time-off/${id}`))).toEqual(FORBIDDEN);
    expect(outcome(await provider.send('DELETE', `/time-off/${id}`))).toEqual([204]);
  });
});
