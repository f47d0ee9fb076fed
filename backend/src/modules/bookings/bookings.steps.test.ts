import { randomUUID } from 'node:crypto';
import decodeQR from 'qr/decode.js';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod/mini';
import {
  browser,
  dataOf,
  outcome,
  signedIn,
  type Answer,
  type Browser,
  type Method,
} from '../../../test/browser.ts';
import { testApp, type TestApp } from '../../../test/harness.ts';
import { brokenPromises, NONE_BROKEN } from '../../../test/races.ts';
import { createSession, createShop, tomorrow, type Shop } from '../../../test/shop.ts';
import { inTransaction } from '../../lib/context.ts';
import { availability } from '../availability/availability.contract.ts';
import { booking, cancellationPreview, type Booking, type BookingState } from './bookings.contract.ts';
import { bookingLink } from './bookings.link.ts';
import { STEPS, type Party, type Step, type StepName } from './bookings.states.ts';
import { checkInCode, historyEntry } from './bookings.steps.contract.ts';

let t: TestApp;
let shop: Shop;
let clock = () => new Date();
let day = 0;
/** A day of its own for each test. */
const at = (time: string) => tomorrow(time, day);
const customer = { name: 'Ana Paz' };

let staff: Browser;
let guest: Browser;
let member: Browser & { id: string };
let rival: Browser;

const POLICIES = {
  cancellation: [
    { untilMinutesBefore: 1_440, fee: { basisPoints: 0 } },
    { untilMinutesBefore: 120, fee: { basisPoints: 3_333 } },
    { untilMinutesBefore: 0, fee: { amount: 600 } },
  ],
  reschedule: { untilMinutesBefore: 60, times: 2 },
  noShowFee: { basisPoints: 10_000 },
};

beforeAll(async () => {
  t = await testApp({ clock: () => clock() });
  const scheduling = { checkInMinutesBefore: 30 };
  shop = await createShop(t.a, { providers: 2, policies: POLICIES, scheduling });
  const other = await createShop(t.a, { slug: 'rival' });
  staff = await signedIn(t, t.a, 'desk@example.com', [{ role: 'reception', businessId: shop.businessId }]);
  rival = await signedIn(t, t.a, 'rival@example.com', [{ role: 'owner', businessId: other.businessId }]);
  member = await signedIn(t, t.a, 'mia@example.com');
  guest = browser(t, t.a);
});
afterAll(() => t.close());

/** What the clock shows while a guest does something: whoever is signed in would be signed out by so long a wait. */
async function later<T>(instant: string, work: () => Promise<T>): Promise<T> {
  clock = () => new Date(instant);
  try {
    return await work();
  } finally {
    clock = () => new Date();
  }
}

/** Puts a booking's start so many minutes from now. */
const begin = async ({ id }: Booking, minutes: number): Promise<void> => {
  const start = new Date(Math.floor(Date.now() / 60_000) * 60_000 + minutes * 60_000);
  await inTransaction(t.a.ctx, async ({ db }) => {
    await db.$executeRaw`
      UPDATE allocations a SET period = tstzrange(lower(a.period) + (${start} - b.starts_at), upper(a.period) + (${start} - b.starts_at))
      FROM booking_items i JOIN bookings b ON b.tenant_id = i.tenant_id AND b.id = i.booking_id
      WHERE a.tenant_id = i.tenant_id AND a.booking_item_id = i.id AND b.id = ${id}::uuid`;
    await db.$executeRaw`
      UPDATE booking_items i SET starts_at = i.starts_at + (${start} - b.starts_at), ends_at = i.ends_at + (${start} - b.starts_at)
      FROM bookings b WHERE b.tenant_id = i.tenant_id AND b.id = i.booking_id AND b.id = ${id}::uuid`;
    await db.$executeRaw`
      UPDATE bookings SET starts_at = ${start}, ends_at = ends_at + (${start} - starts_at) WHERE id = ${id}::uuid`;
  });
};

const cut = (time: string, provider?: number) => ({
  items: [
    {
      serviceId: shop.services.cut,
      ...(provider !== undefined && { providerId: shop.providerIds[provider] }),
    },
  ],
  start: at(time),
});
const bearing = ({ token }: { token?: string | undefined }) => ({ 'x-booking-token': token ?? '' });
const make = async (who: Browser, body: object) =>
  dataOf(booking, await who.send('POST', '/bookings', { ...(who === guest && { customer }), ...body }));
const post = (who: Browser, made: Booking, step: string, body: object = {}, headers = {}) =>
  who.send('POST', `/bookings/${made.id}/${step}`, body, { ...bearing(made), ...headers });
const take = async (who: Browser, made: Booking, step: string, body: object = {}) =>
  dataOf(booking, await post(who, made, step, body));
