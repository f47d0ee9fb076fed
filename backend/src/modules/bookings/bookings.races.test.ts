import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { browser, dataOf, outcome, signedIn } from '../../../test/browser.ts';
import { testApp, type TestApp } from '../../../test/harness.ts';
import {
  bookingsOf,
  brokenPromises,
  deadlocks,
  endHold,
  expectOthersRefused,
  NONE_BROKEN,
  raceFor,
} from '../../../test/races.ts';
import { createSession, createShop, tomorrow, type Shop } from '../../../test/shop.ts';
import { closeDeps } from '../../deps.ts';
import { booking, type Booking } from './bookings.contract.ts';
import { expireHolds } from './bookings.expiry.ts';

const CLIENTS = 64;
const customer = { name: 'Ana' };
const clients = <T>(make: (index: number) => T) => Array.from({ length: CLIENTS }, (_, index) => make(index));

const open = () => testApp({}, { DATABASE_POOL_SIZE: '24' });

/** Closes the app, so that the database has heard of every deadlock. */
async function settle(t: TestApp): Promise<number> {
  await t.app.close();
  await closeDeps(t.deps);
  const count = await deadlocks(t);
  await t.drop();
  return count;
}

describe('whatever runs at the same time', () => {
  let t: TestApp;
  let shop: Shop;
  let day = 0;
  /** A day of its own for each race. */
  const at = (time: string) => tomorrow(time, day);

  beforeAll(async () => {
    t = await open();
    shop = await createShop(t.a, { providers: 4, chairs: 1 });
  });
  afterAll(async () => {
    expect(await settle(t)).toBe(0);
  });

  const cut = (start: string, provider = 0) => ({
    items: [{ serviceId: shop.services.cut, providerId: shop.providerIds[provider] }],
    start,
  });
  /** Chair and basin for some, basin and chair for others. */
  const crossed = (start: string, index: number) => ({
    items: [{ serviceId: index % 2 === 0 ? shop.services.both : shop.services.crossed }],
    start,
  });

  it.each(['/bookings', '/holds'])('one of 64 gets a slot at %s', async (path) => {
    day += 1;
    const began = performance.now();
    const answers = await raceFor(
      t,
      path,
      clients(() => ({ ...cut(at('10:00')), ...(path === '/bookings' && { customer }) })),
    );
    expect(performance.now() - began).toBeLessThan(5_000);
    expect(bookingsOf(answers)).toHaveLength(1);
    expectOthersRefused(answers);
    expect(await brokenPromises(t)).toEqual(NONE_BROKEN);
  });

  it('as many of 64 get a slot as there are people', async () => {
    day += 1;
    const items = [{ serviceId: shop.services.cut }];
    const answers = await raceFor(
      t,
      '/bookings',
      clients(() => ({ items, start: at('10:00'), customer })),
    );
    const winners = bookingsOf(answers).map(({ items }) => items[0]?.providers[0]?.id);
    expect(winners.toSorted()).toEqual(shop.providerIds.toSorted());
    expectOthersRefused(answers);
    expect(await brokenPromises(t)).toEqual(NONE_BROKEN);
  });

  it('slots that overlap are not both given', async () => {
    day += 1;
    const starts = ['10:00', '10:15', '10:30', '10:45'];
    const answers = await raceFor(
      t,
      '/bookings',
      clients((index) => ({ ...cut(at(starts[index % 4] ?? '')), customer })),
    );
    const won = bookingsOf(answers)
      .map(({ startsAt }) => startsAt.slice(11, 16))
      .toSorted();
    const possible = [
      ['10:00', '10:30'],
      ['10:00', '10:45'],
      ['10:15', '10:45'],
    ];
    expect(possible).toContainEqual(won);
    expectOthersRefused(answers);
    expect(await brokenPromises(t)).toEqual(NONE_BROKEN);
  });

  it('seats are sold to the last, and no further', async () => {
    day += 1;
    const sessionId = await createSession(t.a, shop, at('10:00'), 10);
    for (const time of ['12:00', '14:00', '16:00']) await createSession(t.a, shop, at(time), 200);
    const items = [{ serviceId: shop.services.class }];
    const answers = await raceFor(
      t,
      '/bookings',
      clients((index) => ({ items, start: at('10:00'), sessionId, seats: 1 + (index % 3), customer })),
    );
    const sold = bookingsOf(answers).reduce((sum, { items }) => sum + (items[0]?.seats ?? 0), 0);
    expect(sold).toBe(10);
    expectOthersRefused(answers);
    expect(await brokenPromises(t)).toEqual(NONE_BROKEN);
  });

  it('what wants two things in crossed order does not wait in a circle', async () => {
    for (let round = 0; round < 3; round += 1) {
      day += 1;
      const answers = await raceFor(
        t,
        '/bookings',
        clients((index) => ({ ...crossed(at('10:00'), index), customer })),
      );
      expect(bookingsOf(answers)).toHaveLength(1);
      expectOthersRefused(answers);
    }
    expect(await brokenPromises(t)).toEqual(NONE_BROKEN);
  });

  it('a hold that ends while others want its time goes to one of them, or to whoever made it', async () => {
    day += 1;
    const guest = browser(t, t.a);
    const held = dataOf(booking, await guest.send('POST', '/holds', cut(at('10:00'))));
    // It ends in a moment, in the middle of the race.
    await endHold(t, held.id, 40);
    const confirm = async (delay: number) => {
      await new Promise((resolve) => setTimeout(resolve, delay));
      return guest.send(
        'POST',
        '/bookings',
        { holdId: held.id, customer },
        { 'x-booking-token': held.token! },
      );
    };
    const [own, others, swept] = await Promise.all([
      Promise.all([0, 20, 40, 60].map(confirm)),
      raceFor(
        t,
        '/bookings',
        clients(() => ({ ...cut(at('10:00')), customer })),
      ),
      Promise.all(
        [30, 45, 60].map(async (delay) => {
          await new Promise((resolve) => setTimeout(resolve, delay));
          return expireHolds(t.a.ctx);
        }),
      ),
    ]);
    expect(swept.reduce((sum, count) => sum + count, 0)).toBeLessThan(2);
    expect(bookingsOf([...own, ...others]).length).toBeLessThanOrEqual(1);
    for (const answer of own)
      expect([[201], [409, 'SLOT_TAKEN'], [409, 'BOOKING_STATE']]).toContainEqual(outcome(answer));
    expectOthersRefused(others);
    expect(await brokenPromises(t)).toEqual(NONE_BROKEN);
    // Whatever came of it, it is nobody's now or somebody's.
    const after = await browser(t, t.a).send('POST', '/bookings', { ...cut(at('10:00')), customer });
    expect(bookingsOf([...own, ...others, after])).toHaveLength(1);
  });

  it('a time that is cancelled while others want it is given once at a time', async () => {
    for (let round = 0; round < 5; round += 1) {
      day += 1;
      const guest = browser(t, t.a);
      const first = dataOf(booking, await guest.send('POST', '/bookings', { ...cut(at('10:00')), customer }));
      const [cancelled, answers] = await Promise.all([
        guest.send('POST', `/bookings/${first.id}/cancellation`, {}, { 'x-booking-token': first.token! }),
        raceFor(
          t,
          '/bookings',
          clients(() => ({ ...cut(at('10:00')), customer })),
        ),
      ]);
      expect(outcome(cancelled)).toEqual([200]);
      expect(bookingsOf(answers).length).toBeLessThanOrEqual(1);
      expectOthersRefused(answers);
    }
    expect(await brokenPromises(t)).toEqual(NONE_BROKEN);
  });

  it('what is cancelled and booked in crossed order does not wait in a circle', async () => {
    const guest = browser(t, t.a);
    const hours = Array.from({ length: 10 }, (_, hour) => `${10 + hour}:00`);
    for (let round = 0; round < 3; round += 1) {
      day += 1;
      const made: Booking[] = [];
      for (const [index, hour] of hours.entries())
        made.push(
          dataOf(booking, await guest.send('POST', '/bookings', { ...crossed(at(hour), index), customer })),
        );
      const [answers] = await Promise.all([
        raceFor(
          t,
          '/bookings',
          clients((index) => ({ ...crossed(at(hours[index % 10] ?? ''), index), customer })),
        ),
        ...made.map(({ id, token = '' }) =>
          guest.send('POST', `/bookings/${id}/cancellation`, {}, { 'x-booking-token': token }),
        ),
      ]);
      expectOthersRefused(answers);
    }
    expect(await brokenPromises(t)).toEqual(NONE_BROKEN);
  });

  const bearing = ({ token = '' }: Booking) => ({ 'x-booking-token': token });
  const bookAll = async (starts: readonly string[], wish: (start: string) => object = cut) => {
    const guest = browser(t, t.a);
    const made: Booking[] = [];
    for (const start of starts)
      made.push(dataOf(booking, await guest.send('POST', '/bookings', { ...wish(at(start)), customer })));
    return { guest, made };
  };

  it('of many who move to one slot, one gets it, and the others stay where they are', async () => {
    day += 1;
    const starts = ['08:00', '08:30', '09:00', '09:30', '10:00', '10:30', '11:00', '11:30'];
    const { guest, made } = await bookAll(starts);
    const [moves, answers] = await Promise.all([
      Promise.all(
        made.map((each) =>
          guest.send('POST', `/bookings/${each.id}/reschedule`, { start: at('14:00') }, bearing(each)),
        ),
      ),
      raceFor(
        t,
        '/bookings',
        Array.from({ length: 8 }, () => ({ ...cut(at('14:00')), customer })),
      ),
    ]);
    const moved = moves.filter(({ statusCode }) => statusCode === 200);
    expect(moved.length + bookingsOf(answers).length).toBe(1);
    for (const answer of moves) expect([[200], [409, 'SLOT_TAKEN']]).toContainEqual(outcome(answer));
    expectOthersRefused(answers);
    for (const [index, each] of made.entries()) {
      const now = dataOf(booking, await guest.send('GET', `/bookings/${each.id}`, undefined, bearing(each)));
      expect(now.state).toBe('confirmed');
      const start = moves[index]?.statusCode === 200 ? at('14:00') : at(starts[index] ?? '');
      expect(Date.parse(now.startsAt)).toBe(Date.parse(start));
    }
    expect(await brokenPromises(t)).toEqual(NONE_BROKEN);
  });

  it('what is moved and cancelled at once is one or the other, and takes what it says', async () => {
    for (let round = 0; round < 5; round += 1) {
      day += 1;
      const { guest, made } = await bookAll(['10:00']);
      const [each] = made;
      const send = (step: string, body: object) =>
        guest.send('POST', `/bookings/${each!.id}/${step}`, body, bearing(each!));
      const [moved, cancelled, again] = await Promise.all([
        send('reschedule', { start: at('12:00') }),
        send('cancellation', {}),
        send('reschedule', { start: at('14:00') }),
      ]);
      expect(outcome(cancelled)).toEqual([200]);
      for (const answer of [moved, again])
        expect([[200], [409, 'BOOKING_STATE']]).toContainEqual(outcome(answer));
      // All its time is free.
      await bookAll(['10:00', '12:00', '14:00']);
    }
    expect(await brokenPromises(t)).toEqual(NONE_BROKEN);
  });

  it('two that move to each other’s place do not wait in a circle, nor lose their own', async () => {
    const turned = (start: string) => crossed(start, 1);
    for (let round = 0; round < 5; round += 1) {
      day += 1;
      const [one, two] = [await bookAll(['10:00']), await bookAll(['11:00'], turned)];
      const other = await bookAll(['12:00'], (start) => crossed(start, 0));
      const move = ({ guest, made: [each] }: typeof one, to: string) =>
        guest.send('POST', `/bookings/${each!.id}/reschedule`, { start: at(to) }, bearing(each!));
      const third = await bookAll(['11:00'], (start) => cut(start, 1));
      const answers = await Promise.all([
        move(two, '12:00'),
        move(other, '11:00'),
        move(two, '12:30'),
        move(other, '11:30'),
        move(one, '11:00'),
        move(third, '10:00'),
      ]);
      for (const answer of answers)
        expect([[200], [409, 'SLOT_TAKEN'], [422, 'POLICY_NOT_MOVED']]).toContainEqual(outcome(answer));
      for (const { guest, made } of [one, two, other, third]) {
        const [each] = made;
        const now = await guest.send('GET', `/bookings/${each!.id}`, undefined, bearing(each!));
        expect(dataOf(booking, now).state).toBe('confirmed');
      }
    }
    expect(await brokenPromises(t)).toEqual(NONE_BROKEN);
  });

  it('one key moves once', async () => {
    day += 1;
    const { guest, made } = await bookAll(['10:00']);
    const [each] = made;
    const headers = { ...bearing(each!), 'idempotency-key': randomUUID() };
    const answers = await Promise.all(
      clients(() => guest.send('POST', `/bookings/${each!.id}/reschedule`, { start: at('12:00') }, headers)),
    );
    for (const answer of answers) expect(outcome(answer)).toEqual([200]);
    expect(answers.filter(({ headers }) => headers['idempotency-replayed'] === undefined)).toHaveLength(1);
  });

  it('a booking is cancelled once', async () => {
    day += 1;
    const guest = browser(t, t.a);
    const made = dataOf(booking, await guest.send('POST', '/bookings', { ...cut(at('10:00')), customer }));
    const answers = await Promise.all(
      clients(() =>
        guest.send('POST', `/bookings/${made.id}/cancellation`, {}, { 'x-booking-token': made.token! }),
      ),
    );
    expect(answers.filter(({ statusCode }) => statusCode === 200)).toHaveLength(1);
    for (const answer of answers) expect([[200], [409, 'BOOKING_STATE']]).toContainEqual(outcome(answer));
    expect(await brokenPromises(t)).toEqual(NONE_BROKEN);
  });

  it('one key makes one booking', async () => {
    day += 1;
    const key = randomUUID();
    const guest = browser(t, t.a);
    const items = [{ serviceId: shop.services.cut }];
    const answers = await Promise.all(
      clients(() =>
        guest.send('POST', '/bookings', { items, start: at('10:00'), customer }, { 'idempotency-key': key }),
      ),
    );
    const made = bookingsOf(answers);
    expect(new Set(made.map(({ id }) => id)).size).toBe(1);
    expect(made.length).toBe(CLIENTS);
    expect(answers.filter(({ headers }) => headers['idempotency-replayed'] === undefined)).toHaveLength(1);
  });

  it('limits of a provider hold, although nothing overlaps', async () => {
    day += 1;
    const { services } = await createShop(t.a, { slug: 'limited', scheduling: { providerPerDay: 3 } });
    const items = [{ serviceId: services.cut }];
    const answers = await raceFor(
      t,
      '/bookings',
      clients((index) => ({ items, start: at(`${10 + (index % 8)}:00`), customer })),
    );
    expect(bookingsOf(answers)).toHaveLength(3);
    expectOthersRefused(answers);
    expect(await brokenPromises(t)).toEqual(NONE_BROKEN);
  });

  it('limits of a customer hold, whomever and whenever they book', async () => {
    day += 1;
    const { services } = await createShop(t.a, {
      slug: 'personal',
      providers: 2,
      scheduling: { customerActive: 3 },
    });
    const ana = await signedIn(t, t.a, 'ana@example.com');
    const answers = await Promise.all(
      Array.from({ length: 16 }, (_, index) =>
        ana.send('POST', index % 2 === 0 ? '/bookings' : '/holds', {
          items: [{ serviceId: services.cut }],
          start: at(`${10 + Math.trunc(index / 2)}:00`),
        }),
      ),
    );
    expect(bookingsOf(answers)).toHaveLength(3);
    for (const answer of answers)
      expect([[201], [422, 'POLICY_NOT_OFFERED']]).toContainEqual(outcome(answer));
  });
});

