import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import * as z from 'zod/mini';
import { dataOf, outcome } from '../../../test/browser.ts';
import { testApp, type TestApp } from '../../../test/harness.ts';
import { createShop, tomorrow, type Shop } from '../../../test/shop.ts';
import { book, createStaff, historyOf, type Someone, type Staff } from '../../../test/staff.ts';
import { inTransaction } from '../../lib/context.ts';
import { classSession } from './sessions.contract.ts';

let t: TestApp;
let staff: Staff;
let fresh: Shop;
let count = 0;

beforeAll(async () => {
  t = await testApp();
  staff = await createStaff(t, { providers: 2 });
});
afterAll(() => t.close());
beforeEach(async () => {
  count += 1;
  fresh = await createShop(t.a, { slug: `fresh-${count}`, providers: 2 });
});

const NOT_FOUND = [404, 'NOT_FOUND'];
const FORBIDDEN = [403, 'FORBIDDEN'];
const sessions = z.array(classSession);

const schedule = (who: Someone, shop: Shop, body: object) =>
  who.send('POST', `/services/${shop.services.class}/class-sessions`, {
    providerId: shop.providerIds[0],
    locationId: shop.locationId,
    ...body,
  });
const one = async (startsAt: string, more: object = {}) => {
  const [made] = dataOf(sessions, await schedule(staff.admin, fresh, { startsAt, ...more }));
  return made!;
};
/** The class also takes the chair, and 10 minutes before and after. */
async function withChair(shop: Shop) {
  await inTransaction(t.a.ctx, async ({ db, tenant }) => {
    const { resourceTypeId } = await db.resourceUnit.findFirstOrThrow({
      where: { tenantId: tenant.id, id: shop.units.chair[0]! },
    });
    const of = { tenantId: tenant.id, serviceId: shop.services.class };
    await db.serviceRequirement.create({ data: { ...of, resourceTypeId } });
    await db.service.update({
      where: { tenantId_id: { tenantId: tenant.id, id: shop.services.class } },
      data: { bufferBeforeMinutes: 10, bufferAfterMinutes: 10 },
    });
  });
}
const takenBy = (id: string) =>
  inTransaction(
    t.a.ctx,
    ({ db }) => db.$queryRaw<{ subject: string; since: Date; until: Date }[]>`
      SELECT subject_id AS subject, lower(period) AS since, upper(period) AS until FROM allocations
      WHERE class_session_id = ${id}::uuid AND state IN ('confirmed', 'blocked') ORDER BY 2, 1`,
  );