const show = async (made: Booking) => dataOf(booking, await staff.send('GET', `/bookings/${made.id}`));
const setState = (id: string, state: BookingState) =>
  inTransaction(t.a.ctx, async ({ db }) => {
    const items = await db.bookingItem.findMany({ where: { bookingId: id } });
    const bookingItemId = { in: items.map(({ id }) => id) };
    const expiresAt = state === 'held' ? new Date(Date.now() + 600_000) : null;
    await db.booking.updateMany({ where: { id }, data: { state, expiresAt } });
    await db.allocation.updateMany({ where: { bookingItemId }, data: { state, expiresAt } });
    await db.bookingEvent.create({ data: { tenantId: t.a.id, bookingId: id, toState: state } });
  });
const detailsIn = (answer: Answer) =>
  answer.json<{ error: { details: { field: string; message: string }[] } }>().error.details;
const historyOf = async (made: Booking) =>
  dataOf(z.array(historyEntry), await staff.send('GET', `/bookings/${made.id}/history`));

describe('a move', () => {
  it('is offered what its own time would cover, not where it stands, and nobody else is told', async () => {
    day += 1;
    const made = await make(guest, cut('10:00', 0));
    const date = made.startsAt.slice(0, 10);
    await make(guest, cut('12:00', 0));
    const ask = (who: Browser, headers = {}) =>
      who.send('GET', `/bookings/${made.id}/availability?from=${date}&to=${date}`, undefined, headers);
    const times = (answer: Answer) =>
      dataOf(availability, answer).days.flatMap(({ slots }) => slots.map(({ start }) => start.slice(11, 16)));
    const mine = times(await ask(guest, bearing(made)));
    expect(mine).toEqual(expect.arrayContaining(['09:45', '10:15', '11:30', '12:30']));
    // Neither its own start, nor what another booking covers.
    expect(mine.filter((time) => ['10:00', '11:45', '12:00', '12:15'].includes(time))).toEqual([]);
    expect(times(await ask(staff))).toEqual(mine);
    // Each of them can be moved to.
    expect(outcome(await post(guest, made, 'reschedule', { start: at('10:15') }))).toEqual([200]);
    for (const stranger of [guest, member, rival])
      expect(outcome(await ask(stranger))).toEqual([404, 'NOT_FOUND']);
    const other = await signedIn(t, t.b, 'desk@example.com', [{ role: 'admin' }]);
    expect(outcome(await ask(other, bearing(made)))).toEqual([404, 'NOT_FOUND']);
    await take(guest, made, 'cancellation');
    expect(outcome(await ask(guest, bearing(made)))[1]).toBe('BOOKING_STATE');
  });

  it('takes the new time and leaves the old one, with the same id, code and price', async () => {
    day += 1;
    const made = await make(member, cut('10:00', 0));
    const moved = await take(member, made, 'reschedule', { start: at('10:15'), reason: 'bus' });
    expect(moved).toEqual({
      ...made,
      startsAt: made.startsAt.replace('10:00', '10:15'),
      endsAt: made.endsAt.replace('10:30', '10:45'),
      items: made.items.map((item) => ({
        ...item,
        startsAt: item.startsAt.replace('10:00', '10:15'),
        endsAt: item.endsAt.replace('10:30', '10:45'),
      })),
    });
    expect(await show(made)).toEqual(moved);
    const [, entry] = await historyOf(made);
    expect(entry).toMatchObject({
      kind: 'rescheduled',
      from: 'confirmed',
      to: 'confirmed',
      reason: 'bus',
      by: { id: member.id },
      data: { by: 'customer', startsAt: [at('10:00'), at('10:15')] },
    });
    // The first quarter is free again, and only that.
    expect(outcome(await guest.send('POST', '/bookings', { ...cut('09:45', 0), customer }))).toEqual([201]);
    expect(outcome(await guest.send('POST', '/bookings', { ...cut('10:15', 0), customer }))).toEqual([
      409,
      'SLOT_TAKEN',
    ]);
    expect(await brokenPromises(t)).toEqual(NONE_BROKEN);
  });

  it('goes to somebody else where the customer had named nobody, or names them now', async () => {
    day += 1;
    const made = await make(guest, cut('10:00'));
    const [first, second] = shop.providerIds;
    expect(made.items[0]?.providers[0]?.id).toBe(first);
    await make(guest, cut('12:00', 0));
    const moved = await take(guest, made, 'reschedule', { start: at('12:00') });
    expect(moved.items[0]?.providers[0]?.id).toBe(second);
    const back = await take(staff, made, 'reschedule', { start: at('15:00'), providerIds: [first] });
    expect(back.items[0]?.providers[0]?.id).toBe(first);
    const same = await take(staff, made, 'reschedule', { start: at('15:00'), providerIds: [second] });
    expect(same.items[0]?.providers[0]?.id).toBe(second);
  });

  it('into itself is refused', async () => {
    day += 1;
    const made = await make(guest, cut('10:00'));
    const answer = await post(guest, made, 'reschedule', { start: at('10:00') });
    expect(outcome(answer)).toEqual([422, 'POLICY_SAME_TIME']);
    expect(await historyOf(made)).toHaveLength(1);
  });

  it('to where somebody is, is refused with what is free instead, and the old time stays', async () => {
    day += 1;
    const made = await make(guest, cut('10:00', 0));
    await make(guest, cut('12:00', 0));
    const answer = await post(guest, made, 'reschedule', { start: at('12:00') });
    expect(outcome(answer)).toEqual([409, 'SLOT_TAKEN']);
    const { alternatives } = answer.json<{ error: { data: { alternatives: { start: string }[] } } }>().error
      .data;
    expect(alternatives).toHaveLength(3);
    expect(alternatives.map(({ start }) => start)).not.toContain(made.startsAt);
    expect((await show(made)).startsAt).toBe(made.startsAt);
    expect(await brokenPromises(t)).toEqual(NONE_BROKEN);
  });

  it('is the customer’s as often and as long as was agreed, and staff’s at any time', async () => {
    day += 1;
    const made = await make(guest, cut('10:00', 0));
    for (const time of ['11:00', '12:00']) await take(guest, made, 'reschedule', { start: at(time) });
    const third = await post(guest, made, 'reschedule', { start: at('13:00') });
    expect(outcome(third)).toEqual([422, 'POLICY_NOT_MOVED']);
    expect(detailsIn(third)).toEqual([{ field: 'start', message: 'TOO_OFTEN' }]);
    await take(staff, made, 'reschedule', { start: at('13:00') });

    const other = await make(guest, cut('16:00', 0));
    await begin(other, 59);
    const late = await post(guest, other, 'reschedule', { start: at('17:00') });
    expect(outcome(late)).toEqual([422, 'POLICY_NOT_MOVED']);
    expect(detailsIn(late)).toEqual([{ field: 'start', message: 'TOO_LATE' }]);
    await take(staff, other, 'reschedule', { start: at('17:00') });
  });

  it('of a seat goes to another session, where there is one for it', async () => {
    day += 1;
    await createSession(t.a, shop, at('10:00'), 2);
    await createSession(t.a, shop, at('14:00'), 2);
    const item = { serviceId: shop.services.class };
    const made = await make(guest, { items: [item], start: at('10:00'), seats: 2 });
    await make(guest, { items: [item], start: at('14:00') });
    expect(outcome(await post(guest, made, 'reschedule', { start: at('14:00') }))).toEqual([
      409,
      'SLOT_TAKEN',
    ]);
    const single = await make(guest, { items: [item], start: at('14:00') });
    expect(outcome(await post(guest, single, 'reschedule', { start: at('10:00') }))).toEqual([
      409,
      'SLOT_TAKEN',
    ]);
    await take(guest, made, 'cancellation');
    const moved = await take(guest, single, 'reschedule', { start: at('10:00') });
    expect(moved.items[0]).toMatchObject({ seats: 1 });
    expect(moved.items[0]?.sessionId).not.toBe(single.items[0]?.sessionId);
    expect(await brokenPromises(t)).toEqual(NONE_BROKEN);
  });

  it.each([
    ['a slot in the past', { start: tomorrow('10:00', -1) }, [422, 'POLICY_NOT_OFFERED']],
    ['no instant', { start: 'tomorrow' }, [400, 'VALIDATION']],
    ['half a minute', { start: '2026-12-01T10:00:30Z' }, [400, 'VALIDATION']],
    ['a price', { start: tomorrow('11:00'), price: 1 }, [400, 'VALIDATION']],
    ['a status', { start: tomorrow('11:00'), state: 'completed' }, [400, 'VALIDATION']],
    ['a tenant', { start: tomorrow('11:00'), tenantId: randomUUID() }, [400, 'VALIDATION']],
    ['too many people', { start: tomorrow('11:00'), providerIds: [null, null] }, [400, 'VALIDATION']],
    ['a stranger', { start: tomorrow('11:00'), providerIds: [randomUUID()] }, [404, 'NOT_FOUND']],
    ['a session of none', { start: tomorrow('11:00'), sessionId: randomUUID() }, [400, 'VALIDATION']],
  ] as const)('with %s is refused', async (_name, body, refusal) => {
    day += 1;
    const made = await make(guest, cut('10:00'));
    expect(outcome(await post(guest, made, 'reschedule', body))).toEqual(refusal);
    expect(await show(made)).toMatchObject({ startsAt: made.startsAt, state: 'confirmed' });
  });

  it('by the same key is made once', async () => {
    day += 1;
    const made = await make(guest, cut('10:00'));
    const once = { 'idempotency-key': randomUUID() };
    const answers = [];
    for (let count = 0; count < 3; count += 1)
      answers.push(await post(guest, made, 'reschedule', { start: at('11:00') }, once));
    expect(answers.map(outcome)).toEqual([[200], [200], [200]]);
    expect(new Set(answers.map((answer) => JSON.stringify(answer.json<{ data: object }>().data))).size).toBe(
      1,
    );
    expect(await historyOf(made)).toHaveLength(2);
  });
});

