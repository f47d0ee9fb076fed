import pg from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { browser, dataOf } from '../../../test/browser.ts';
import { testApp, type TestApp } from '../../../test/harness.ts';
import { change, rowsOf } from '../../../test/money.ts';
import { createShop, tomorrow, type Shop } from '../../../test/shop.ts';
import { booking } from './bookings.contract.ts';
import { completeEnded } from './bookings.completion.ts';
import { findEnded } from './bookings.jobs.ts';

let t: TestApp;
let direct: pg.Pool;
let shop: Shop;
let day = 0;

beforeAll(async () => {
  t = await testApp();
  direct = new pg.Pool({ connectionString: t.env.DATABASE_DIRECT_URL, max: 1 });
  shop = await createShop(t.a, { providers: 1, scheduling: { completeAfterMinutes: 60 } });
});
afterAll(async () => {
  await direct.end();
  await t.close();
});

/** A booking that ended so many minutes ago. */
async function ended(minutesAgo: number, state = 'confirmed'): Promise<string> {
  day += 1;
  const body = {
    items: [{ serviceId: shop.services.cut }],
    start: tomorrow('10:00', day),
    customer: { name: 'Ana Paz', email: 'ana.paz@example.com' },
  };
  const { id } = dataOf(booking, await browser(t, t.a).send('POST', '/bookings', body));
  const end = `statement_timestamp() - $2 * interval '1 minute'`;
  await change(
    t,
    `WITH done AS (UPDATE bookings SET state = $3::booking_state, starts_at = ${end} - interval '30 minutes', ends_at = ${end} WHERE id = $1)
     UPDATE allocations SET state = $3::text::allocation_state
     WHERE booking_item_id IN (SELECT id FROM booking_items WHERE booking_id = $1)`,
    [id, minutesAgo, state],
  );
  return id;
}

const stateOf = async (id: string) =>
  (
    await rowsOf(
      t,
      `SELECT b.state::text AS state, a.state::text AS time, e.data ->> 'by' AS by FROM bookings b
         JOIN booking_items i ON i.booking_id = b.id JOIN allocations a ON a.booking_item_id = i.id
         LEFT JOIN booking_events e ON e.booking_id = b.id AND e.to_state = 'completed'
       WHERE b.id = $1`,
      [id],
    )
  )[0];

it('completes what ended so long ago, whoever was checked in or not, once', async () => {
  const [past, there, soon, gone] = [
    await ended(61),
    await ended(61, 'checked_in'),
    await ended(59),
    await ended(61, 'no_show'),
  ];
  expect(await completeEnded(t.a.ctx)).toBe(2);
  expect(await completeEnded(t.a.ctx)).toBe(0);
  const done = { state: 'completed', time: 'completed', by: 'system' };
  expect(await stateOf(past)).toEqual(done);
  expect(await stateOf(there)).toEqual(done);
  expect(await stateOf(soon)).toEqual({ state: 'confirmed', time: 'confirmed', by: null });
  expect(await stateOf(gone)).toEqual({ state: 'no_show', time: 'no_show', by: null });
  const told = await rowsOf(
    t,
    `SELECT id FROM outbox WHERE kind = 'booking.updated' AND payload ->> 'bookingId' = $1`,
    [past],
  );
  expect(told).toHaveLength(1);
});

it('is asked of tenants that have some, and is nobody’s where the settings do not say so', async () => {
  await findEnded.run(direct);
  const jobs = () =>
    direct.query(`SELECT key FROM graphile_worker.jobs WHERE task_identifier = 'bookings.complete'`);
  expect((await jobs()).rows).toEqual([]);
  const id = await ended(120);
  await findEnded.run(direct);
  expect((await jobs()).rows).toEqual([{ key: `bookings.complete ${t.a.id}` }]);
  await change(t, `UPDATE bookings SET terms = terms - 'completeAfterMinutes' WHERE id = $1`, [id]);
  expect(await completeEnded(t.a.ctx)).toBe(0);
});