describe('class sessions', () => {
  it('take their provider and a unit with the buffers, as a booking does', async () => {
    await withChair(fresh);
    const made = await one(tomorrow('10:00'));
    expect(made).toMatchObject({
      businessId: fresh.businessId,
      capacity: 10,
      seatsTaken: 0,
      endsAt: new Date(tomorrow('11:00')).toISOString(),
    });
    const padded = { since: new Date(tomorrow('09:50')), until: new Date(tomorrow('11:10')) };
    expect(await takenBy(made.id)).toEqual(
      [fresh.providerIds[0], fresh.units.chair[0]].toSorted().map((subject) => ({ subject, ...padded })),
    );
    expect((await historyOf(t.a, made.id)).map(({ action }) => action)).toEqual(['class-session.created']);
  });

  it('are not made over bookings, blocks or each other', async () => {
    await withChair(fresh);
    const chair = { serviceId: fresh.services.chair, providerId: null, unitIds: fresh.units.chair };
    const id = await book(t.a, fresh, { ...chair, from: tomorrow('11:05'), to: tomorrow('11:35') });
    const asked = await schedule(staff.admin, fresh, { startsAt: tomorrow('10:00') });
    expect(asked.json()).toMatchObject({
      error: { code: 'TIME_TAKEN', data: { total: 1, bookings: [{ id }] } },
    });
    await one(tomorrow('13:00'));
    const other = { providerId: fresh.providerIds[1], startsAt: tomorrow('14:10') };
    expect(outcome(await schedule(staff.admin, fresh, other))).toEqual([409, 'TIME_TAKEN']);
    const later = { ...other, startsAt: tomorrow('14:20') };
    expect(outcome(await schedule(staff.admin, fresh, later))).toEqual([201]);
  });

  it('repeat at the same wall time, all of them or none', async () => {
    // Clocks in London go forward on 2032-03-28.
    await inTransaction(t.a.ctx, ({ db, tenant }) =>
      db.location.update({
        where: { tenantId_id: { tenantId: tenant.id, id: fresh.locationId } },
        data: { timeZone: 'Europe/London' },
      }),
    );
    const repeat = { weekdays: [1, 5], until: '2032-04-02' };
    const body = { startsAt: '2032-03-22T18:00:00Z', repeat };
    const made = dataOf(sessions, await schedule(staff.admin, fresh, body));
    expect(made.map(({ startsAt }) => startsAt.slice(0, 16))).toEqual([
      '2032-03-22T18:00',
      '2032-03-26T18:00',
      '2032-03-29T17:00',
      '2032-04-02T17:00',
    ]);
    const again = { startsAt: '2032-04-01T17:30:00Z', repeat: { weekdays: [4, 5], until: '2032-04-03' } };
    const refused = await schedule(staff.admin, fresh, again);
    expect(outcome(refused)).toEqual([409, 'TIME_TAKEN']);
    expect(refused.json()).toMatchObject({
      error: {
        details: [{ field: 'startsAt', message: expect.stringContaining('2032-04-02T17:30') as string }],
      },
    });
    const list = await staff.admin.send('GET', `/manage/class-sessions?businessId=${fresh.businessId}`);
    expect(dataOf(sessions, list)).toHaveLength(4);
  });

  it('are refused with the field', async () => {
    const startsAt = tomorrow('10:00');
    const monday = '2032-03-22T18:00:00Z';
    for (const [field, body] of [
      ['startsAt', { startsAt: '2020-01-01T10:00:00Z' }],
      ['startsAt', { startsAt: '2032-01-01T10:00:30Z' }],
      ['providerId', { startsAt, providerId: undefined }],
      ['providerId', { startsAt, providerId: staff.shop.providerIds[0] }],
      ['locationId', { startsAt, locationId: undefined }],
      ['locationId', { startsAt, locationId: staff.shop.locationId }],
      ['capacity', { startsAt, capacity: 0 }],
      ['repeat.until', { startsAt: monday, repeat: { until: '2032-03-21' } }],
      ['repeat.until', { startsAt: monday, repeat: { until: '2034-03-21' } }],
      ['repeat.until', { startsAt: monday, repeat: { weekdays: [1, 2, 3, 4, 5], until: '2033-03-21' } }],
      ['repeat.weekdays', { startsAt: monday, repeat: { weekdays: [2], until: '2032-04-21' } }],
    ] as const) {
      const answer = await schedule(staff.admin, fresh, body);
      expect([field, answer.json()]).toMatchObject([
        field,
        { error: { code: 'VALIDATION', details: [{ field }] } },
      ]);
    }
    const cut = await staff.admin.send('POST', `/services/${fresh.services.cut}/class-sessions`, {
      startsAt,
    });
    expect(outcome(cut)).toEqual([409, 'NOT_SOLD_IN_SESSIONS']);
  });

  it('never have fewer seats than are sold', async () => {
    const { id } = await one(tomorrow('10:00'));
    const seat = (number: number, more: object = {}) =>
      book(t.a, fresh, {
        from: tomorrow('10:00'),
        to: tomorrow('11:00'),
        classSessionId: id,
        seat: number,
        ...more,
      });
    await seat(1);
    await seat(2, { state: 'cancelled' });
    await seat(7);
    await seat(9, { state: 'held', expiresAt: new Date(Date.now() - 1) });
    await seat(10, { state: 'cancelled' });
    const resize = (capacity: number) => staff.admin.send('PATCH', `/class-sessions/${id}`, { capacity });
    const tooFew = await resize(1);
    expect(outcome(tooFew)).toEqual([409, 'SEATS_SOLD']);
    expect(tooFew.json()).toMatchObject({
      error: { details: [{ field: 'capacity', message: 'is below the 2 seats that are sold' }] },
    });
    expect((await resize(2)).json()).toMatchObject({ data: { capacity: 2, seatsTaken: 2 } });
    const numbers = await inTransaction(t.a.ctx, ({ db, tenant }) =>
      db.seat.findMany({
        where: { tenantId: tenant.id, classSessionId: id, state: 'confirmed' },
        orderBy: { number: 'asc' },
        select: { number: true, capacity: true },
      }),
    );
    expect(numbers).toEqual([
      { number: 1, capacity: 2 },
      { number: 2, capacity: 2 },
    ]);
    expect((await resize(12)).json()).toMatchObject({ data: { capacity: 12, stranded: { total: 0 } } });
  });

  it('move with what they take; with bookings only if that is accepted, and these go along', async () => {
    await withChair(fresh);
    const { id } = await one(tomorrow('10:00'));
    const path = `/class-sessions/${id}`;
    const early = { startsAt: tomorrow('10:30') };
    expect(outcome(await staff.admin.send('PATCH', path, early))).toEqual([200]);
    const bookingId = await book(t.a, fresh, {
      serviceId: fresh.services.class,
      from: tomorrow('10:30'),
      to: tomorrow('11:30'),
      classSessionId: id,
    });
    const change = { startsAt: tomorrow('15:00'), providerId: fresh.providerIds[1] };
    const asked = await staff.admin.send('PATCH', path, change);
    expect(asked.json()).toMatchObject({
      error: { code: 'STRANDS_BOOKINGS', data: { total: 1, bookings: [{ id: bookingId }] } },
    });
    expect(await takenBy(id)).toMatchObject([{ since: new Date(tomorrow('10:20')) }, {}]);
    const done = await staff.admin.send('PATCH', `${path}?acceptStranded=true`, change);
    const startsAt = new Date(tomorrow('15:00'));
    expect(done.json()).toMatchObject({
      data: { startsAt: startsAt.toISOString(), providerId: change.providerId, stranded: { total: 1 } },
    });
    expect((await takenBy(id)).map(({ subject }) => subject)).toEqual(
      [fresh.providerIds[1], fresh.units.chair[0]].toSorted(),
    );
    const [moved, events] = await inTransaction(t.a.ctx, async ({ db, tenant }) => [
      await db.booking.findUniqueOrThrow({
        where: { tenantId_id: { tenantId: tenant.id, id: bookingId } },
        select: { startsAt: true, bookingItems: { select: { startsAt: true, providerId: true } } },
      }),
      await db.outboxEvent.count({
        where: { kind: 'booking.updated', payload: { path: ['bookingId'], equals: bookingId } },
      }),
    ]);
    expect(moved).toEqual({ startsAt, bookingItems: [{ startsAt, providerId: change.providerId }] });
    expect(events).toBe(1);
  });

  it('are stretched with their bookings, and last as long when they are moved', async () => {
    await withChair(fresh);
    const { id } = await one(tomorrow('10:00'));
    await one(tomorrow('13:00'));
    const bookingId = await book(t.a, fresh, {
      serviceId: fresh.services.class,
      from: tomorrow('10:00'),
      to: tomorrow('11:00'),
      classSessionId: id,
    });
    const change = (body: object) =>
      staff.admin.send('PATCH', `/class-sessions/${id}?acceptStranded=true`, body);
    const asked = await staff.admin.send('PATCH', `/class-sessions/${id}`, { endsAt: tomorrow('12:00') });
    expect(outcome(asked)).toEqual([409, 'STRANDS_BOOKINGS']);
    expect(outcome(await change({ endsAt: tomorrow('12:00') }))).toEqual([200]);
    const ends = () =>
      inTransaction(t.a.ctx, ({ db, tenant }) =>
        db.booking.findUniqueOrThrow({
          where: { tenantId_id: { tenantId: tenant.id, id: bookingId } },
          select: { endsAt: true },
        }),
      );
    expect(await ends()).toEqual({ endsAt: new Date(tomorrow('12:00')) });
    // With the ten minutes after it, and those before the next one.
    expect(outcome(await change({ endsAt: tomorrow('12:45') }))).toEqual([409, 'TIME_TAKEN']);
    expect(outcome(await change({ endsAt: tomorrow('10:00') }))).toEqual([400, 'VALIDATION']);
    const moved = await change({ startsAt: tomorrow('15:00') });
    expect(moved.json()).toMatchObject({ data: { endsAt: new Date(tomorrow('17:00')).toISOString() } });
    expect(await ends()).toEqual({ endsAt: new Date(tomorrow('17:00')) });
  });

  /** What is kept of bookings of a session, by id. */
  const kept = (ids: string[]) =>
    inTransaction(t.a.ctx, async ({ db, tenant }) => {
      const rows = await db.booking.findMany({
        where: { tenantId: tenant.id, id: { in: ids } },
        select: {
          id: true,
          state: true,
          bookingItems: { select: { seats: { select: { state: true } } } },
          bookingEvents: { orderBy: { id: 'desc' }, take: 1, select: { toState: true, reason: true } },
        },
      });
      const told = await db.outboxEvent.findMany({
        where: { kind: 'booking.cancelled' },
        select: { payload: true },
      });
      const toldIds = told.map(({ payload }) => (payload as { bookingId: string }).bookingId);
      return ids.map((id) => {
        const { state, bookingItems = [], bookingEvents = [] } = rows.find((row) => row.id === id) ?? {};
        const seats = bookingItems.flatMap(({ seats }) => seats.map(({ state }) => state));
        return { state, seats, last: bookingEvents[0], told: toldIds.filter((each) => each === id).length };
      });
    });
  const CANCELLED = {
    state: 'cancelled',
    seats: ['cancelled'],
    last: { toState: 'cancelled', reason: 'class session called off' },
    told: 1,
  };
  /** A session with a booking, one that is requested, a hold, one that is over and one that was cancelled. */
  async function peopled() {
    const { id } = await one(tomorrow('10:00'));
    const seat = (seat: number, more: object = {}) =>
      book(t.a, fresh, {
        from: tomorrow('10:00'),
        to: tomorrow('11:00'),
        serviceId: fresh.services.class,
        classSessionId: id,
        seat,
        ...more,
      });
    const ids = [
      await seat(1),
      await seat(2, { state: 'pending' }),
      await seat(3, { state: 'held', expiresAt: new Date(Date.now() + 60_000) }),
      await seat(4, { state: 'held', expiresAt: new Date(Date.now() - 1) }),
      await seat(5, { state: 'cancelled' }),
    ];
    return { id, ids };
  }

  it('are called off, which frees what they took and cancels their bookings', async () => {
    const { id, ids } = await peopled();
    const path = `/class-sessions/${id}/cancellation`;
    expect(outcome(await staff.admin.send('POST', path))).toEqual([409, 'STRANDS_BOOKINGS']);
    expect((await kept(ids)).map(({ state }) => state)).toEqual([
      'confirmed',
      'pending',
      'held',
      'held',
      'cancelled',
    ]);
    const done = await staff.admin.send('POST', `${path}?acceptStranded=true`);
    expect(done.json()).toMatchObject({
      data: {
        cancelledAt: expect.any(String) as string,
        seatsTaken: 0,
        stranded: { total: 3, bookings: ids.slice(0, 3).map((id) => ({ id })) },
      },
    });
    expect(await takenBy(id)).toEqual([]);
    const [booked, requested, held, over, gone] = await kept(ids);
    expect([booked, requested]).toEqual([CANCELLED, CANCELLED]);
    expect(held).toEqual({ ...CANCELLED, told: 0 });
    expect([over, gone]).toMatchObject([
      { state: 'held', told: 0 },
      { state: 'cancelled', told: 0 },
    ]);
    expect(outcome(await staff.admin.send('POST', path))).toEqual([409, 'SESSION_OVER']);
    const change = await staff.admin.send('PATCH', `/class-sessions/${id}`, { capacity: 3 });
    expect(outcome(change)).toEqual([409, 'SESSION_OVER']);
    await one(tomorrow('10:00'));
  });

  it.each([
    ['provider', () => `/providers/${fresh.providerIds[0]}`],
    ['location', () => `/locations/${fresh.locationId}`],
    ['service', () => `/services/${fresh.services.class}`],
    ['business', () => `/businesses/${fresh.businessId}`],
  ])('are called off, and their bookings cancelled, with their %s', async (_, pathOf) => {
    const { ids } = await peopled();
    expect(outcome(await staff.admin.send('DELETE', pathOf()))).toEqual([409, 'STRANDS_BOOKINGS']);
    const done = await staff.admin.send('DELETE', `${pathOf()}?acceptStranded=true`);
    expect(done.json()).toMatchObject({ data: { stranded: { total: 3 } } });
    expect((await kept(ids)).slice(0, 2)).toEqual([CANCELLED, CANCELLED]);
  });

  it('end with their provider', async () => {
    const { id } = await one(tomorrow('10:00'));
    expect(outcome(await staff.admin.send('DELETE', `/providers/${fresh.providerIds[0]}`))).toEqual([200]);
    const shown = dataOf(classSession, await staff.admin.send('GET', `/manage/class-sessions/${id}`));
    expect(shown.cancelledAt).not.toBeNull();
  });

  it('are one of those that are scheduled at the same time', async () => {
    const answers = await Promise.all(
      Array.from({ length: 6 }, () => schedule(staff.admin, fresh, { startsAt: tomorrow('10:00') })),
    );
    expect(answers.map((answer) => outcome(answer)[1] ?? 'made').toSorted()).toEqual([
      ...Array<string>(5).fill('TIME_TAKEN'),
      'made',
    ]);
  });

  it('are scheduled by those who rule there, and by providers for themselves', async () => {
    const { shop, branch, provider, reception, neighbour, foreigner } = staff;
    const at = (time: string, more: object = {}) => ({ startsAt: tomorrow(time), ...more });
    const colleague = { providerId: shop.providerIds[1] };
    expect(outcome(await schedule(branch, shop, at('08:00', colleague)))).toEqual([201]);
    const [own] = dataOf(sessions, await schedule(provider, shop, at('08:00')));
    expect(outcome(await schedule(provider, shop, at('12:00', colleague)))).toEqual(FORBIDDEN);
    expect(outcome(await schedule(reception, shop, at('12:00')))).toEqual(FORBIDDEN);
    const path = `/class-sessions/${own?.id}`;
    expect(outcome(await provider.send('PATCH', path, { capacity: 4 }))).toEqual([200]);
    expect(outcome(await provider.send('PATCH', path, colleague))).toEqual(FORBIDDEN);
    expect(outcome(await reception.send('PATCH', path, { capacity: 5 }))).toEqual(FORBIDDEN);
    expect(outcome(await reception.send('GET', `/manage${path}`))).toEqual([200]);
    for (const who of [neighbour, foreigner]) {
      expect(outcome(await schedule(who, shop, at('12:00')))).toEqual(NOT_FOUND);
      expect(outcome(await who.send('PATCH', path, { capacity: 5 }))).toEqual(NOT_FOUND);
      expect(outcome(await who.send('POST', `${path}/cancellation`))).toEqual(NOT_FOUND);
      expect(outcome(await who.send('GET', `/manage${path}`))).toEqual(NOT_FOUND);
      expect(dataOf(sessions, await who.send('GET', '/manage/class-sessions'))).toEqual([]);
    }
  });
});