describe('another length', () => {
  const span = ({ startsAt, endsAt }: Booking) => [startsAt.slice(11, 16), endsAt.slice(11, 16)];

  it('is staff’s to decide, keeps start, people and price, and stays when the booking is moved', async () => {
    day += 1;
    const made = await make(member, cut('10:00', 0));
    const longer = await take(staff, made, 'resize', { minutes: 50 });
    expect(span(longer)).toEqual(['10:00', '10:50']);
    expect(longer).toMatchObject({ id: made.id, price: made.price, priceLines: made.priceLines });
    expect(longer.items[0]?.providers).toEqual(made.items[0]?.providers);
    expect(outcome(await post(staff, made, 'resize', { minutes: 50 }))).toEqual([422, 'POLICY_SAME_TIME']);
    expect((await historyOf(made)).at(-1)).toMatchObject({
      kind: 'resized',
      data: { by: 'staff', item: 0, minutes: [30, 50] },
    });
    const moved = await take(member, made, 'reschedule', { start: at('15:00') });
    expect(span(moved)).toEqual(['15:00', '15:50']);
    expect(span(await take(staff, made, 'resize', { minutes: 20 }))).toEqual(['15:00', '15:20']);
    // What it left is free.
    await make(guest, cut('10:15', 0));
    await make(guest, cut('15:30', 0));
    expect(await brokenPromises(t)).toEqual(NONE_BROKEN);
  });

  it('takes nobody else’s time, and not what is closed', async () => {
    day += 1;
    const made = await make(guest, cut('10:00', 0));
    await make(guest, cut('11:00', 0));
    expect(span(await take(staff, made, 'resize', { minutes: 60 }))).toEqual(['10:00', '11:00']);
    expect(outcome(await post(staff, made, 'resize', { minutes: 65 }))).toEqual([409, 'SLOT_TAKEN']);
    const late = await make(guest, cut('19:30', 0));
    const refused = await post(staff, late, 'resize', { minutes: 40 });
    expect([outcome(refused), detailsIn(refused)[0]?.message]).toEqual([
      [422, 'POLICY_NOT_OFFERED'],
      'OUTSIDE_HOURS',
    ]);
    expect(span(await show(made))).toEqual(['10:00', '11:00']);
    expect(await brokenPromises(t)).toEqual(NONE_BROKEN);
  });

  it('is that of a whole crew, and of what they work with', async () => {
    day += 1;
    const crew = { items: [{ serviceId: shop.services.crew }], start: at('10:00') };
    const made = await make(guest, crew);
    const longer = await take(staff, made, 'resize', { minutes: 90 });
    expect(span(longer)).toEqual(['10:00', '11:30']);
    expect(longer.items[0]?.providers).toEqual(made.items[0]?.providers);
    const chair = { items: [{ serviceId: shop.services.chair }], start: at('11:15') };
    expect(outcome(await guest.send('POST', '/bookings', { ...chair, customer }))).toEqual([
      409,
      'SLOT_TAKEN',
    ]);
    expect(await brokenPromises(t)).toEqual(NONE_BROKEN);
  });

  it('is given to what has begun, too', async () => {
    day += 1;
    const made = await make(guest, cut('10:00', 0));
    await setState(made.id, 'checked_in');
    const longer = await later(at('10:20'), async () => {
      const grants = [{ role: 'reception' as const, businessId: shop.businessId }];
      return post(await signedIn(t, t.a, 'evening@example.com', grants), made, 'resize', { minutes: 45 });
    });
    expect(span(dataOf(booking, longer))).toEqual(['10:00', '10:45']);
  });

  it('moves what follows in the same visit, and is told by field where it cannot be', async () => {
    day += 1;
    const [one] = cut('10:00', 0).items;
    const visit = await make(guest, { items: [one, one], start: at('10:00') });
    const longer = await take(staff, visit, 'resize', { item: 0, minutes: 45 });
    expect(longer.items.map(({ startsAt }) => startsAt.slice(11, 16))).toEqual(['10:00', '10:45']);
    const fieldOf = async (made: Booking, body: object) =>
      detailsIn(await post(staff, made, 'resize', body))[0]?.field;
    expect(await fieldOf(visit, { item: 2, minutes: 45 })).toBe('item');
    expect(await fieldOf(visit, { minutes: 0 })).toBe('minutes');
    await createSession(t.a, shop, at('09:00'));
    const seat = await make(guest, { items: [{ serviceId: shop.services.class }], start: at('09:00') });
    expect(await fieldOf(seat, { minutes: 45 })).toBe('minutes');
  });
});

