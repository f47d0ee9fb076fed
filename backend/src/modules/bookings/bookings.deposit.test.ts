import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { browser, dataOf, outcome, signedIn, type Browser } from '../../../test/browser.ts';
import { testApp, type TestApp } from '../../../test/harness.ts';
import { brokenPromises, endHold, NONE_BROKEN } from '../../../test/races.ts';
import { createShop, tomorrow, type Shop } from '../../../test/shop.ts';
import { inPrepared, inTransaction } from '../../lib/context.ts';
import { couponCheck } from '../coupons/coupons.contract.ts';
import { verticalOf } from '../tenants/tenants.service.ts';
import { confirmHold } from './bookings.confirm.ts';
import { booking, type Booking } from './bookings.contract.ts';
import { releaseUnattended } from './bookings.release.ts';
import { readBookings } from './bookings.views.ts';

let t: TestApp;
let shop: Shop;
let guest: Browser;
let day = 0;
const at = (time: string) => tomorrow(time, day);
const ana = { name: 'Ana Paz', email: 'ana@example.com' };

beforeAll(async () => {
  t = await testApp();
  const deposit = {
    new: { basisPoints: 3_000 },
    regular: { amount: 100 },
    risky: { basisPoints: 10_000 },
  };
  const policies = { deposit, riskyAfterNoShows: 1, noShowFee: { basisPoints: 5_000 } };
  shop = await createShop(t.a, { providers: 2, policies, scheduling: { autoReleaseMinutes: 15 } });
  guest = browser(t, t.a);
});
afterAll(() => t.close());

const wish = (time: string) => ({ items: [{ serviceId: shop.services.cut }], start: at(time) });
const bearing = ({ token }: { token?: string | undefined }) => ({ 'x-booking-token': token ?? '' });
const book = async (who: Browser, body: object, headers = {}) =>
  dataOf(booking, await who.send('POST', '/bookings', body, headers));
const minutesLeft = ({ expiresAt }: Booking) =>
  Math.round((Date.parse(expiresAt ?? '') - Date.now()) / 60_000);
const rowOf = async ({ id }: Pick<Booking, 'id'>) =>
  inTransaction(t.a.ctx, ({ db }) => db.booking.findFirstOrThrow({ where: { id } }));
/** As whoever hears that the deposit was paid. */
const pay = ({ id }: Booking) =>
  inPrepared(t.a.ctx, async (ctx) => {
    const [row] = await readBookings(ctx, [id]);
    const payer = { ...row!.customer!, userId: row!.ownerId, isNew: false };
    return confirmHold(ctx, verticalOf(t.deps.verticals, ctx.tenant), row!, payer);
  });
const shown = async (who: Browser, of: Booking) =>
  dataOf(booking, await who.send('GET', `/bookings/${of.id}`, undefined, bearing(of)));
/** What a hold tells beforehand. */
const askedOf = async (who: Browser, time: string) => {
  const held = dataOf(booking, await who.send('POST', '/holds', wish(time)));
  const { depositAsked } = await shown(who, held);
  await who.send('DELETE', `/holds/${held.id}`, undefined, bearing(held));
  return depositAsked?.amount;
};
/** What has become of a booking; its time lies in the past then. */
const end = async ({ id }: Booking, state: 'completed' | 'no_show') =>
  inTransaction(t.a.ctx, async ({ db }) => {
    const items = await db.bookingItem.findMany({ where: { bookingId: id } });
    const bookingItemId = { in: items.map(({ id }) => id) };
    await db.booking.update({ where: { tenantId_id: { tenantId: t.a.id, id } }, data: { state } });
    await db.allocation.updateMany({ where: { bookingItemId }, data: { state } });
    await db.bookingEvent.create({ data: { tenantId: t.a.id, bookingId: id, toState: state } });
  });

