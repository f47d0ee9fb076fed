import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { browser, outcome, type Answer } from '../../../test/browser.ts';
import { testApp, type TestApp } from '../../../test/harness.ts';
import { createSession, createShop, tomorrow, type Shop } from '../../../test/shop.ts';
import { createStaff, type Staff } from '../../../test/staff.ts';
import { inTransaction } from '../../lib/context.ts';
import { lockBusiness } from './schedules.locks.ts';

let t: TestApp;
let staff: Staff;
let shop: Shop;
let sessionId: string;
let count = 0;

beforeAll(async () => {
  t = await testApp();
  staff = await createStaff(t);
});
afterAll(() => t.close());
beforeEach(async () => {
  count += 1;
  shop = await createShop(t.a, { slug: `shop-${count}` });
  sessionId = await createSession(t.a, shop, tomorrow('14:00'));
});

/** Until so many wait for a lock that another has. */
async function untilWaiting(many: number): Promise<void> {
  for (;;) {
    const [row] = await inTransaction(
      t.a.ctx,
      ({ db }) => db.$queryRaw<{ waiting: number }[]>`
        SELECT count(*)::int AS waiting FROM pg_locks
        WHERE locktype = 'advisory' AND NOT granted
          AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`,
    );
    if ((row?.waiting ?? 0) >= many) return;
    await sleep(5);
  }
}

/** Lets both come to the locks of the business before either goes on, one after the other. */
async function inTurn(first: () => Promise<Answer>, second: () => Promise<Answer>) {
  const locked = Promise.withResolvers<undefined>();
  const waiting = Promise.withResolvers<undefined>();
  const holding = inTransaction(t.a.ctx, async (ctx) => {
    await lockBusiness(ctx, shop.businessId);
    locked.resolve(undefined);
    await waiting.promise;
  });
  await locked.promise;
  const one = first();
  await untilWaiting(1);
  const other = second();
  await untilWaiting(2);
  waiting.resolve(undefined);
  await holding;
  return [await one, await other] as const;
}

const bookCut = () =>
  browser(t, t.a).send('POST', '/bookings', {
    items: [{ serviceId: shop.services.cut }],
    start: tomorrow('10:00'),
    customer: { name: 'Ana Paz' },
  });
const bookSeat = () =>
  browser(t, t.a).send('POST', '/bookings', {
    items: [{ serviceId: shop.services.class }],
    start: tomorrow('14:00'),
    sessionId,
    customer: { name: 'Ana Paz' },
  });

const send = (...request: Parameters<Staff['admin']['send']>) => staff.admin.send(...request);
const provider = () => `/providers/${shop.providerIds[0]}`;
const date = tomorrow('00:00').slice(0, 10);
const always = [1, 2, 3, 4, 5, 6, 7].map((weekday) => ({ weekday, startMinute: 0, endMinute: 60 }));

const CHANGES: [string, () => Promise<Answer>][] = [
  ['weekly hours', () => send('PUT', `${provider()}/weekly-hours`, { intervals: always })],
  ['an override', () => send('PUT', `${provider()}/date-overrides/${date}`, { intervals: [] })],
  [
    'an override of the place',
    () => send('PUT', `/locations/${shop.locationId}/date-overrides/${date}`, { intervals: [] }),
  ],
  ['time off', () => send('POST', `${provider()}/time-off`, { startDate: date, endDate: date })],
  ['no provider', () => send('DELETE', provider())],
  ['no place', () => send('DELETE', `/locations/${shop.locationId}`)],
  ['no business', () => send('DELETE', `/businesses/${shop.businessId}`)],
];

describe('of a booking and a change that would strand it, at the same instant', () => {
  it.each([...CHANGES, ['no service', () => send('DELETE', `/services/${shop.services.cut}`)] as const])(
    'the first one stands: %s',
    async (_, change) => {
      const [booked, refused] = await inTurn(bookCut, change);
      expect(outcome(booked)).toEqual([201]);
      expect(outcome(refused)).toEqual([409, 'STRANDS_BOOKINGS']);
    },
  );

  it.each([...CHANGES, ['no service', () => send('DELETE', `/services/${shop.services.cut}`)] as const])(
    'one of them stands: %s',
    async (_, change) => {
      const [changed, booked] = await inTurn(change, bookCut);
      // Which takes more than one lock may still be second.
      if (booked.statusCode === 201) expect(outcome(changed)).toEqual([409, 'STRANDS_BOOKINGS']);
      else
        expect([changed.statusCode < 300, [404, 409, 422].includes(booked.statusCode)]).toEqual([true, true]);
    },
  );

  it.each([...CHANGES, ['no service', () => send('DELETE', `/services/${shop.services.class}`)] as const])(
    'so it is with seats of a class: %s',
    async (_, change) => {
      const [booked, refused] = await inTurn(bookSeat, change);
      expect(outcome(booked)).toEqual([201]);
      expect(outcome(refused)).toEqual([409, 'STRANDS_BOOKINGS']);
    },
  );
});