describe('cancelling', () => {
  it('costs what the ladder says, and says when that changes', async () => {
    day += 3;
    const ladder = [
      [24 * 60 + 1, 0],
      [24 * 60, 0],
      [24 * 60 - 1, 333],
      [120, 333],
      [119, 600],
      [0, 600],
    ] as const;
    for (const [minutes, fee] of ladder) {
      const made = await make(guest, cut('12:00', 0));
      const when = new Date(Date.parse(at('12:00')) - minutes * 60_000).toISOString();
      await later(when, async () => {
        const path = `/bookings/${made.id}/cancellation`;
        const answer = await guest.send('GET', path, undefined, bearing(made));
        const preview = dataOf(cancellationPreview, answer);
        const steps = [preview, ...preview.later].map(({ until, fee }) => [until, fee.amount]);
        const before = (minutes: number) =>
          new Date(Date.parse(at('12:00')) - minutes * 60_000).toISOString();
        const whole = [
          [before(1_440), 0],
          [before(120), 333],
          [before(0), 600],
        ];
        expect(steps).toEqual(whole.slice(whole.length - steps.length));
        expect(preview.fee.amount).toBe(fee);
        const cancelled = await take(guest, made, 'cancellation');
        expect(cancelled).toMatchObject({ state: 'cancelled', fee: { amount: fee, currency: 'ARS' } });
      });
      expect((await show(made)).fee?.amount).toBe(fee);
    }
  });

  it('costs nothing what the business cancels, and is not the customer’s once it has begun', async () => {
    day += 1;
    const [one, two] = [await make(guest, cut('10:00', 0)), await make(guest, cut('11:00', 0))];
    await begin(one, 5);
    await begin(two, -60);
    expect(outcome(await post(guest, two, 'cancellation'))).toEqual([409, 'BOOKING_STATE']);
    const answer = await guest.send('GET', `/bookings/${two.id}/cancellation`, undefined, bearing(two));
    expect(outcome(answer)).toEqual([409, 'BOOKING_STATE']);
    for (const made of [one, two])
      expect(await take(staff, made, 'cancellation', { reason: 'ill' })).toMatchObject({
        state: 'cancelled',
        fee: { amount: 0 },
      });
  });

  it('goes by what was agreed, whatever the settings say since', async () => {
    day += 1;
    const { businessId, services } = await createShop(t.a, { slug: 'changing', policies: POLICIES });
    const made = await make(guest, { items: [{ serviceId: services.cut }], start: at('12:00') });
    await inTransaction(t.a.ctx, async ({ db }) => {
      const value = { policies: { cancellation: [{ untilMinutesBefore: 0, fee: { basisPoints: 10_000 } }] } };
      await db.setting.updateMany({ where: { businessId }, data: { value } });
    });
    await later(at('11:00'), async () =>
      expect((await take(guest, made, 'cancellation')).fee).toEqual({ amount: 600, currency: 'ARS' }),
    );
  });
});

