import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod/mini';
import { browser, dataOf, outcome, signedIn, type Answer } from '../../../test/browser.ts';
import { testApp, type TestApp } from '../../../test/harness.ts';
import { endHold } from '../../../test/races.ts';
import { createSession, createShop, tomorrow, type ServiceKey, type Shop } from '../../../test/shop.ts';
import { inTransaction } from '../../lib/context.ts';
import { touch } from '../availability/availability.freshness.ts';
import { newApiKey } from '../identity/identity.contract.ts';
import { booking, slotTaken } from './bookings.contract.ts';

let t: TestApp;
let shop: Shop;
let day = 0;
/** A day of its own for each test. */
const at = (time: string) => tomorrow(time, day);
const customer = { name: 'Ana Paz', email: 'ana.paz@example.com' };

beforeAll(async () => {
  t = await testApp();
  shop = await createShop(t.a, { providers: 2, chairs: 2 });
});
afterAll(() => t.close());

type Who = ReturnType<typeof browser>;

const wish = (start: string, key: ServiceKey = 'cut', of = shop) => ({
  items: [{ serviceId: of.services[key] }],
  start,
});
const withToken = (token: string | undefined) => ({ 'x-booking-token': token ?? '' });
const hold = async (who: Who, body: object) => dataOf(booking, await who.send('POST', '/holds', body));
const book = async (who: Who, body: object, headers = {}) =>
  dataOf(booking, await who.send('POST', '/bookings', body, headers));
const cancel = (who: Who, id: string, token?: string) =>
  who.send('POST', `/bookings/${id}/cancellation`, { reason: 'ill' }, withToken(token));
const show = (who: Who, id: string, token?: string) =>
  who.send('GET', `/bookings/${id}`, undefined, withToken(token));
const alternativesIn = (answer: Answer) =>
  z.parse(slotTaken, answer.json<{ error: { data: unknown } }>().error.data).alternatives;
const reasonsIn = (answer: Answer) =>
  answer.json<{ error: { details: { message: string }[] } }>().error.details.map(({ message }) => message);
/** What has been promised about a booking, the oldest first. */
const promised = (bookingId: string) =>
  inTransaction(t.a.ctx, async ({ db }) => {
    const rows = await db.outboxEvent.findMany({ orderBy: { id: 'asc' } });
    return rows.filter(({ payload }) => JSON.stringify(payload).includes(bookingId)).map(({ kind }) => kind);
  });
const historyOf = (bookingId: string) =>
  inTransaction(t.a.ctx, ({ db }) =>
    db.bookingEvent.findMany({
      where: { bookingId },
      orderBy: { id: 'asc' },
      select: { fromState: true, toState: true, reason: true, createdBy: true },
    }),
  );

describe('a guest', () => {
  it('books, and is answered what is shown later to whoever has the token', async () => {
    day += 1;
    const guest = browser(t, t.a);
    const { token, ...made } = await book(guest, { ...wish(at('10:00')), customer });
    expect(made).toMatchObject({
      state: 'confirmed',
      businessId: shop.businessId,
      startsAt: `${at('10:00').slice(0, 19)}+00:00`,
      price: { amount: 1_000, currency: 'ARS' },
      customer: { ...customer, phone: null },
      source: 'site',
    });
    expect(made.code).toMatch(/^[2-9A-HJ-NP-Z]{4}-[2-9A-HJ-NP-Z]{4}$/);
    expect(dataOf(booking, await show(guest, made.id, token))).toEqual(made);
    expect(await historyOf(made.id)).toEqual([
      { fromState: null, toState: 'confirmed', reason: null, createdBy: null },
    ]);
    expect(await promised(made.id)).toEqual(['booking.created']);
  });

  it('opens nothing with no token, another one, or at another tenant', async () => {
    day += 1;
    const guest = browser(t, t.a);
    const [made, other] = [
      await book(guest, { ...wish(at('10:00')), customer }),
      await book(guest, { ...wish(at('11:00')), customer }),
    ];
    for (const token of [undefined, '', 'x', other.token, other.id]) {
      expect(outcome(await show(guest, made.id, token))).toEqual([404, 'NOT_FOUND']);
      expect(outcome(await cancel(guest, made.id, token))).toEqual([404, 'NOT_FOUND']);
    }
    expect(outcome(await show(browser(t, t.b), made.id, made.token))).toEqual([404, 'NOT_FOUND']);
    expect(outcome(await cancel(browser(t, t.b), made.id, made.token))).toEqual([404, 'NOT_FOUND']);
    expect(
      outcome(await browser(t, t.b).send('POST', '/bookings', { ...wish(at('12:00')), customer })),
    ).toEqual([404, 'NOT_FOUND']);
  });

  it.each([
    ['a line break in a name', { name: 'Ana\r\nBcc: all@example.com' }],
    ['a link in a name', { name: 'Ana www.example.com' }],
    ['no name', { name: '  ' }],
    ['a line break in an address', { name: 'Ana', email: 'ana@example.com\r\nBcc: all@example.com' }],
    ['a line break in a phone', { name: 'Ana', phone: '+54 341\n555' }],
    ['an id', { name: 'Ana', id: randomUUID() }],
  ])('is refused with %s', async (_name, who) => {
    const body = { ...wish(tomorrow('10:00')), customer: who };
    const answer = await browser(t, t.a).send('POST', '/bookings', body);
    expect(outcome(answer)).toEqual([400, 'VALIDATION']);
  });

  it('is called what they write, HTML and all: whoever shows it says it is text', async () => {
    const name = '<img src=x onerror=alert(1)>';
    const made = await book(browser(t, t.a), { ...wish(tomorrow('19:00')), customer: { name } });
    expect(made.customer?.name).toBe(name);
  });

  it('must say who comes, and signs in where guests do not book', async () => {
    day += 1;
    const guest = browser(t, t.a);
    expect(outcome(await guest.send('POST', '/bookings', wish(at('10:00'))))).toEqual([400, 'VALIDATION']);
    const closed = await createShop(t.a, { slug: 'members', features: { guestBooking: false } });
    const there = wish(at('10:00'), 'cut', closed);
    expect(outcome(await guest.send('POST', '/bookings', { ...there, customer }))).toEqual([
      401,
      'UNAUTHENTICATED',
    ]);
    expect(outcome(await guest.send('POST', '/holds', there))).toEqual([401, 'UNAUTHENTICATED']);
    const member = await signedIn(t, t.a, 'member@example.com');
    expect(outcome(await member.send('POST', '/bookings', there))).toEqual([201]);
  });
});