/** A guard is believed when its negative control turns red: each is taken away once, in a database of its own. */
describe('the races notice', () => {
  async function withOut(ddl: string, race: (t: TestApp, shop: Shop) => Promise<void>): Promise<number> {
    const t = await open();
    const shop = await createShop(t.a, { providers: 1 });
    await t.asOwner(ddl);
    await race(t, shop);
    return settle(t);
  }
  const NO_LOCK = `CREATE OR REPLACE FUNCTION lock_subjects(ids uuid[]) RETURNS void LANGUAGE sql RETURN NULL`;
  /** What a transaction has written stays unseen by the others for a while, so that they do meet. */
  const slowly = (table: string) => `
    CREATE FUNCTION dawdle() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN PERFORM pg_sleep(0.2); RETURN NULL; END';
    CREATE TRIGGER dawdles AFTER INSERT ON ${table} FOR EACH STATEMENT EXECUTE FUNCTION dawdle()`;
  const NO_CONSTRAINT = 'ALTER TABLE allocations DROP CONSTRAINT allocations_no_overlap';

  it('a constraint that is dropped: the same slot is given more than once', async () => {
    await withOut(`${NO_CONSTRAINT}; ${slowly('allocations')}`, async (t, { services }) => {
      const items = [{ serviceId: services.cut }];
      const answers = await raceFor(
        t,
        '/bookings',
        clients(() => ({ items, start: tomorrow('10:00'), customer })),
      );
      expect(bookingsOf(answers).length).toBeGreaterThan(1);
      expect((await brokenPromises(t))['overlaps']).toBeGreaterThan(0);
    });
  });

  it('a seat that may be sold twice: more are sold than there are', async () => {
    await withOut(`DROP INDEX seats_sold_once; ${NO_LOCK}; ${slowly('seats')}`, async (t, shop) => {
      const sessionId = await createSession(t.a, shop, tomorrow('10:00'), 10);
      const items = [{ serviceId: shop.services.class }];
      const answers = await raceFor(
        t,
        '/bookings',
        clients(() => ({ items, start: tomorrow('10:00'), sessionId, customer })),
      );
      expect(bookingsOf(answers).length).toBeGreaterThan(10);
      expect((await brokenPromises(t))['oversold']).toBe(1);
    });
  });

  it('a lock that locks nothing: those who want two things in crossed order wait in a circle', async () => {
    const between = `
      CREATE FUNCTION dawdle() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN PERFORM pg_sleep(0.2); RETURN NEW; END';
      CREATE TRIGGER dawdles BEFORE INSERT ON allocations FOR EACH ROW EXECUTE FUNCTION dawdle()`;
    const circles = await withOut(`${NO_LOCK}; ${between}`, async (t, { services: { both, crossed } }) => {
      await raceFor(
        t,
        '/bookings',
        [both, crossed].map((serviceId) => ({ items: [{ serviceId }], start: tomorrow('10:00'), customer })),
      );
    });
    expect(circles).toBeGreaterThan(0);
  });

  it('a lock that locks nothing: limits do not hold', async () => {
    await withOut(`${NO_LOCK}; ${slowly('allocations')}`, async (t) => {
      const { services } = await createShop(t.a, { slug: 'limited', scheduling: { providerPerDay: 3 } });
      const items = [{ serviceId: services.cut }];
      const answers = await raceFor(
        t,
        '/bookings',
        clients((index) => ({ items, start: tomorrow(`${10 + (index % 8)}:00`), customer })),
      );
      expect(bookingsOf(answers).length).toBeGreaterThan(3);
    });
  });
});