describe('a request', () => {
  it('is accepted or declined by the business, which frees its time', async () => {
    day += 1;
    const { businessId, services } = await createShop(t.a, { slug: 'asked', scheduling: { approval: true } });
    const desk = await signedIn(t, t.a, 'asked@example.com', [{ role: 'manager', businessId }]);
    const wish = { items: [{ serviceId: services.cut }], start: at('10:00') };
    const [yes, no] = [
      await make(guest, wish),
      await make(guest, { ...wish, start: at('12:00'), customer: { name: 'Leo' } }),
    ];
    expect(yes.state).toBe('pending');
    expect(outcome(await post(guest, yes, 'approval', { decision: 'accept' }))).toEqual([403, 'FORBIDDEN']);
    expect(await take(desk, yes, 'approval', { decision: 'accept' })).toMatchObject({ state: 'confirmed' });
    const declined = await take(desk, no, 'approval', { decision: 'decline', reason: 'closed' });
    expect(declined).toMatchObject({ state: 'declined', fee: null });
    expect(outcome(await post(desk, no, 'approval', { decision: 'accept' }))).toEqual([409, 'BOOKING_STATE']);
    expect((await make(guest, { ...wish, start: at('12:00') })).state).toBe('pending');
    for (const body of [{}, { decision: 'maybe' }, { decision: 'accept', state: 'completed' }])
      expect(outcome(await post(desk, yes, 'approval', body))).toEqual([400, 'VALIDATION']);
    expect(await brokenPromises(t)).toEqual(NONE_BROKEN);
  });
});