describe('where a deposit is asked', () => {
  it('the booking stays held for as long as there is to pay, then is firm', async () => {
    day += 1;
    for (const fromHold of [false, true]) {
      const time = fromHold ? '12:00' : '10:00';
      const held = fromHold ? dataOf(booking, await guest.send('POST', '/holds', wish(time))) : undefined;
      if (held) expect([held.deposit.amount, minutesLeft(held)]).toEqual([0, 10]);
      const made = held
        ? await book(guest, { holdId: held.id, customer: ana }, bearing(held))
        : await book(guest, { ...wish(time), customer: ana });
      expect(made).toMatchObject({ state: 'held', deposit: { amount: 300, currency: 'ARS' }, customer: ana });
      expect(minutesLeft(made)).toBe(40);
      if (held) expect(made.id).toBe(held.id);
      const again = await guest.send(
        'POST',
        '/bookings',
        { holdId: made.id, customer: ana },
        bearing(held ?? made),
      );
      expect(outcome(again)).toEqual([409, 'BOOKING_STATE']);
      expect((await pay(made)).state).toBe('confirmed');
      expect(await rowOf(made)).toMatchObject({ state: 'confirmed', deposit: 300n, expiresAt: null });
    }
    expect(await brokenPromises(t)).toEqual(NONE_BROKEN);
  });

  it('and is not paid in time, its time is free again', async () => {
    day += 1;
    const made = await book(guest, { ...wish('10:00'), customer: ana });
    await endHold(t, made.id, -1);
    expect((await shown(guest, made)).state).toBe('expired');
    await book(guest, { ...wish('10:00'), customer: ana });
    await book(guest, { ...wish('10:00'), customer: ana });
  });

  it('it goes by what the business knows of the customer', async () => {
    day += 1;
    const mia = await signedIn(t, t.a, 'mia@example.com');
    const first = await book(mia, wish('10:00'));
    expect([first.deposit.amount, (await rowOf(first)).acquisition]).toEqual([300, 'marketplace']);
    await pay(first);
    expect((await shown(mia, first)).depositAsked).toBeUndefined();
    // Not yet there.
    expect((await book(mia, wish('11:00'))).deposit.amount).toBe(300);
    expect([await askedOf(mia, '12:00'), await askedOf(guest, '12:00')]).toEqual([300, 300]);
    await end(first, 'completed');
    expect([await askedOf(mia, '12:00'), await askedOf(guest, '12:00')]).toEqual([100, 300]);
    const second = await book(mia, wish('12:00'));
    expect([second.deposit.amount, (await rowOf(second)).acquisition]).toEqual([100, 'returning']);
    await pay(second);
    await end(second, 'no_show');
    expect(await askedOf(mia, '13:00')).toBe(1_000);
    const third = await book(mia, wish('13:00'));
    expect([third.deposit.amount, (await rowOf(third)).acquisition]).toEqual([1_000, 'returning']);
    // Whoever types her address is not asked for less, and her no-show is not told of them.
    const typed = await book(guest, { ...wish('14:00'), customer: { name: 'X', email: 'MIA@example.com' } });
    expect(typed.deposit.amount).toBe(1_000);
    // Another business knows nothing of her.
    const { services } = await createShop(t.a, { slug: 'other' });
    const there = await book(mia, { items: [{ serviceId: services.cut }], start: at('15:00') });
    expect([there.state, (await rowOf(there)).acquisition]).toEqual(['confirmed', 'marketplace']);
  });

  it('a coupon leaves less to be asked', async () => {
    day += 1;
    const admin = await signedIn(t, t.a, 'admin@example.com', [{ role: 'admin' }]);
    const code = 'HALF';
    const coupon = { code, businessId: shop.businessId, basisPoints: 5_000 };
    expect(outcome(await admin.send('POST', '/coupons', coupon))).toEqual([201]);
    const held = dataOf(booking, await guest.send('POST', '/holds', wish('10:00')));
    for (const [body, headers] of [
      [{ holdId: held.id }, bearing(held)],
      [wish('12:00'), {}],
    ] as const) {
      const answer = await guest.send('POST', '/coupons/check', { ...body, coupon: code }, headers);
      expect(dataOf(couponCheck, answer).depositAsked).toEqual({ amount: 150, currency: 'ARS' });
    }
    expect(
      (await book(guest, { holdId: held.id, coupon: code, customer: ana }, bearing(held))).deposit.amount,
    ).toBe(150);
  });

  it('a guest is known by the address that they gave, when they did not come', async () => {
    day += 1;
    const who = { name: 'Leo', email: 'leo@example.com' };
    const made = await book(guest, { ...wish('10:00'), customer: who });
    await pay(made);
    await end(made, 'completed');
    const next = await book(guest, { ...wish('11:00'), customer: who });
    expect([next.deposit.amount, (await rowOf(next)).acquisition]).toEqual([300, 'returning']);
    await pay(next);
    await end(next, 'no_show');
    const customer = { name: 'Leo', email: 'LEO@example.com' };
    expect((await book(guest, { ...wish('12:00'), customer })).deposit.amount).toBe(1_000);
  });

  it('staff asks for nothing, and whoever came by the business’s own link is its own', async () => {
    day += 1;
    const desk = await signedIn(t, t.a, 'desk@example.com', [
      { role: 'reception', businessId: shop.businessId },
    ]);
    expect(await askedOf(desk, '10:00')).toBe(0);
    const walkIn = await book(desk, { ...wish('10:00'), customer: { name: 'Walk-in' } });
    expect(walkIn).toMatchObject({ state: 'confirmed', deposit: { amount: 0 } });
    expect((await rowOf(walkIn)).acquisition).toBe('direct');
    const linked = await book(guest, { ...wish('11:00'), customer: ana, via: 'business' });
    expect((await rowOf(linked)).acquisition).toBe('direct');
    for (const via of ['marketplace', 'returning', 1])
      expect(
        outcome(await guest.send('POST', '/bookings', { ...wish('12:00'), customer: ana, via })),
      ).toEqual([400, 'VALIDATION']);
    for (const more of [{ deposit: 0 }, { fee: 0 }, { acquisition: 'direct' }])
      expect(
        outcome(await guest.send('POST', '/bookings', { ...wish('12:00'), customer: ana, ...more })),
      ).toEqual([400, 'VALIDATION']);
  });

  it('nothing is asked where nothing can be paid from afar', async () => {
    day += 1;
    const policies = { deposit: { new: { basisPoints: 3_000 } } };
    const { businessId, services } = await createShop(t.a, { slug: 'counter', policies });
    await inTransaction(t.a.ctx, async ({ db }) => {
      await db.setting.updateMany({
        where: { businessId },
        data: {
          value: {
            policies,
            scheduling: { minNoticeMinutes: 0, slotInterval: 15, packing: 'all' },
            payments: { chain: ['venue'] },
          },
        },
      });
    });
    const made = await book(guest, {
      items: [{ serviceId: services.cut }],
      start: at('10:00'),
      customer: ana,
    });
    expect(made).toMatchObject({ state: 'confirmed', deposit: { amount: 0 } });
  });
});