describe('somebody signed in', () => {
  it('books for themselves: one customer, however often', async () => {
    day += 1;
    const beto = await signedIn(t, t.a, 'beto@example.com');
    const [first, second] = [await book(beto, wish(at('10:00'))), await book(beto, wish(at('11:00')))];
    expect(first.customer).toMatchObject({ name: 'Person beto', email: 'beto@example.com' });
    expect(second.customer).toEqual(first.customer);
    expect(first.token).toBeUndefined();
    expect(dataOf(booking, await show(beto, first.id))).toEqual(first);
    expect((await historyOf(first.id))[0]?.createdBy).toBe(beto.id);
  });

  it('reaches nobody else’s booking, and books for nobody else', async () => {
    day += 1;
    const [carla, dario] = [
      await signedIn(t, t.a, 'carla@example.com'),
      await signedIn(t, t.a, 'dario@example.com', [
        { role: 'provider', businessId: shop.businessId },
        { role: 'customer' },
      ]),
    ];
    const made = await book(carla, wish(at('10:00')));
    expect(outcome(await show(dario, made.id))).toEqual([404, 'NOT_FOUND']);
    expect(outcome(await cancel(dario, made.id))).toEqual([404, 'NOT_FOUND']);
    for (const whom of [{ customer }, { customerId: made.customer?.id }])
      expect(outcome(await dario.send('POST', '/bookings', { ...wish(at('11:00')), ...whom }))).toEqual([
        403,
        'FORBIDDEN',
      ]);
  });

  it('lists their own bookings, page by page', async () => {
    const elsa = await signedIn(t, t.a, 'elsa@example.com');
    const made = [];
    while (made.length < 3) {
      day += 1;
      made.push(await book(elsa, wish(at('10:00'))));
    }
    await hold(elsa, wish(at('15:00')));
    await cancel(elsa, made[1]!.id);
    const list = async (query: string) => {
      const answer = await elsa.send('GET', `/bookings?${query}`);
      const { nextCursor } = answer.json<{ meta: { nextCursor?: string } }>().meta;
      return { ids: dataOf(z.array(booking), answer).map(({ id }) => id), nextCursor };
    };
    const [one, two, three] = made.map(({ id }) => id);
    expect((await list('')).ids).toEqual([one, two, three]);
    const first = await list('limit=2');
    expect(first.ids).toEqual([one, two]);
    expect((await list(`limit=2&cursor=${first.nextCursor}`)).ids).toEqual([three]);
    expect((await list('state=cancelled')).ids).toEqual([two]);
    expect((await list(`from=${made[1]!.startsAt.replace('+', '%2B')}`)).ids).toEqual([two, three]);
    expect((await list(`to=${made[1]!.startsAt.replace('+', '%2B')}`)).ids).toEqual([one]);
    expect((await list(`businessId=${shop.businessId}`)).ids).toEqual([one, two, three]);
    expect((await list(`businessId=${randomUUID()}`)).ids).toEqual([]);
  });
});

