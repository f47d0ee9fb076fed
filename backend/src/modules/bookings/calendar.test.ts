import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod/mini';
import { dataOf, outcome, type Browser } from '../../../test/browser.ts';
import { testApp, type TestApp } from '../../../test/harness.ts';
import { createSession, tomorrow } from '../../../test/shop.ts';
import { createStaff, type Staff } from '../../../test/staff.ts';
import { inTransaction } from '../../lib/context.ts';
import { booking, type Booking } from './bookings.contract.ts';
import { calendar } from './calendar.contract.ts';

let t: TestApp;
let staff: Staff;
let own: Booking;
let colleagues: Booking;

const book = async (
  who: Browser,
  time: string,
  provider: number,
  body: object = { customer: { name: 'Ana Paz', phone: '11 5555 0101' } },
) => {
  const { services, providerIds } = staff.shop;
  const items = [{ serviceId: services.cut, providerId: providerIds[provider] }];
  return who.send('POST', '/bookings', { items, start: tomorrow(time), ...body });
};
const iso = (time: string) => new Date(tomorrow(time)).toISOString().replace('.000', '');
const days = (count: number) => {
  const from = Date.parse(tomorrow('00:00'));
  return `from=${new Date(from).toISOString()}&to=${new Date(from + count * 86_400_000).toISOString()}`;
};
const see = async (who: Browser, query = '') =>
  dataOf(calendar, await who.send('GET', `/businesses/shop/calendar?${days(1)}${query}`));

beforeAll(async () => {
  t = await testApp();
  staff = await createStaff(t, { providers: 2, chairs: 1, scheduling: { checkInMinutesBefore: 2_880 } });
  own = dataOf(booking, await book(staff.owner, '10:00', 0));
  colleagues = dataOf(booking, await book(staff.owner, '10:00', 1));
});
afterAll(() => t.close());

describe('a provider', () => {
  it('reads and steps what they serve, as staff', async () => {
    const { provider } = staff;
    expect(dataOf(booking, await provider.send('GET', `/bookings/${own.id}`)).customer?.name).toBe('Ana Paz');
    const step = async (method: 'POST' | 'DELETE', path: string, body?: object) =>
      outcome(await provider.send(method, `/bookings/${own.id}/${path}`, body));
    expect(await step('POST', 'notes', { text: 'Prefers scissors' })).toEqual([201]);
    expect(await step('POST', 'check-in', {})).toEqual([200]);
    expect(await step('DELETE', 'check-in')).toEqual([200]);
    expect(await step('POST', 'venue-payments', { kind: 'balance' })).toEqual([201]);
    expect(await step('POST', 'reschedule', { start: tomorrow('11:00') })).toEqual([200]);
    // As staff: before its start, that is not refused as something that is not theirs to do.
    expect(await step('POST', 'completion', {})).toEqual([422, 'POLICY_TOO_EARLY']);
    expect(await step('POST', 'no-show', {})).toEqual([422, 'POLICY_TOO_EARLY']);
  });

  it('does not see what a colleague serves, nor does another business or tenant', async () => {
    for (const who of [staff.provider, staff.neighbour, staff.customer]) {
      expect(outcome(await who.send('GET', `/bookings/${colleagues.id}`))).toEqual([404, 'NOT_FOUND']);
      expect(outcome(await who.send('POST', `/bookings/${colleagues.id}/check-in`, {}))).toEqual([
        404,
        'NOT_FOUND',
      ]);
    }
    for (const who of [staff.neighbour, staff.foreigner, staff.customer])
      expect(outcome(await who.send('GET', `/bookings/${own.id}`))).toEqual([404, 'NOT_FOUND']);
  });

  it('lists what they serve at the business, and nothing else', async () => {
    const answer = await staff.provider.send('GET', `/bookings?businessId=${staff.shop.businessId}`);
    const list = dataOf(z.array(booking), answer);
    expect(list.map(({ id }) => id)).toEqual([own.id]);
  });

  it('books their own time for whoever walks in, not that of others', async () => {
    const { businessId } = staff.shop;
    const made = dataOf(booking, await book(staff.provider, '15:00', 0));
    expect([made.source, made.state, made.businessId]).toEqual(['staff', 'confirmed', businessId]);
    expect(outcome(await book(staff.provider, '15:00', 1))).toEqual([403, 'FORBIDDEN']);
    expect(outcome(await staff.provider.send('POST', `/bookings/${made.id}/cancellation`, {}))).toEqual([
      200,
    ]);
  });

  it('is a profile with a role: whoever has only the profile sees nothing', async () => {
    const { customer, shop } = staff;
    const setAccount = (userId: string | null) =>
      inTransaction(t.a.ctx, ({ db }) =>
        db.provider.updateMany({ where: { id: shop.providerIds[1] ?? '' }, data: { userId } }),
      );
    await setAccount(customer.id);
    expect(outcome(await customer.send('GET', `/bookings/${colleagues.id}`))).toEqual([404, 'NOT_FOUND']);
    await setAccount(null);
  });
});