describe('holds hoarded by one client', () => {
  it('are five at a time, those that wait for their deposit included', async () => {
    day += 1;
    const greedy = await signedIn(t, t.a, 'greedy@example.com');
    const made: Booking[] = [];
    for (const time of ['08:00', '09:00', '10:00'])
      made.push(dataOf(booking, await greedy.send('POST', '/holds', wish(time))));
    for (const time of ['11:00', '12:00']) made.push(await book(greedy, wish(time)));
    for (const path of ['/holds', '/bookings']) {
      const sixth = await greedy.send('POST', path, wish('13:00'));
      expect(outcome(sixth)).toEqual([429, 'TOO_MANY_REQUESTS']);
      expect(Number(sixth.headers['retry-after'])).toBeGreaterThan(60);
    }
    await greedy.send('DELETE', `/holds/${made[0]!.id}`);
    await endHold(t, made[1]!.id, -1);
    const race = await Promise.all(
      ['13:00', '14:00', '15:00', '16:00'].map((time) => greedy.send('POST', '/holds', wish(time))),
    );
    expect(race.map(outcome).toSorted()).toEqual([
      [201],
      [201],
      [429, 'TOO_MANY_REQUESTS'],
      [429, 'TOO_MANY_REQUESTS'],
    ]);
    const desk = await signedIn(t, t.a, 'busy@example.com', [
      { role: 'reception', businessId: shop.businessId },
    ]);
    day += 1;
    for (const time of ['08:00', '09:00', '10:00', '11:00', '12:00', '13:00'])
      expect(outcome(await desk.send('POST', '/holds', wish(time)))).toEqual([201]);
  });
});

describe('what nobody checks in to', () => {
  it('is given free after so long, and costs what not coming costs', async () => {
    day += 1;
    const desk = await signedIn(t, t.a, 'release@example.com', [
      { role: 'reception', businessId: shop.businessId },
    ]);
    const [late, come] = [
      await book(desk, { ...wish('10:00'), customer: ana }),
      await book(desk, { ...wish('10:00'), customer: ana }),
    ];
    expect((await rowOf(late)).releaseAt).toEqual(new Date(at('10:15')));
    expect(await releaseUnattended(t.a.ctx)).toBe(0);
    const overdue = (made: Booking) =>
      inTransaction(t.a.ctx, ({ db }) =>
        db.booking.updateMany({
          where: { id: made.id, releaseAt: { not: null } },
          data: { releaseAt: new Date(0) },
        }),
      );
    await overdue(late);
    await inTransaction(t.a.ctx, ({ db }) =>
      db.booking.updateMany({ where: { id: come.id }, data: { startsAt: new Date() } }),
    );
    expect(outcome(await desk.send('POST', `/bookings/${come.id}/check-in`, {}))).toEqual([200]);
    expect(await overdue(come)).toEqual({ count: 0 });
    expect(await releaseUnattended(t.a.ctx)).toBe(1);
    expect(await releaseUnattended(t.a.ctx)).toBe(0);
    expect(await rowOf(late)).toMatchObject({ state: 'no_show', fee: 500n });
    const newest = await inTransaction(t.a.ctx, ({ db }) =>
      db.outboxEvent.findMany({ orderBy: { id: 'desc' }, take: 2 }),
    );
    expect(newest.map(({ kind }) => kind).toSorted()).toEqual(['booking.updated', 'slot.freed']);
    // It is free.
    await book(desk, { ...wish('10:00'), customer: ana });
    const events = await inTransaction(t.a.ctx, ({ db }) =>
      db.outboxEvent.findMany({ where: { kind: 'booking.updated' } }),
    );
    const told = events.filter(({ payload }) => JSON.stringify(payload).includes(late.id));
    expect(told.map(({ payload }) => payload)).toEqual([
      {
        bookingId: late.id,
        businessId: shop.businessId,
        locationId: shop.locationId,
        userId: null,
        startsAt: at('10:00'),
        endsAt: at('10:30'),
      },
    ]);
    expect(await brokenPromises(t)).toEqual(NONE_BROKEN);
  });
});
