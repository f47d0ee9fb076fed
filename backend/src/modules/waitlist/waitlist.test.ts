import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { browser, dataOf, outcome, signedIn, type Answer, type Browser } from '../../../test/browser.ts';
import { testApp, type TestApp } from '../../../test/harness.ts';
import { brokenPromises, endHold, NONE_BROKEN } from '../../../test/races.ts';
import { createSession, createShop, tomorrow, type ServiceKey, type Shop } from '../../../test/shop.ts';
import { inTransaction } from '../../lib/context.ts';
import { booking } from '../bookings/bookings.contract.ts';
import { expireHolds } from '../bookings/bookings.expiry.ts';
import { jobsOf } from '../jobs/effects.ts';
import { startWorker } from '../jobs/worker.ts';
import { verticalOf } from '../tenants/tenants.service.ts';
import { MOST_WAITING, waitlistEntry } from './waitlist.contract.ts';
import { offerFreed } from './waitlist.offer.ts';

let t: TestApp;
let day = 0;
const at = (time: string, days = 0) => tomorrow(time, day + days);
const dateAt = (days = 0) => at('00:00', days).slice(0, 10);
const customer = { name: 'Ana Paz', email: 'ana.paz@example.com' };

beforeAll(async () => {
  t = await testApp();
});
afterAll(() => t.close());

let guests = 0;
/** Each from an address of its own: this is not about limits. */
function guest(): Browser {
  guests += 1;
  return browser(t, t.a, `10.9.${Math.trunc(guests / 200)}.${guests % 200}`);
}

let shops = 0;
/** A shop with one provider, whose time from 10:00 to 10:30 (or whose class) is taken: nobody else interferes. */
async function fullShop(more: Parameters<typeof createShop>[1] = {}) {
  day += 1;
  shops += 1;
  const shop = await createShop(t.a, { slug: `shop-${shops}`, features: { waitlist: true }, ...more });
  const book = async (time: string, who: Browser = guest(), key: ServiceKey = 'cut', days = 0) =>
    dataOf(
      booking,
      await who.send('POST', '/bookings', {
        items: [{ serviceId: shop.services[key] }],
        start: at(time, days),
        ...('id' in who ? {} : { customer }),
      }),
    );
  return { shop, book, taken: await book('10:00') };
}
const withToken = (token: string | undefined) => ({ 'x-booking-token': token ?? '' });
const cancel = (made: { id: string; token?: string | undefined }) =>
  guest().send('POST', `/bookings/${made.id}/cancellation`, {}, withToken(made.token));
const run = (businessId: string | null, after: string | null = null) =>
  offerFreed(t.a.ctx, verticalOf(t.deps.verticals, t.a), { businessId, after });

/** Waits for a start from 10:00 to 10:30 only. */
const want = (shop: Shop, more: object = {}) => ({
  serviceId: shop.services.cut,
  from: dateAt(),
  to: dateAt(),
  times: { start: '10:00', end: '10:01' },
  ...more,
});
interface Waiting {
  who: Browser;
  id: string;
  token: string | undefined;
}
async function waits(shop: Shop, more: object = {}, who?: Browser): Promise<Waiting> {
  const somebody = who ?? guest();
  const whom = who ? {} : { customer: { name: 'Guest', email: `${randomUUID()}@example.com` } };
  const { id, token } = dataOf(
    waitlistEntry,
    await somebody.send('POST', '/waitlist', { ...want(shop, more), ...whom }),
  );
  return { who: somebody, id, token };
}
const show = async ({ who, id, token }: Waiting) =>
  dataOf(waitlistEntry, await who.send('GET', `/waitlist/${id}`, undefined, withToken(token)));
const states = async (all: readonly Waiting[]) =>
  Promise.all(all.map(async (one) => (await show(one)).state));
const accept = async (one: Waiting): Promise<Answer> => {
  const { offer } = await show(one);
  return one.who.send('POST', '/bookings', { holdId: offer?.holdId }, withToken(offer?.token));
};
const fieldsIn = (answer: Answer) =>
  answer.json<{ error: { details: { field: string }[] } }>().error.details.map(({ field }) => field);
const promised = (kind: string, entryId: string) =>
  inTransaction(t.a.ctx, async ({ db }) => {
    const rows = await db.outboxEvent.findMany({ where: { kind } });
    return rows.map(({ payload }) => payload).filter((payload) => JSON.stringify(payload).includes(entryId));
  });