describe('staff', () => {
  it('books for guests and known customers of their business, and for nobody else’s', async () => {
    day += 1;
    const other = await createShop(t.a, { slug: 'rival' });
    const desk = await signedIn(t, t.a, 'desk@example.com', [
      { role: 'reception', businessId: shop.businessId },
    ]);
    const rival = await signedIn(t, t.a, 'rival@example.com', [
      { role: 'reception', businessId: other.businessId },
    ]);
    const walkIn = await book(desk, { ...wish(at('10:00')), customer: { name: 'Walk-in' } });
    expect(walkIn).toMatchObject({ source: 'staff', customer: { name: 'Walk-in', email: null } });
    const customerId = walkIn.customer!.id;
    const known = await book(desk, { ...wish(at('11:00')), customerId });
    expect(known.customer).toEqual(walkIn.customer);

    const theirs = { ...wish(at('12:00'), 'cut', other), customerId };
    expect(outcome(await rival.send('POST', '/bookings', theirs))).toEqual([404, 'NOT_FOUND']);
    const ours = { ...wish(at('12:00')), customer };
    expect(outcome(await rival.send('POST', '/bookings', ours))).toEqual([403, 'FORBIDDEN']);
    expect(outcome(await show(rival, known.id))).toEqual([404, 'NOT_FOUND']);
    expect(outcome(await cancel(rival, known.id))).toEqual([404, 'NOT_FOUND']);
    expect(outcome(await show(desk, known.id))).toEqual([200]);
    expect(outcome(await cancel(desk, known.id))).toEqual([200]);

    const listed = await desk.send('GET', `/bookings?businessId=${shop.businessId}&from=${at('00:00')}`);
    expect(dataOf(z.array(booking), listed).map(({ id }) => id)).toEqual([walkIn.id, known.id]);
    const none = await rival.send('GET', `/bookings?businessId=${shop.businessId}`);
    expect(dataOf(z.array(booking), none)).toEqual([]);
  });

  it('books for whoever walks in, without the notice that customers keep', async () => {
    const slow = await createShop(t.b, { scheduling: { minNoticeMinutes: 129_600 } });
    const desk = await signedIn(t, t.b, 'desk@example.com', [
      { role: 'reception', businessId: slow.businessId },
    ]);
    const wanted = { ...wish(at('10:00'), 'cut', slow), customer };
    const refused = await browser(t, t.b).send('POST', '/bookings', wanted);
    expect(outcome(refused)).toEqual([422, 'POLICY_NOT_OFFERED']);
    expect(reasonsIn(refused)).toEqual(['NOTICE']);
    const made = await book(desk, wanted);
    expect(made.state).toBe('confirmed');
    const moved = await desk.send('POST', `/bookings/${made.id}/reschedule`, { start: at('11:00') });
    expect(outcome(moved)).toEqual([200]);
  });

  it('holds for somebody whom only the booking names', async () => {
    day += 1;
    const desk = await signedIn(t, t.a, 'desk2@example.com', [{ role: 'admin' }]);
    const held = await hold(desk, wish(at('10:00')));
    expect(held.customer).toBeNull();
    const made = await book(desk, { holdId: held.id, customer: { name: 'Zoe', phone: '+54 341 555' } });
    expect(made).toMatchObject({ id: held.id, state: 'confirmed', customer: { name: 'Zoe' } });
  });
});

it('a time that only one of all works is taken once that one is booked, not closed', async () => {
  day += 1;
  const others = shop.providerIds.slice(1);
  const date = new Date(at('00:00'));
  await inTransaction(t.a.ctx, async ({ db, tenant: { id: tenantId } }) => {
    await db.dateOverride.createMany({
      data: others.map((subjectId) => ({ tenantId, subjectId, date, intervals: [[600, 1_200]] })),
    });
  });
  const early = { ...wish(at('09:00')), customer };
  await book(browser(t, t.a), early);
  const late = await browser(t, t.a).send('POST', '/bookings', early);
  expect(outcome(late)).toEqual([409, 'SLOT_TAKEN']);
  expect(alternativesIn(late)).toHaveLength(3);
  // What nobody works is closed still.
  const closed = await browser(t, t.a).send('POST', '/bookings', { ...wish(at('21:00')), customer });
  expect([outcome(closed), reasonsIn(closed)]).toEqual([[422, 'POLICY_NOT_OFFERED'], ['OUTSIDE_HOURS']]);
});

