import pg from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import * as z from 'zod/mini';
import { browser, dataOf } from '../../../test/browser.ts';
import { testApp, type TestApp, type TestTenant } from '../../../test/harness.ts';
import { brokenPromises, endHold, NONE_BROKEN } from '../../../test/races.ts';
import { createSession, createShop, tomorrow, type Shop } from '../../../test/shop.ts';
import { inTransaction } from '../../lib/context.ts';
import { startWorker } from '../jobs/worker.ts';
import { booking } from './bookings.contract.ts';
import { slot } from './slots.contract.ts';
import { expireHolds } from './bookings.expiry.ts';
import { expireHoldsTask, findExpiredHolds } from './bookings.jobs.ts';

let t: TestApp;
let direct: pg.Pool;
const shops = new Map<TestTenant, Shop>();

beforeAll(async () => {
  t = await testApp();
  direct = new pg.Pool({ connectionString: t.env.DATABASE_DIRECT_URL, max: 2 });
  for (const tenant of [t.a, t.b]) shops.set(tenant, await createShop(tenant, { providers: 1 }));
});
afterAll(async () => {
  await direct.end();
  await t.close();
});

async function hold(tenant: TestTenant, start: string, key: 'cut' | 'class' = 'cut'): Promise<string> {
  const body = { items: [{ serviceId: shops.get(tenant)!.services[key] }], start };
  return dataOf(booking, await browser(t, tenant).send('POST', '/holds', body)).id;
}
const statesOf = (tenant: TestTenant) =>
  inTransaction(tenant.ctx, async ({ db }) => {
    const rows = await db.booking.findMany({ orderBy: { startsAt: 'asc' }, select: { state: true } });
    return rows.map(({ state }) => state);
  });
const freedIn = (tenant: TestTenant) =>
  inTransaction(tenant.ctx, async ({ db }) => {
    const rows = await db.outboxEvent.findMany({ where: { kind: 'slot.freed' }, orderBy: { id: 'asc' } });
    return rows.map(({ payload }) => z.parse(slot, payload));
  });

it('sweeps what is over, once, with all that it took', async () => {
  await createSession(t.a, shops.get(t.a)!, tomorrow('15:00'));
  const [over, seat] = [await hold(t.a, tomorrow('10:00')), await hold(t.a, tomorrow('15:00'), 'class')];
  await hold(t.a, tomorrow('18:00'));
  await endHold(t, over, -1);
  await endHold(t, seat, -1);
  expect(await expireHolds(t.a.ctx)).toBe(2);
  expect(await expireHolds(t.a.ctx)).toBe(0);
  expect(await statesOf(t.a)).toEqual(['expired', 'expired', 'held']);
  const { businessId, locationId, providerIds } = shops.get(t.a)!;
  const freed = await freedIn(t.a);
  expect(freed).toHaveLength(2);
  expect(freed).toContainEqual({
    ...{ businessId, locationId, providerIds },
    start: tomorrow('10:00'),
    end: tomorrow('10:30'),
  });
  expect(freed.find(({ start }) => start === tomorrow('15:00'))?.sessionId).toBeDefined();
  expect(await brokenPromises(t)).toEqual(NONE_BROKEN);
  const history = await inTransaction(t.a.ctx, ({ db }) =>
    db.bookingEvent.findMany({
      where: { bookingId: over },
      orderBy: { id: 'asc' },
      select: { toState: true },
    }),
  );
  expect(history).toEqual([{ toState: 'held' }, { toState: 'expired' }]);
});

it('is asked of every tenant that has something to sweep, and of no other', async () => {
  await endHold(t, await hold(t.b, tomorrow('10:00')), -1);
  await findExpiredHolds.run(direct);
  await findExpiredHolds.run(direct);
  const { rows } = await direct.query<{ key: string }>('SELECT key FROM graphile_worker.jobs');
  expect(rows).toEqual([{ key: `holds.expire ${t.b.id}` }]);
  const worker = await startWorker(t.deps, { 'holds.expire': expireHoldsTask });
  await expect.poll(() => statesOf(t.b), { timeout: 5_000 }).toEqual(['expired']);
  await worker.stop();
});

it('shows the worker which tenants have expired holds, and nothing else of any booking', async () => {
  await hold(t.b, tomorrow('12:00'));
  const seen = await direct.query(`SELECT tenant_id FROM bookings`);
  expect(seen.rows).toEqual([]);
  await expect(direct.query('SELECT code FROM bookings')).rejects.toMatchObject({ code: '42501' });
});

it('time that somebody took before the sweep came is not told as free', async () => {
  const over = await hold(t.b, tomorrow('11:00'));
  await endHold(t, over, -1);
  await hold(t.b, tomorrow('11:00'));
  expect(await expireHolds(t.b.ctx)).toBe(1);
  expect((await freedIn(t.b)).filter(({ start }) => start === tomorrow('11:00'))).toEqual([]);
});