describe('the cascade', () => {
  it('the first declines, the second lets it end, the third books', async () => {
    const { shop, taken } = await fullShop();
    const { businessId } = shop;
    const all: Waiting[] = [];
    for (const name of ['one', 'two', 'three'])
      all.push(await waits(shop, {}, await signedIn(t, t.a, `${name}@example.com`)));
    const [first, second, third] = all as [Waiting, Waiting, Waiting];
    await run(businessId);
    expect(await states(all)).toEqual(['waiting', 'waiting', 'waiting']);

    expect(outcome(await cancel(taken))).toEqual([200]);
    await run(businessId);
    expect(await states(all)).toEqual(['offered', 'waiting', 'waiting']);
    const { offer } = await show(first);
    expect(offer?.startsAt).toBe(`${at('10:00').slice(0, 19)}+00:00`);
    const minutes = (Date.parse(offer?.expiresAt ?? '') - Date.now()) / 60_000;
    expect(minutes).toBeGreaterThan(14);
    expect(minutes).toBeLessThan(15.1);
    expect(await promised('waitlist.offered', first.id)).toEqual([
      expect.objectContaining({ entryId: first.id, holdId: offer?.holdId, businessId }),
    ]);
    // A real hold: nobody else gets the time, and again changes nothing.
    const stranger = await guest().send('POST', '/bookings', {
      items: [{ serviceId: shop.services.cut }],
      start: at('10:00'),
      customer,
    });
    expect(outcome(stranger)).toEqual([409, 'SLOT_TAKEN']);
    await run(businessId);
    expect(await states(all)).toEqual(['offered', 'waiting', 'waiting']);

    const declined = await first.who.send('POST', `/waitlist/${first.id}/decline`);
    expect(dataOf(waitlistEntry, declined)).toMatchObject({ state: 'waiting', offer: null });
    await run(businessId);
    expect(await states(all)).toEqual(['waiting', 'offered', 'waiting']);

    await endHold(t, (await show(second)).offer?.holdId ?? '', -1);
    await expireHolds(t.a.ctx);
    await run(businessId);
    expect(await states(all)).toEqual(['waiting', 'waiting', 'offered']);

    const made = dataOf(booking, await accept(third));
    expect(made).toMatchObject({
      state: 'confirmed',
      source: 'waitlist',
      customer: { name: 'Person three' },
    });
    await run(businessId);
    expect(await states(all)).toEqual(['waiting', 'waiting', 'fulfilled']);
    expect(await brokenPromises(t)).toEqual(NONE_BROKEN);
  });

  it('is booked by a guest who does not say again who they are', async () => {
    const { shop, taken } = await fullShop();
    const waiting = await waits(shop);
    await cancel(taken);
    await run(shop.businessId);
    const made = dataOf(booking, await accept(waiting));
    expect(made).toMatchObject({ state: 'confirmed', customer: { name: 'Guest' } });
    expect((await show(waiting)).state).toBe('fulfilled');
  });

  it('is the same for seats of a class, as many as are wanted together', async () => {
    const { shop } = await fullShop({ features: { waitlist: true } });
    const session = await createSession(t.a, shop, at('12:00'), 3);
    const ofClass = { serviceId: shop.services.class, times: undefined };
    const body = {
      items: [{ serviceId: shop.services.class }],
      start: at('12:00'),
      sessionId: session,
      customer,
    };
    const [two, one] = [
      dataOf(booking, await guest().send('POST', '/bookings', { ...body, seats: 2 })),
      dataOf(booking, await guest().send('POST', '/bookings', { ...body, seats: 1 })),
    ];
    const pair = await waits(shop, { ...ofClass, seats: 2 });
    const single = await waits(shop, ofClass);
    await cancel(one);
    await run(shop.businessId);
    expect(await states([pair, single])).toEqual(['waiting', 'offered']);
    await cancel(two);
    await run(shop.businessId);
    expect(await states([pair, single])).toEqual(['offered', 'offered']);
    expect(dataOf(booking, await accept(pair)).items[0]?.seats).toBe(2);
    expect(dataOf(booking, await accept(single)).customer?.name).toBe('Guest');
    expect(await brokenPromises(t)).toEqual(NONE_BROKEN);
  });

  it('runs by itself: what is cancelled is offered within seconds', async () => {
    const { shop, taken } = await fullShop();
    const entry = await waits(shop);
    const worker = await startWorker({ ...t.deps, log: t.deps.log });
    try {
      await cancel(taken);
      const until = Date.now() + 10_000;
      while ((await show(entry)).state !== 'offered' && Date.now() < until) await sleep(50);
      expect((await show(entry)).state).toBe('offered');
    } finally {
      await worker.stop();
    }
  });

  it('is asked for by whatever frees time, one job for a business', () => {
    const businessId = randomUUID();
    for (const kind of ['slot.freed', 'schedule.changed', 'waitlist.due'] as const) {
      const jobs = jobsOf(kind, { businessId, after: null, bookingId: randomUUID() });
      expect(jobs).toContainEqual(
        expect.objectContaining({ task: 'waitlist.offer', key: `waitlist.offer ${businessId} first` }),
      );
    }
  });

  it('reaches every business where a whole tenant has changed, and goes on after a hundred', async () => {
    const { shop, taken } = await fullShop();
    const entry = await waits(shop);
    await cancel(taken);
    await run(null);
    expect(await promised('waitlist.due', shop.businessId)).toContainEqual({
      businessId: shop.businessId,
      after: null,
    });
    await run(shop.businessId, entry.id);
    expect((await show(entry)).state).toBe('waiting');
    await inTransaction(
      t.a.ctx,
      ({ db }) =>
        db.$executeRaw`
        INSERT INTO waitlist_entries (tenant_id, id, business_id, customer_id, service_id, time_zone, date_from, date_to)
        SELECT tenant_id, uuidv7(interval '-1 day'), business_id, customer_id, service_id, time_zone, date_from, date_to
        FROM waitlist_entries, generate_series(1, 100) WHERE id = ${entry.id}::uuid`,
    );
    await inTransaction(t.a.ctx, ({ db }) =>
      db.waitlistEntry.updateMany({
        where: { businessId: shop.businessId, id: { not: entry.id } },
        data: { minuteTo: 1 },
      }),
    );
    await run(shop.businessId);
    expect((await show(entry)).state).toBe('waiting');
    const due = (await promised('waitlist.due', shop.businessId)) as {
      businessId: string;
      after: string | null;
    }[];
    const next = due.find(({ after }) => after !== null && after !== entry.id);
    await run(shop.businessId, next?.after ?? null);
    expect((await show(entry)).state).toBe('offered');
  }, 30_000);
});