describe('whoever comes', () => {
  it('shows a code that staff scans, from when one can check in', async () => {
    day += 1;
    const made = await make(guest, cut('10:00'));
    const other = await make(guest, cut('11:00'));
    const path = `/bookings/${made.id}/check-in`;
    const answer = await guest.send('GET', path, undefined, bearing(made));
    const { code, svg, from } = dataOf(checkInCode, answer);
    expect(from).toBe(at('09:30'));
    const { data, info } = await sharp(Buffer.from(svg))
      .resize(400)
      .flatten({ background: '#fff' })
      .ensureAlpha()
      .raw()
      .toBuffer({ resolveWithObject: true });
    expect(decodeQR({ width: info.width, height: info.height, data })).toBe(code);

    expect(outcome(await post(staff, made, 'check-in', { code }))).toEqual([422, 'POLICY_TOO_EARLY']);
    await begin(made, 29);
    expect(outcome(await post(guest, made, 'check-in', { code }))).toEqual([403, 'FORBIDDEN']);
    expect(outcome(await post(staff, other, 'check-in', { code }))).toEqual([400, 'VALIDATION']);
    expect(await take(staff, made, 'check-in', { code })).toMatchObject({ state: 'checked_in' });
    expect(outcome(await post(staff, made, 'check-in', { code }))).toEqual([409, 'BOOKING_STATE']);
    expect(outcome(await staff.send('DELETE', path))).toEqual([200]);
    expect(await take(staff, made, 'check-in')).toMatchObject({ state: 'checked_in' });
    expect(outcome(await post(staff, made, 'completion'))).toEqual([422, 'POLICY_TOO_EARLY']);
    await begin(made, -5);
    expect(await take(staff, made, 'completion')).toMatchObject({ state: 'completed', fee: null });
    expect((await historyOf(made)).map(({ to, data }) => [to, data['byCode']])).toEqual([
      ['confirmed', undefined],
      ['checked_in', true],
      ['confirmed', undefined],
      ['checked_in', false],
      ['completed', undefined],
    ]);
    expect(outcome(await guest.send('GET', path, undefined, bearing(made)))).toEqual([409, 'BOOKING_STATE']);
  });
});

describe('whoever does not come', () => {
  it('owes what was agreed, and nothing if they came after all', async () => {
    day += 1;
    const made = await make(guest, cut('10:00', 0));
    expect(outcome(await post(staff, made, 'no-show'))).toEqual([422, 'POLICY_TOO_EARLY']);
    await begin(made, -600);
    expect(outcome(await post(guest, made, 'no-show'))).toEqual([403, 'FORBIDDEN']);
    expect(await take(staff, made, 'no-show')).toMatchObject({ state: 'no_show', fee: { amount: 1_000 } });
    const undone = dataOf(booking, await staff.send('DELETE', `/bookings/${made.id}/no-show`));
    expect(undone).toMatchObject({ state: 'confirmed', fee: null });
    await take(staff, made, 'no-show');
    // Somebody else has the time now.
    await begin(await make(staff, { ...cut('10:00', 0), customer }), -590);
    const late = await staff.send('DELETE', `/bookings/${made.id}/no-show`);
    expect(outcome(late)).toEqual([409, 'BOOKING_STATE']);
    expect(detailsIn(late)).toEqual([{ field: 'time', message: 'has been given to somebody else' }]);
    expect(await show(made)).toMatchObject({ state: 'no_show', fee: { amount: 1_000 } });
    expect(await brokenPromises(t)).toEqual(NONE_BROKEN);
  });
});

describe('a guest', () => {
  it('is verified by the link that is mailed to them, and by nothing else', async () => {
    day += 1;
    const made = await make(guest, cut('10:00'));
    const link = new URL(bookingLink(t.env, t.a, made.id));
    expect([link.host.split('.')[0], link.pathname]).toEqual(['a', `/bookings/${made.id}`]);
    const token = link.searchParams.get('token') ?? '';
    const other = new URL(bookingLink(t.env, t.a, randomUUID())).searchParams.get('token') ?? '';
    const verify = (token: string, of = t.a) =>
      browser(t, of).send('POST', `/bookings/${made.id}/verification`, undefined, {
        'x-booking-token': token,
      });
    for (const wrong of [made.token ?? '', other, ''])
      expect(outcome(await verify(wrong))).toEqual([404, 'NOT_FOUND']);
    expect(outcome(await verify(token, t.b))).toEqual([404, 'NOT_FOUND']);
    expect((await show(made)).verifiedAt).toBeNull();
    const [first, second] = [await verify(token), await verify(token)];
    const { verifiedAt } = dataOf(booking, first);
    expect(verifiedAt).not.toBeNull();
    expect(dataOf(booking, second).verifiedAt).toBe(verifiedAt);
    expect((await historyOf(made)).map(({ kind }) => kind)).toEqual(['state', 'verified']);
    const shown = await guest.send('GET', `/bookings/${made.id}`, undefined, { 'x-booking-token': token });
    expect(dataOf(booking, shown).id).toBe(made.id);
  });
});