describe('a hold', () => {
  it('keeps its time until it is booked, by whoever made it', async () => {
    day += 1;
    const [guest, other] = [browser(t, t.a), await signedIn(t, t.a, 'flor@example.com')];
    const item = { serviceId: shop.services.cut, providerId: shop.providerIds[0] };
    const held = await hold(guest, { items: [item], start: at('10:00') });
    expect(held).toMatchObject({ state: 'held', customer: null });
    const minutes = (Date.parse(held.expiresAt ?? '') - Date.now()) / 60_000;
    expect(Math.round(minutes)).toBe(10);
    const taken = await other.send('POST', '/bookings', { items: [item], start: at('10:00') });
    expect(outcome(taken)).toEqual([409, 'SLOT_TAKEN']);

    const confirm = { holdId: held.id, customer };
    expect(outcome(await guest.send('POST', '/bookings', confirm))).toEqual([404, 'NOT_FOUND']);
    expect(outcome(await other.send('POST', '/bookings', { holdId: held.id }))).toEqual([404, 'NOT_FOUND']);
    const { token, ...made } = await book(guest, confirm, withToken(held.token));
    expect(made).toMatchObject({ id: held.id, code: held.code, state: 'confirmed', expiresAt: null });
    expect(dataOf(booking, await show(guest, made.id, token))).toEqual(made);
    expect((await historyOf(made.id)).map(({ fromState, toState }) => [fromState, toState])).toEqual([
      [null, 'held'],
      ['held', 'confirmed'],
    ]);
    const again = await guest.send('POST', '/bookings', confirm, withToken(held.token));
    expect(outcome(again)).toEqual([409, 'BOOKING_STATE']);
  });

  it('of a guest becomes the booking of the account that they then sign in to', async () => {
    day += 1;
    const held = await hold(browser(t, t.a), wish(at('10:00')));
    const gina = await signedIn(t, t.a, 'gina@example.com');
    const made = await book(gina, { holdId: held.id }, withToken(held.token));
    expect(made.customer).toMatchObject({ name: 'Person gina' });
    expect(outcome(await show(gina, made.id))).toEqual([200]);
  });

  it('is given up, and its time is free', async () => {
    day += 1;
    const hugo = await signedIn(t, t.a, 'hugo@example.com');
    const items = [{ serviceId: shop.services.cut, providerId: shop.providerIds[0] }];
    const held = await hold(hugo, { items, start: at('10:00') });
    const other = await signedIn(t, t.a, 'ines@example.com');
    expect(outcome(await other.send('DELETE', `/holds/${held.id}`))).toEqual([404, 'NOT_FOUND']);
    expect(outcome(await hugo.send('DELETE', `/holds/${held.id}`))).toEqual([204]);
    expect(outcome(await hugo.send('DELETE', `/holds/${held.id}`))).toEqual([409, 'BOOKING_STATE']);
    expect(outcome(await other.send('POST', '/bookings', { items, start: at('10:00') }))).toEqual([201]);
    expect(outcome(await hugo.send('POST', '/bookings', { holdId: held.id }))).toEqual([
      409,
      'BOOKING_STATE',
    ]);
    const booked = await book(hugo, { items, start: at('12:00') });
    expect(outcome(await hugo.send('DELETE', `/holds/${booked.id}`))).toEqual([409, 'BOOKING_STATE']);
  });

  it('that is over takes nothing, swept or not', async () => {
    day += 1;
    const juan = await signedIn(t, t.a, 'juan@example.com');
    const items = [{ serviceId: shop.services.cut, providerId: shop.providerIds[0] }];
    const held = await hold(juan, { items, start: at('10:00') });
    await endHold(t, held.id, -1);
    expect(dataOf(booking, await show(juan, held.id)).state).toBe('expired');
    const taken = await book(browser(t, t.a), { items, start: at('10:00'), customer });
    expect(taken.state).toBe('confirmed');
    const late = await juan.send('POST', '/bookings', { holdId: held.id });
    expect(outcome(late)).toEqual([409, 'SLOT_TAKEN']);
    expect(alternativesIn(late)[0]).toMatchObject({ providerIds: [shop.providerIds[0]] });
  });

  it('that is over is booked all the same while it can be, with the same people', async () => {
    day += 1;
    const kira = await signedIn(t, t.a, 'kira@example.com');
    const item = { serviceId: shop.services.cut, providerId: shop.providerIds[1] };
    const named = await hold(kira, { items: [item], start: at('10:00') });
    const anybody = await hold(kira, wish(at('10:00')));
    for (const held of [named, anybody]) {
      await endHold(t, held.id, -1);
      const made = await book(kira, { holdId: held.id });
      expect(made.id).not.toBe(held.id);
      expect(made).toMatchObject({ state: 'confirmed', startsAt: held.startsAt });
      expect(made.items[0]?.providers).toEqual(held.items[0]?.providers);
    }
  });

  it('that is over is not booked at a higher price than it had', async () => {
    day += 1;
    const lena = await signedIn(t, t.a, 'lena@example.com');
    const dear = await createShop(t.a, { slug: 'dearer' });
    const held = await hold(lena, { items: [{ serviceId: dear.services.cut }], start: at('10:00') });
    await endHold(t, held.id, -1);
    const where = { serviceId: dear.services.cut };
    await inTransaction(t.a.ctx, ({ db }) =>
      db.serviceVariant.updateMany({ where, data: { priceAmount: held.price.amount + 1 } }),
    );
    const late = await lena.send('POST', '/bookings', { holdId: held.id });
    expect(outcome(late)).toEqual([409, 'PRICE_HIGHER']);
    await inTransaction(t.a.ctx, ({ db }) =>
      db.serviceVariant.updateMany({ where, data: { priceAmount: held.price.amount - 1 } }),
    );
    expect((await book(lena, { holdId: held.id })).price.amount).toBe(held.price.amount - 1);
  });

  it('can be made so often by one address, and then not for a while', async () => {
    const [greedy, other] = [browser(t, t.a, '203.0.113.7'), browser(t, t.a, '203.0.113.8')];
    const past = wish(tomorrow('10:00', -2));
    for (let count = 0; count < 30; count += 1) {
      const [path, body] = count % 2 === 0 ? ['/holds', past] : ['/bookings', { ...past, customer }];
      expect(outcome(await greedy.send('POST', path, body))).toEqual([422, 'POLICY_NOT_OFFERED']);
    }
    for (const path of ['/holds', '/bookings']) {
      const answer = await greedy.send('POST', path, past);
      expect(outcome(answer)).toEqual([429, 'TOO_MANY_REQUESTS']);
      expect(Number(answer.headers['retry-after'])).toBeGreaterThan(500);
    }
    expect(outcome(await other.send('POST', '/holds', past))).toEqual([422, 'POLICY_NOT_OFFERED']);
  });

  it('that lost a part of it is over as a whole', async () => {
    day += 1;
    const guest = browser(t, t.a);
    const held = await hold(guest, wish(at('10:00'), 'crew'));
    await endHold(t, held.id, -1);
    const one = { serviceId: shop.services.cut, providerId: shop.providerIds[0] };
    await book(guest, { items: [one], start: at('10:00'), customer });
    // The clock is set back for a moment: what is not there any more cannot be booked even so.
    await endHold(t, held.id, 300);
    const late = await guest.send('POST', '/bookings', { holdId: held.id, customer }, withToken(held.token));
    expect(outcome(late)).toEqual([409, 'SLOT_TAKEN']);
  });
});