describe('what is offered', () => {
  it('is what is waited for: provider, dates, weekdays and time of day', async () => {
    const { shop } = await fullShop({ providers: 2 });
    const [ana, beto] = shop.providerIds;
    const weekday = (days: number) => ((new Date(at('00:00', days)).getUTCDay() + 6) % 7) + 1;
    const range = { from: dateAt(), to: dateAt(6), times: { start: '15:00', end: '15:20' } };
    const entry = await waits(shop, { ...range, providerIds: [beto], weekdays: [weekday(3)] });
    await run(shop.businessId);
    const { offer } = await show(entry);
    expect(offer?.startsAt).toBe(`${at('15:00', 3).slice(0, 19)}+00:00`);
    const made = dataOf(booking, await accept(entry));
    expect(made.items[0]?.providers.map(({ id }) => id)).toEqual([beto]);
    expect(ana).not.toBe(beto);
  });

  it('is nothing where the feature is off, or for those who left', async () => {
    const { shop, taken } = await fullShop();
    const [stays, leaves] = [await waits(shop), await waits(shop)];
    await inTransaction(t.a.ctx, async ({ db }) => {
      const { id, value } = await db.setting.findFirstOrThrow({ where: { businessId: shop.businessId } });
      const where = { tenantId_id: { tenantId: t.a.id, id } };
      const off = { ...(value as object), features: { waitlist: false } };
      await db.setting.update({ where, data: { value: off } });
    });
    await cancel(taken);
    await run(shop.businessId);
    expect((await show(stays)).state).toBe('waiting');
    const off = await guest().send('POST', '/waitlist', { ...want(shop), customer });
    expect(outcome(off)).toEqual([422, 'POLICY_NO_WAITLIST']);
    expect(
      outcome(await leaves.who.send('DELETE', `/waitlist/${leaves.id}`, undefined, withToken(leaves.token))),
    ).toEqual([204]);
    expect(
      outcome(await leaves.who.send('DELETE', `/waitlist/${leaves.id}`, undefined, withToken(leaves.token))),
    ).toEqual([409, 'WAITLIST_STATE']);
    expect((await show(leaves)).state).toBe('cancelled');
  });

  it('is free again for the next when its owner leaves', async () => {
    const { shop, taken } = await fullShop();
    const [first, second] = [await waits(shop), await waits(shop)];
    await cancel(taken);
    await run(shop.businessId);
    await first.who.send('DELETE', `/waitlist/${first.id}`, undefined, withToken(first.token));
    await run(shop.businessId);
    expect(await states([first, second])).toEqual(['cancelled', 'offered']);
  });

  it('is booked late, if it is free still: nobody waits for it any more', async () => {
    const { shop, taken } = await fullShop();
    const entry = await waits(shop);
    await cancel(taken);
    await run(shop.businessId);
    const { offer } = await show(entry);
    await endHold(t, offer?.holdId ?? '', -1);
    expect((await show(entry)).state).toBe('waiting');
    const late = await entry.who.send(
      'POST',
      '/bookings',
      { holdId: offer?.holdId },
      withToken(offer?.token),
    );
    expect(dataOf(booking, late)).toMatchObject({ state: 'confirmed', customer: { name: 'Guest' } });
    expect((await show(entry)).state).toBe('fulfilled');
    expect(await brokenPromises(t)).toEqual(NONE_BROKEN);
  });

  it('is made once, also by jobs at the same time', async () => {
    const { shop, taken } = await fullShop({ providers: 3 });
    const entry = await waits(shop);
    await cancel(taken);
    await Promise.all([1, 2, 3, 4].map(() => run(shop.businessId)));
    expect(await promised('waitlist.offered', entry.id)).toHaveLength(1);
    expect(await brokenPromises(t)).toEqual(NONE_BROKEN);
  });
});