describe('the calendar of a business', () => {
  it('has everything for who reads bookings, and one’s own for a provider', async () => {
    const { shop, reception, provider, branch } = staff;
    const ids = async (who: Browser) => (await see(who)).bookings.map(({ id }) => id).toSorted();
    expect(await ids(reception)).toEqual([own.id, colleagues.id].toSorted());
    expect(await ids(branch)).toEqual([own.id, colleagues.id].toSorted());
    expect(await ids(provider)).toEqual([own.id]);
    const { bookings, providers } = await see(provider);
    expect(bookings[0]).toMatchObject({
      customer: { name: 'Ana Paz', phone: '11 5555 0101', noShows: 0 },
      note: 'Prefers scissors',
      takes: [{ subjectId: shop.providerIds[0], startsAt: iso('11:00') }],
    });
    expect(bookings[0]?.paid).toBe(bookings[0]?.price.amount);
    expect(providers.map(({ isOwn }) => isOwn)).toEqual([true, false]);
    expect(providers[0]?.working).toEqual([{ startsAt: iso('08:00'), endsAt: iso('20:00') }]);
  });

  it('shows blocks and time off, with the reason for those who may change it', async () => {
    const { owner, provider, reception, shop } = staff;
    const [mine = '', other = ''] = shop.providerIds;
    const reason = 'dentist';
    const body = { startsAt: tomorrow('17:00'), endsAt: tomorrow('18:00'), reason };
    for (const id of [mine, other])
      expect(outcome(await owner.send('POST', `/providers/${id}/blocks`, body))).toEqual([201]);
    const reasons = async (who: Browser) =>
      Object.fromEntries((await see(who)).blocks.map(({ subjectId, reason }) => [subjectId, reason]));
    expect(await reasons(owner)).toEqual({ [mine]: reason, [other]: reason });
    expect(await reasons(provider)).toEqual({ [mine]: reason, [other]: null });
    expect(await reasons(reception)).toEqual({ [mine]: null, [other]: null });
    expect((await see(owner, `&providerIds=${other}`)).blocks).toHaveLength(1);
  });

  it('shows classes with the seats that are taken', async () => {
    const { shop, owner, customer } = staff;
    const sessionId = await createSession(t.a, shop, tomorrow('13:00'), 4);
    const items = [{ serviceId: shop.services.class }];
    const taken = await customer.send('POST', '/bookings', {
      items,
      start: tomorrow('13:00'),
      sessionId,
      seats: 3,
    });
    expect(outcome(taken)).toEqual([201]);
    const { sessions, bookings } = await see(owner);
    expect(sessions).toMatchObject([{ id: sessionId, capacity: 4, seatsTaken: 3 }]);
    expect(bookings.find(({ items }) => items[0]?.sessionId === sessionId)?.takes).toEqual([]);
  });

  it('is refused to others, and beyond 62 days', async () => {
    const at = (query: string) => `/businesses/shop/calendar?${query}`;
    expect(outcome(await staff.neighbour.send('GET', at(days(1))))).toEqual([404, 'NOT_FOUND']);
    expect(outcome(await staff.foreigner.send('GET', at(days(1))))).toEqual([404, 'NOT_FOUND']);
    expect(outcome(await staff.customer.send('GET', at(days(1))))).toEqual([403, 'FORBIDDEN']);
    expect(outcome(await staff.owner.send('GET', at(days(63))))).toEqual([400, 'VALIDATION']);
    expect(outcome(await staff.owner.send('GET', at(days(62))))).toEqual([200]);
  });

  it('takes as many statements however much there is', async () => {
    const count = async () => {
      let statements = 0;
      const stop = t.a.ctx.database.onQuery(() => (statements += 1));
      await see(staff.owner);
      stop();
      return statements;
    };
    const before = await count();
    for (const time of ['08:00', '08:30', '09:00'])
      expect(outcome(await book(staff.owner, time, 1))).toEqual([201]);
    expect(before).toBeGreaterThan(0);
    expect(await count()).toBe(before);
  });
});