describe('a start that is not offered', () => {
  it.each([
    ['NOT_A_START', '10:07', 1],
    ['OUTSIDE_HOURS', '21:00', 1],
    ['TOO_FAR', '10:00', 90],
    ['TOO_FAR', '10:00', 9_000],
    ['NOTICE', '10:00', -2],
    ['NOTICE', '10:00', -9_000],
  ])('is refused with its reason: %s', async (reason, time, days) => {
    const guest = browser(t, t.a);
    const answer = await guest.send('POST', '/bookings', { ...wish(tomorrow(time, days)), customer });
    expect(outcome(answer)).toEqual([422, 'POLICY_NOT_OFFERED']);
    expect(reasonsIn(answer)).toContain(reason);
  });

  it('for whoever has too many bookings is refused, also once it is known who that is', async () => {
    day += 1;
    const strict = await createShop(t.a, { slug: 'strict', scheduling: { customerPerDay: 1 } });
    const there = (time: string) => wish(at(time), 'cut', strict);
    const lola = await signedIn(t, t.a, 'lola@example.com');
    await book(lola, there('10:00'));
    const refused = await lola.send('POST', '/holds', there('12:00'));
    expect([outcome(refused), reasonsIn(refused)]).toEqual([[422, 'POLICY_NOT_OFFERED'], ['CUSTOMER_LIMIT']]);
    const held = await hold(browser(t, t.a), there('12:00'));
    const confirm = await lola.send('POST', '/bookings', { holdId: held.id }, withToken(held.token));
    expect([outcome(confirm), reasonsIn(confirm)]).toEqual([[422, 'POLICY_NOT_OFFERED'], ['CUSTOMER_LIMIT']]);
    // Nobody limits those who stand at the counter.
    const desk = await signedIn(t, t.a, 'desk3@example.com', [
      { role: 'reception', businessId: strict.businessId },
    ]);
    await book(desk, there('13:00'));
    expect((await book(desk, there('14:00'))).state).toBe('confirmed');
  });

  it('names the three nearest, those of the named provider first', async () => {
    day += 1;
    const guest = browser(t, t.a);
    const [ana] = shop.providerIds;
    const items = [{ serviceId: shop.services.cut, providerId: ana }];
    await book(guest, { items, start: at('10:00'), customer });
    const answer = await guest.send('POST', '/bookings', { items, start: at('10:00'), customer });
    const starts = alternativesIn(answer).map(({ start, providerIds }) => [start.slice(11, 16), providerIds]);
    expect(starts).toEqual([
      ['09:30', [ana]],
      ['10:30', [ana]],
      ['09:15', [ana]],
    ]);
    // On that day only, and they are taken all of it but once.
    const short = await createShop(t.a, { slug: 'short', providers: 2, scheduling: { maxAdvanceDays: day } });
    const [theirs, others] = short.providerIds;
    await inTransaction(t.a.ctx, async ({ db, tenant }) => {
      await db.weeklyHours.updateMany({
        where: { tenantId: tenant.id, subjectId: theirs! },
        data: { startMinute: 600, endMinute: 660, validFrom: new Date(at('00:00')) },
      });
    });
    const wanted = {
      items: [{ serviceId: short.services.cut, providerId: theirs }],
      start: at('10:00'),
      customer,
    };
    await book(guest, wanted);
    const few = alternativesIn(await guest.send('POST', '/bookings', wanted));
    expect(few.map(({ start, providerIds }) => [start.slice(11, 16), providerIds])).toEqual([
      ['10:30', [theirs]],
      ['10:00', [others]],
      ['09:45', [others]],
    ]);
  });
});