describe('an entry', () => {
  it('is its owner’s, and of whom they serve', async () => {
    const { shop } = await fullShop();
    const theirs = await waits(shop);
    const own = await waits(shop, {}, await signedIn(t, t.a, 'owner@example.com'));
    const rival = await createShop(t.a, { slug: 'rival' });
    const other = await signedIn(t, t.a, 'other@example.com');
    const grants = (businessId: string) => [{ role: 'reception' as const, businessId }];
    const desk = await signedIn(t, t.a, 'desk@example.com', grants(shop.businessId));
    const foreign = await signedIn(t, t.a, 'foreign@example.com', grants(rival.businessId));
    for (const who of [guest(), other, foreign, browser(t, t.b)])
      for (const { id } of [theirs, own])
        for (const [method, path] of [
          ['GET', ''],
          ['DELETE', ''],
          ['POST', '/decline'],
        ] as const)
          expect(outcome(await who.send(method, `/waitlist/${id}${path}`))).toEqual([404, 'NOT_FOUND']);
    const listed = async (who: Browser, query = '') =>
      (await who.send('GET', `/waitlist${query}`))
        .json<{ data: { id: string }[] }>()
        .data.map(({ id }) => id);
    const here = `?businessId=${shop.businessId}`;
    expect(await listed(own.who)).toEqual([own.id]);
    expect(await listed(desk, here)).toEqual([theirs.id, own.id]);
    expect(await listed(other)).toEqual([]);
    expect(outcome(await foreign.send('GET', `/waitlist${here}`))).toEqual([403, 'FORBIDDEN']);
    expect(outcome(await guest().send('GET', '/waitlist'))).toEqual([401, 'UNAUTHENTICATED']);
  });

  it.each([
    ['dates in the past', { from: '2020-01-01', to: '2020-01-02' }, ['to']],
    ['dates the wrong way round', { to: '2020-01-01' }, ['to']],
    ['half a year', { to: '2999-01-01' }, ['to']],
    ['seats of what has none', { seats: 2 }, ['seats']],
    ['no seat', { seats: -1 }, ['seats']],
    ['an end before its start', { times: { start: '10:00', end: '09:00' } }, ['times.end']],
    ['nobody to tell', { customer: { name: 'Ana' } }, ['customer.email']],
  ])('of %s is refused, naming the field', async (_what, body, fields) => {
    const { shop } = await fullShop();
    const answer = await guest().send('POST', '/waitlist', { ...want(shop), customer, ...body });
    expect([outcome(answer), fieldsIn(answer)]).toEqual([[400, 'VALIDATION'], fields]);
  });

  it('is for what is sold here, and not for more than anybody waits for', async () => {
    const { shop } = await fullShop();
    const send = (body: object, who = guest()) => who.send('POST', '/waitlist', body);
    for (const body of [
      { serviceId: randomUUID() },
      { providerIds: [randomUUID()] },
      { variantId: randomUUID() },
    ])
      expect(outcome(await send({ ...want(shop), customer, ...body }))).toEqual([404, 'NOT_FOUND']);
    const greedy = await signedIn(t, t.a, 'greedy@example.com');
    for (let count = 0; count < MOST_WAITING; count += 1)
      expect(outcome(await send(want(shop), greedy))).toEqual([201]);
    expect(outcome(await send(want(shop), greedy))).toEqual([422, 'POLICY_WAITING_ENOUGH']);
  });

  it('is made once for each key', async () => {
    const { shop } = await fullShop();
    const key = { 'idempotency-key': randomUUID() };
    const who = guest();
    const send = () => who.send('POST', '/waitlist', { ...want(shop), customer }, key);
    const [first, second] = [await send(), await send()];
    expect(dataOf(waitlistEntry, first)).toEqual(dataOf(waitlistEntry, second));
  });
});