describe('a price that depends on the time', () => {
  it('changes by the difference when the booking moves, and back', async () => {
    day += 1;
    const { businessId, services } = await createShop(t.a, { slug: 'peak' });
    const times = { start: '18:00', end: '20:00' };
    const priceRules = [{ key: 'evening', name: { en: 'Evening' }, times, basisPoints: 5_000 }];
    await inTransaction(t.a.ctx, async ({ db }) => {
      const row = await db.setting.findFirstOrThrow({ where: { businessId } });
      const value = { ...(row.value as object), priceRules };
      await db.setting.updateMany({ where: { businessId }, data: { value } });
      await db.serviceVariant.updateMany({
        where: { serviceId: services.cut },
        data: { priceAmount: 1_000 },
      });
    });
    const made = await make(guest, { items: [{ serviceId: services.cut }], start: at('10:00') });
    expect(made.price.amount).toBe(1_000);
    // What the service costs since is not what was agreed.
    await inTransaction(t.a.ctx, ({ db }) =>
      db.serviceVariant.updateMany({ where: { serviceId: services.cut }, data: { priceAmount: 2_000 } }),
    );
    const noon = await take(guest, made, 'reschedule', { start: at('12:00') });
    expect(noon.priceLines).toEqual(made.priceLines);
    const evening = await take(guest, made, 'reschedule', { start: at('18:00'), priceUpTo: 2_000 });
    expect(evening.price.amount).toBe(2_000);
    expect(evening.priceLines.at(-1)).toMatchObject({ kind: 'rule', name: { en: 'Evening' }, amount: 1_000 });
    const back = await take(guest, made, 'reschedule', { start: at('10:00') });
    expect(back.price.amount).toBe(1_000);
  });

  it('is shown before, and nobody but staff makes anybody pay more than they agreed to', async () => {
    day += 1;
    const levels = ['junior', 'master'];
    const { businessId, services, providerIds } = await createShop(t.a, { slug: 'levels', providers: 2 });
    const priceRules = [{ key: 'master', name: { en: 'Master' }, levels: ['master'], basisPoints: 2_500 }];
    await inTransaction(t.a.ctx, async ({ db }) => {
      const row = await db.setting.findFirstOrThrow({ where: { businessId } });
      const value = { ...(row.value as object), priceRules };
      await db.setting.updateMany({ where: { businessId }, data: { value } });
      const where = { serviceId: services.cut };
      await db.serviceVariant.updateMany({ where, data: { priceAmount: 1_000 } });
      for (const [index, id] of providerIds.entries())
        await db.provider.updateMany({ where: { id }, data: { level: levels[index] ?? null } });
    });
    const [junior, master] = providerIds;
    const of = (providerId: string | undefined, time: string) => ({
      items: [{ serviceId: services.cut, ...(providerId && { providerId }) }],
      start: at(time),
    });
    const taken = await make(guest, of(junior, '14:00'));
    const first = await make(guest, of(master, '10:00'));
    // Nobody in particular: of the two, only the junior is left.
    const made = await make(guest, of(undefined, '10:00'));
    expect(made.price.amount).toBe(1_000);
    await inTransaction(t.a.ctx, ({ db }) =>
      db.serviceVariant.updateMany({ where: { serviceId: services.cut }, data: { priceAmount: 2_000 } }),
    );
    const date = made.startsAt.slice(0, 10);
    const path = `/bookings/${made.id}/availability?from=${date}&to=${date}`;
    const offered = dataOf(availability, await guest.send('GET', path, undefined, bearing(made)));
    const slotAt = (time: string) => offered.days[0]?.slots.find(({ start }) => start.slice(11, 16) === time);
    // As agreed, and the difference of today: a master costs 500 more than a junior.
    expect(slotAt('14:00')).toMatchObject({ price: { amount: 1_500 } });
    expect(slotAt('12:00')).toMatchObject({ price: { amount: 1_000 }, priceUpTo: { amount: 1_500 } });

    const refused = await post(guest, made, 'reschedule', { start: at('14:00') });
    expect(outcome(refused)).toEqual([409, 'PRICE_HIGHER']);
    const currency = made.price.currency;
    expect(refused.json<{ error: { data: unknown } }>().error.data).toEqual({
      price: { amount: 1_500, currency },
      agreed: { amount: 1_000, currency },
    });
    const short = await post(guest, made, 'reschedule', { start: at('14:00'), priceUpTo: 1_499 });
    expect(outcome(short)).toEqual([409, 'PRICE_HIGHER']);
    const unmoved = await guest.send('GET', `/bookings/${made.id}`, undefined, bearing(made));
    expect(dataOf(booking, unmoved).startsAt).toBe(made.startsAt);
    const moved = await take(guest, made, 'reschedule', { start: at('14:00'), priceUpTo: 1_500 });
    expect(moved).toMatchObject({ price: { amount: 1_500 }, items: [{ providers: [{ id: master }] }] });
    const owner = await signedIn(t, t.a, 'levels@example.com', [{ role: 'owner', businessId }]);
    const told = await take(owner, taken, 'reschedule', { start: at('16:00'), providerIds: [master] });
    expect(told.price.amount).toBe(1_500);
    expect((await take(owner, first, 'reschedule', { start: at('12:00') })).price.amount).toBe(1_250);
  });
});