describe('what is booked', () => {
  it('is a visit by whoever can, one after the other', async () => {
    day += 1;
    const { cut, chair } = shop.services;
    const made = await book(browser(t, t.a), {
      items: [{ serviceId: cut }, { serviceId: chair }],
      start: at('10:00'),
      customer,
    });
    expect(made.items.map(({ startsAt, providers }) => [startsAt.slice(11, 16), providers.length])).toEqual([
      ['10:00', 1],
      ['10:30', 0],
    ]);
    expect(made.price.amount).toBe(2_000);
    expect(made.priceLines.map(({ item, amount }) => [item, amount])).toEqual([
      [0, 1_000],
      [1, 1_000],
    ]);
  });

  it('is a crew with a chair', async () => {
    day += 1;
    const made = await book(browser(t, t.a), { ...wish(at('10:00'), 'crew'), customer });
    expect(made.items[0]?.providers.map(({ id }) => id).toSorted()).toEqual(shop.providerIds.toSorted());
    const taken = await inTransaction(t.a.ctx, ({ db }) =>
      db.allocation.count({ where: { bookingItem: { bookingId: made.id } } }),
    );
    expect(taken).toBe(3);
  });

  it.each([
    // The first is busier since somebody asked for them; then it is even again.
    ['leastBusy', [1, 0, 1]],
    // Whoever was asked for has had their turn.
    ['roundRobin', [1, 0, 1]],
    ['priority', [0, 0, 0]],
  ])('by anybody goes to whose turn it is: %s', async (assignment, turns) => {
    day += 1;
    const own = await createShop(t.a, {
      slug: assignment.toLowerCase(),
      providers: 2,
      scheduling: { assignment },
    });
    const guest = browser(t, t.a);
    const [first] = own.providerIds;
    const items = [{ serviceId: own.services.cut, providerId: first }];
    await book(guest, { items, start: at('09:00'), customer });
    const taken: (string | undefined)[] = [];
    for (const time of ['10:00', '11:00', '12:00'])
      taken.push((await book(guest, { ...wish(at(time), 'cut', own), customer })).items[0]?.providers[0]?.id);
    expect(taken).toEqual(turns.map((turn) => own.providerIds[turn]));
  });

  it('is taken with its buffers', async () => {
    day += 1;
    const guest = browser(t, t.a);
    const [providerId] = shop.providerIds;
    const items = [{ serviceId: shop.services.padded, providerId }];
    await book(guest, { items, start: at('10:00'), customer });
    expect(outcome(await guest.send('POST', '/bookings', { items, start: at('10:30'), customer }))).toEqual([
      409,
      'SLOT_TAKEN',
    ]);
    expect(outcome(await guest.send('POST', '/bookings', { items, start: at('10:45'), customer }))).toEqual([
      201,
    ]);
  });

  it('is of the date that the place has, wherever the tenant is', async () => {
    day += 1;
    const there = await createShop(t.a, { slug: 'there', timeZone: 'Pacific/Auckland' });
    const made = await book(browser(t, t.a), { ...wish(at('21:00'), 'cut', there), customer });
    expect(made.startsAt.slice(0, 10)).toBe(tomorrow('21:00', day + 1).slice(0, 10));
    expect(Date.parse(made.startsAt)).toBe(Date.parse(at('21:00')));
  });

  it('waits for the business where it says yes or no', async () => {
    day += 1;
    const choosy = await createShop(t.a, { slug: 'choosy', scheduling: { approval: true } });
    const guest = browser(t, t.a);
    const held = await hold(guest, wish(at('10:00'), 'cut', choosy));
    const asked = [
      await book(guest, { ...wish(at('11:00'), 'cut', choosy), customer }),
      await book(guest, { holdId: held.id, customer }, withToken(held.token)),
    ];
    expect(asked.map(({ state }) => state)).toEqual(['pending', 'pending']);
    expect(outcome(await cancel(guest, held.id, held.token))).toEqual([200]);
  });

  it('keeps the price and the policy that were seen', async () => {
    day += 1;
    const guest = browser(t, t.a);
    const { token, ...made } = await book(guest, { ...wish(at('10:00')), customer });
    await inTransaction(t.a.ctx, async ({ db, tenant }) => {
      const where = { tenantId: tenant.id, serviceId: shop.services.cut };
      await db.serviceVariant.updateMany({ where, data: { priceAmount: 9_999 } });
    });
    expect(dataOf(booking, await show(guest, made.id, token))).toEqual(made);
    await inTransaction(t.a.ctx, async ({ db, tenant }) => {
      const where = { tenantId: tenant.id, serviceId: shop.services.cut };
      await db.serviceVariant.updateMany({ where, data: { priceAmount: 1_000 } });
    });
  });

  it('has the price, the state and the owner that we say', async () => {
    day += 1;
    const guest = browser(t, t.a);
    for (const field of ['price', 'total', 'state', 'tenantId', 'createdBy', 'source', 'expiresAt'])
      for (const path of ['/bookings', '/holds'])
        expect(outcome(await guest.send('POST', path, { ...wish(at('10:00')), [field]: 1 }))).toEqual([
          400,
          'VALIDATION',
        ]);
  });

  it('is not shown as free after the answer', async () => {
    day += 1;
    const guest = browser(t, t.a);
    const [providerId = ''] = shop.providerIds;
    const date = at('10:00').slice(0, 10);
    const starts = async () => {
      const query = `serviceId=${shop.services.cut}&providerId=${providerId}&from=${date}&to=${date}`;
      const answer = await guest.send('GET', `/availability?${query}`);
      return answer
        .json<{ data: { days: { slots: { start: string }[] }[] } }>()
        .data.days.flatMap(({ slots }) => slots.map(({ start }) => start.slice(11, 16)));
    };
    const items = [{ serviceId: shop.services.cut, providerId }];
    expect(await starts()).toContain('10:00');
    const held = await hold(guest, { items, start: at('10:00') });
    expect(await starts()).not.toContain('10:00');
    await guest.send('DELETE', `/holds/${held.id}`, undefined, withToken(held.token));
    expect(await starts()).toContain('10:00');
    const made = await book(guest, { items, start: at('10:00'), customer });
    expect(await starts()).not.toContain('10:00');
    await cancel(guest, made.id, made.token);
    expect(await starts()).toContain('10:00');
  });
});

