import { afterAll, beforeAll, expect, it } from 'vitest';
import { testDatabase, type TestDatabase } from '../../test/database.ts';
import { closeDeps, openDeps, type Deps } from '../deps.ts';
import { loadVerticals } from '../modules/verticals/verticals.service.ts';
import { seedId } from './seed-ids.ts';
import { seed } from './seed.ts';

/** A Thursday, 09:00 in Rosario. */
const NOW = new Date('2026-03-05T12:00:30Z');
const KEY = 'pet-grooming';

const databases: TestDatabase[] = [];
const opened: Deps[] = [];

async function seeded(): Promise<Deps> {
  const database = await testDatabase();
  databases.push(database);
  const file = (await loadVerticals()).get(KEY);
  if (!file) throw new Error(`no ${KEY}`);
  const deps = await openDeps(database.env, 'test', { clock: () => NOW, verticals: new Map([[KEY, file]]) });
  opened.push(deps);
  await seed(deps);
  return deps;
}

/** The bookings with whose they are, what of and when, and who serves; their ids and codes are drawn anew each time. */
async function bookingsOf(deps: Deps) {
  const tenantId = seedId('tenant', deps.verticals.get(KEY)?.demo.tenant.slug ?? '');
  return deps.database.transaction({ tenantId, actorId: null }, (db) =>
    db.booking.findMany({
      orderBy: [{ startsAt: 'asc' }, { businessId: 'asc' }, { endsAt: 'asc' }, { totalAmount: 'asc' }],
      select: {
        startsAt: true,
        state: true,
        totalAmount: true,
        customer: { select: { name: true, email: true, userId: true } },
        bookingItems: {
          orderBy: { position: 'asc' },
          select: { serviceId: true, variantId: true, providerId: true },
        },
      },
    }),
  );
}

let deps: Deps;
beforeAll(async () => (deps = await seeded()), 120_000);
afterAll(async () => {
  for (const each of opened) await closeDeps(each);
  for (const each of databases) await each.drop();
});

it('makes past and coming bookings of customers who come again', async () => {
  const bookings = await bookingsOf(deps);
  const past = bookings.filter(({ startsAt }) => startsAt < NOW);
  expect(bookings.length).toBeGreaterThan(30);
  expect(past.length).toBeGreaterThan(10);
  expect(bookings.length - past.length).toBeGreaterThan(10);
  const first = bookings[0]?.startsAt.getTime() ?? 0;
  expect(NOW.getTime() - first).toBeLessThan(15 * 86_400_000);
  expect(new Set(bookings.map(({ state }) => state))).toEqual(
    new Set(['confirmed', 'completed', 'cancelled']),
  );
  const mails = bookings.map(({ customer }) => customer?.email ?? '');
  expect(new Set(mails).size).toBeLessThan(bookings.length);
  expect(mails.every((mail) => /@(example\.(com|net|org)|[a-z]+\.example)$/.test(mail))).toBe(true);
  expect(bookings.filter(({ customer }) => customer?.userId)).toHaveLength(3);
  expect(bookings.some(({ bookingItems }) => bookingItems.length === 2)).toBe(true);
});

it('makes the same ones at the same instant on another database, and nothing the second time', async () => {
  const before = await bookingsOf(deps);
  await seed(deps);
  expect(await bookingsOf(deps)).toEqual(before);
  const withoutIds = (rows: typeof before) =>
    rows.map(({ customer, ...row }) => ({ ...row, customer: customer?.email }));
  expect(withoutIds(await bookingsOf(await seeded()))).toEqual(withoutIds(before));
}, 120_000);

it('takes money for most of what is past at the desk, and has given some back', async () => {
  const tenantId = seedId('tenant', deps.verticals.get(KEY)?.demo.tenant.slug ?? '');
  const paid = await deps.database.transaction({ tenantId, actorId: null }, (db) =>
    db.payment.findMany({
      select: {
        provider: true,
        state: true,
        amount: true,
        completedAt: true,
        booking: { select: { endsAt: true, state: true } },
      },
    }),
  );
  const past = (await bookingsOf(deps)).filter(
    ({ startsAt, state }) => startsAt < NOW && state !== 'cancelled',
  );
  expect(paid.length).toBeGreaterThan(past.length / 2);
  expect(paid.length).toBeLessThan(past.length);
  for (const { booking, ...payment } of paid) {
    expect(payment).toMatchObject({ provider: 'venue', state: 'completed' });
    expect(booking.state).toBe('completed');
    expect(booking.endsAt.getTime()).toBeLessThanOrEqual(NOW.getTime());
    expect(payment.completedAt).toEqual(booking.endsAt);
  }
  const back = await deps.database.transaction({ tenantId, actorId: null }, (db) =>
    db.refund.findMany({ select: { state: true, note: true } }),
  );
  expect(back).toEqual([{ state: 'completed', note: 'No quedó conforme' }]);
  const earned = await deps.database.transaction({ tenantId, actorId: null }, (db) =>
    db.ledgerTransaction.findMany({ where: { kind: 'settlement' }, select: { createdAt: true } }),
  );
  expect(earned.map(({ createdAt }) => createdAt.getTime()).toSorted()).toEqual(
    paid.map(({ booking }) => booking.endsAt.getTime()).toSorted(),
  );
});