describe('notes and history', () => {
  it('are staff’s, with who and when; their customer sees what happened, and no notes', async () => {
    day += 1;
    const made = await make(member, cut('10:00'));
    const text = '<b>late</b>\r\nBcc: all@example.com';
    const noted = await post(staff, made, 'notes', { text });
    expect(outcome(noted)).toEqual([201]);
    expect(dataOf(historyEntry, noted)).toMatchObject({
      kind: 'note',
      data: { text },
      by: { name: 'Person desk' },
    });
    for (const who of [member, guest, rival]) {
      const refusal = who === member ? [403, 'FORBIDDEN'] : [404, 'NOT_FOUND'];
      expect(outcome(await post(who, made, 'notes', { text }))).toEqual(refusal);
      if (who !== member)
        expect(outcome(await who.send('GET', `/bookings/${made.id}/history`))).toEqual(refusal);
    }
    await take(staff, made, 'reschedule', { start: at('11:00') });
    const [first, second] = await historyOf(made);
    expect(first).toMatchObject({ kind: 'state', from: null, to: 'confirmed', by: { id: member.id } });
    expect(second).toEqual(dataOf(historyEntry, noted));
    const own = dataOf(z.array(historyEntry), await member.send('GET', `/bookings/${made.id}/history`));
    expect(own.map(({ kind, by }) => [kind, by?.id ?? null])).toEqual([
      ['state', member.id],
      ['rescheduled', null],
    ]);
    const page = await staff.send('GET', `/bookings/${made.id}/history?limit=1`);
    const { nextCursor } = page.json<{ meta: { nextCursor: string } }>().meta;
    const next = await staff.send('GET', `/bookings/${made.id}/history?limit=1&cursor=${nextCursor}`);
    expect(dataOf(z.array(historyEntry), next)).toEqual([second]);
  });
});

/** Every step from every state by everybody: what the table allows goes through, all else is refused by its code. */
describe('the table of states', () => {
  const WAYS: Partial<Record<StepName, (made: Booking) => [Method, string, object?]>> = {
    accept: ({ id }) => ['POST', `/bookings/${id}/approval`, { decision: 'accept' }],
    decline: ({ id }) => ['POST', `/bookings/${id}/approval`, { decision: 'decline' }],
    cancel: ({ id }) => ['POST', `/bookings/${id}/cancellation`, {}],
    reschedule: ({ id }) => ['POST', `/bookings/${id}/reschedule`, { start: at('18:00') }],
    resize: ({ id }) => ['POST', `/bookings/${id}/resize`, { minutes: 45 }],
    checkIn: ({ id }) => ['POST', `/bookings/${id}/check-in`, {}],
    undoCheckIn: ({ id }) => ['DELETE', `/bookings/${id}/check-in`],
    complete: ({ id }) => ['POST', `/bookings/${id}/completion`],
    noShow: ({ id }) => ['POST', `/bookings/${id}/no-show`, {}],
    undoNoShow: ({ id }) => ['DELETE', `/bookings/${id}/no-show`],
  };
  const STATES: BookingState[] = [
    'held',
    'pending',
    'confirmed',
    'checked_in',
    'completed',
    'expired',
    'declined',
    'cancelled',
    'no_show',
  ];
  const begun: readonly StepName[] = ['complete', 'noShow', 'undoNoShow', 'checkIn', 'undoCheckIn'];
  const cases = Object.keys(WAYS).flatMap((name) =>
    STATES.map((state) => [name as StepName, state] as const),
  );

  it.each(cases)('%s, of what is %s', async (name, state) => {
    day = 41;
    const step: Step = STEPS[name];
    const who: Record<Exclude<Party, 'system'>, Browser> = { customer: member, guest, staff };
    for (const party of ['customer', 'guest', 'staff'] as const) {
      const made = await make(party === 'guest' ? guest : member, cut('10:00', 0));
      await setState(made.id, state);
      const [method, path, body] = WAYS[name]!(made);
      if (begun.includes(name)) await begin(made, -1_200);
      const answer = await who[party].send(method, path, body, party === 'guest' ? bearing(made) : {});
      const isAllowed = step.who.includes(party);
      const isLed = step.from.includes(state);
      expect([party, ...outcome(answer)], answer.body).toEqual([
        party,
        ...(!isAllowed ? [403, 'FORBIDDEN'] : !isLed ? [409, 'BOOKING_STATE'] : [200]),
      ]);
      const after = await show(made);
      const [to] = step.to === 'same' ? [state] : step.to;
      expect(after.state).toBe(isAllowed && isLed ? to : state);
      expect((await historyOf(made)).at(-1)?.to).toBe(after.state);
      expect(outcome(await rival.send(method, path, body))).toEqual([404, 'NOT_FOUND']);
      expect(outcome(await browser(t, t.b).send(method, path, body, bearing(made)))).toEqual([
        404,
        'NOT_FOUND',
      ]);
      await setState(made.id, 'cancelled');
    }
    expect(await brokenPromises(t)).toEqual(NONE_BROKEN);
  });
});