describe('a class', () => {
  it('sells its seats, as many as are wanted at once', async () => {
    day += 1;
    const sessionId = await createSession(t.a, shop, at('18:00'), 3);
    await createSession(t.a, shop, at('19:00'), 1);
    await createSession(t.a, shop, at('16:00'), 5);
    const guest = browser(t, t.a);
    const two = await book(guest, { ...wish(at('18:00'), 'class'), sessionId, seats: 2, customer });
    expect(two).toMatchObject({
      endsAt: `${at('19:00').slice(0, 19)}+00:00`,
      price: { amount: 2_000 },
      items: [{ sessionId, seats: 2, providers: [{ id: shop.providerIds[0] }] }],
    });
    const more = await guest.send('POST', '/bookings', { ...wish(at('18:00'), 'class'), seats: 2, customer });
    expect(outcome(more)).toEqual([409, 'SLOT_TAKEN']);
    expect(alternativesIn(more).map(({ start, seatsLeft }) => [start.slice(11, 16), seatsLeft])).toEqual([
      ['16:00', 5],
    ]);
    const held = await hold(guest, { ...wish(at('18:00'), 'class'), sessionId });
    expect(outcome(await guest.send('POST', '/holds', wish(at('18:00'), 'class')))).toEqual([
      409,
      'SLOT_TAKEN',
    ]);
    await endHold(t, held.id, -1);
    // Refusals are kept for a second, unless a hold is known to end before.
    await touch(t.deps, t.a.id, shop.businessId);
    expect(outcome(await guest.send('POST', '/holds', wish(at('18:00'), 'class')))).toEqual([201]);
    const numbers = () =>
      inTransaction(t.a.ctx, async ({ db }) => {
        const rows = await db.seat.findMany({
          where: { classSessionId: sessionId, state: { in: ['held', 'confirmed'] } },
          orderBy: { number: 'asc' },
        });
        return rows.map(({ number }) => number);
      });
    expect(await numbers()).toEqual([1, 2, 3]);
    await cancel(guest, two.id, two.token);
    expect(await numbers()).toEqual([3]);
    await book(guest, { ...wish(at('18:00'), 'class'), customer });
    expect(await numbers()).toEqual([1, 3]);
  });

  it('is asked for as what it is', async () => {
    day += 1;
    const sessionId = await createSession(t.a, shop, at('18:00'));
    const guest = browser(t, t.a);
    const send = async (body: object) =>
      outcome(await guest.send('POST', '/bookings', { ...body, customer }));
    expect(await send({ ...wish(at('18:15'), 'class') })).toEqual([422, 'POLICY_NOT_OFFERED']);
    expect(await send({ ...wish(at('18:00'), 'class'), sessionId: randomUUID() })).toEqual([
      422,
      'POLICY_NOT_OFFERED',
    ]);
    expect(await send({ ...wish(at('10:00')), sessionId })).toEqual([400, 'VALIDATION']);
    expect(await send({ ...wish(at('10:00')), seats: 2 })).toEqual([400, 'VALIDATION']);
    expect(await send(wish(at('10:00').replace(':00Z', ':30Z')))).toEqual([400, 'VALIDATION']);
    expect(await send({ ...wish(at('18:00'), 'class'), seats: 11 })).toEqual([409, 'SLOT_TAKEN']);
  });
});

describe('a cancellation', () => {
  it('frees the time at once, is told and remembered', async () => {
    day += 1;
    const mara = await signedIn(t, t.a, 'mara@example.com');
    const items = [{ serviceId: shop.services.cut, providerId: shop.providerIds[0] }];
    const made = await book(mara, { items, start: at('10:00') });
    const answer = await cancel(mara, made.id);
    expect(outcome(answer)).toEqual([200]);
    expect(dataOf(booking, answer)).toEqual({
      ...made,
      fee: { amount: 0, currency: 'ARS' },
      state: 'cancelled',
    });
    expect((await historyOf(made.id)).at(-1)).toEqual({
      fromState: 'confirmed',
      toState: 'cancelled',
      reason: 'ill',
      createdBy: mara.id,
    });
    expect(await promised(made.id)).toEqual(['booking.created', 'booking.cancelled']);
    expect(outcome(await cancel(mara, made.id))).toEqual([409, 'BOOKING_STATE']);
    expect((await book(mara, { items, start: at('10:00') })).state).toBe('confirmed');
  });

  it.each(['checked_in', 'completed', 'no_show', 'declined'] as const)(
    'comes too late for what is %s',
    async (state) => {
      day += 1;
      const guest = browser(t, t.a);
      const made = await book(guest, { ...wish(at('10:00')), customer });
      await inTransaction(t.a.ctx, ({ db, tenant }) =>
        db.booking.update({ where: { tenantId_id: { tenantId: tenant.id, id: made.id } }, data: { state } }),
      );
      expect(outcome(await cancel(guest, made.id, made.token))).toEqual([409, 'BOOKING_STATE']);
    },
  );
});

describe('the same key', () => {
  it('gives the same answer, with the token that is shown once', async () => {
    day += 1;
    const guest = browser(t, t.a);
    const key = { 'idempotency-key': randomUUID() };
    const send = (path: string, body: object, headers: Record<string, string> = key) =>
      guest.send('POST', path, body, headers);
    const body = { ...wish(at('10:00')), customer };
    const [first, second] = [await send('/bookings', body), await send('/bookings', body)];
    expect(second.json<{ data: unknown }>().data).toEqual(first.json<{ data: unknown }>().data);
    expect([first, second].map(({ headers }) => headers['idempotency-replayed'])).toEqual([
      undefined,
      'true',
    ]);
    expect(outcome(await send('/bookings', { ...body, seats: 2 }))).toEqual([409, 'IDEMPOTENCY_CONFLICT']);

    const made = dataOf(booking, first);
    const keyed = { 'idempotency-key': randomUUID(), ...withToken(made.token) };
    const cancelled = [1, 2].map(() => send(`/bookings/${made.id}/cancellation`, {}, keyed));
    expect((await Promise.all(cancelled)).map(({ statusCode }) => statusCode)).toEqual([200, 200]);
    expect(await historyOf(made.id)).toHaveLength(2);
  });

  it('is free again after a refusal', async () => {
    day += 1;
    const guest = browser(t, t.a);
    const items = [{ serviceId: shop.services.cut, providerId: shop.providerIds[0] }];
    const blocking = await hold(guest, { items, start: at('10:00') });
    const key = { 'idempotency-key': randomUUID() };
    const body = { items, start: at('10:00'), customer };
    expect(outcome(await guest.send('POST', '/bookings', body, key))).toEqual([409, 'SLOT_TAKEN']);
    await guest.send('DELETE', `/holds/${blocking.id}`, undefined, withToken(blocking.token));
    expect(outcome(await guest.send('POST', '/bookings', body, key))).toEqual([201]);
  });
});

describe('an API key', () => {
  it('reaches bookings within its scopes only', async () => {
    day += 1;
    const admin = await signedIn(t, t.a, 'keys@example.com', [{ role: 'admin' }]);
    const keyFor = async (...scopes: string[]) => {
      const answer = await admin.send('POST', '/me/api-keys', { name: 'robot', scopes });
      return { authorization: `Bearer ${dataOf(newApiKey, answer).key}` };
    };
    const [narrow, reading, writing] = [
      await keyFor('catalogue:read'),
      await keyFor('booking:read'),
      await keyFor('booking:read', 'booking:write'),
    ];
    const robot = browser(t, t.a);
    const body = { ...wish(at('10:00')), customer };
    for (const key of [narrow, reading])
      expect(outcome(await robot.send('POST', '/bookings', body, key))).toEqual([403, 'FORBIDDEN']);
    const made = await book(robot, body, writing);
    expect(outcome(await robot.send('GET', '/bookings', undefined, narrow))).toEqual([403, 'FORBIDDEN']);
    const path = `/bookings/${made.id}`;
    expect(outcome(await robot.send('GET', path, undefined, narrow))).toEqual([404, 'NOT_FOUND']);
    expect(outcome(await robot.send('GET', path, undefined, reading))).toEqual([200]);
    expect(outcome(await robot.send('POST', `${path}/cancellation`, {}, reading))).toEqual([
      404,
      'NOT_FOUND',
    ]);
    expect(outcome(await robot.send('POST', `${path}/cancellation`, {}, writing))).toEqual([200]);
  });
});
