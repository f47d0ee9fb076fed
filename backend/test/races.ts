import { expect } from 'vitest';
import pg from 'pg';
import * as z from 'zod/mini';
import { booking, slotTaken, type Booking } from '../src/modules/bookings/bookings.contract.ts';
import { browser, dataOf, outcome, type Answer } from './browser.ts';
import type { TestApp } from './harness.ts';

/** Posts as somebody else each time: a guest of another address. */
export function guestOf(t: TestApp, index: number) {
  return browser(
    t,
    t.a,
    `10.${Math.trunc(index / 65_536) % 256}.${Math.trunc(index / 256) % 256}.${index % 256}`,
  );
}

/** All at once. `bodies[i]` is what client i sends. */
export async function raceFor(t: TestApp, path: string, bodies: readonly object[]): Promise<Answer[]> {
  return Promise.all(bodies.map((body, index) => guestOf(t, index).send('POST', path, body)));
}

export const bookingsOf = (answers: readonly Answer[]): Booking[] =>
  answers.filter(({ statusCode }) => statusCode === 201).map((answer) => dataOf(booking, answer));

/** Whoever did not win is told so, and what else there is. */
export function expectOthersRefused(answers: readonly Answer[]): void {
  for (const answer of answers) {
    if (answer.statusCode === 201) continue;
    expect(outcome(answer)).toEqual([409, 'SLOT_TAKEN']);
    const { data } = answer.json<{ error: { data: unknown } }>().error;
    expect(z.parse(slotTaken, data).alternatives).toHaveLength(3);
  }
}

/** What must be true of the tables whatever ran; each query finds what is not. */
const INVARIANTS = {
  overlaps: `SELECT count(*) FROM allocations a JOIN allocations b
    ON a.tenant_id = b.tenant_id AND a.subject_id = b.subject_id AND a.id < b.id AND a.period && b.period
    WHERE a.state IN ('held', 'pending', 'confirmed', 'checked_in', 'completed', 'blocked')
      AND b.state IN ('held', 'pending', 'confirmed', 'checked_in', 'completed', 'blocked')`,
  oversold: `SELECT count(*) FROM class_sessions c WHERE c.capacity < (
    SELECT count(*) FROM seats s WHERE s.tenant_id = c.tenant_id AND s.class_session_id = c.id
      AND s.state IN ('held', 'pending', 'confirmed', 'checked_in', 'completed'))`,
  withoutItems: `SELECT count(*) FROM bookings b WHERE NOT EXISTS (
    SELECT FROM booking_items i WHERE i.tenant_id = b.tenant_id AND i.booking_id = b.id)`,
  takingNothing: `SELECT count(*) FROM bookings b WHERE NOT EXISTS (
    SELECT FROM booking_items i JOIN allocations a ON a.tenant_id = i.tenant_id AND a.booking_item_id = i.id
    WHERE i.tenant_id = b.tenant_id AND i.booking_id = b.id
    UNION ALL SELECT FROM booking_items i JOIN seats s ON s.tenant_id = i.tenant_id AND s.booking_item_id = i.id
    WHERE i.tenant_id = b.tenant_id AND i.booking_id = b.id)`,
  // A hold that is over may have lost a part to somebody who wanted no more than that.
  inTwoStates: `SELECT count(*) FROM bookings b JOIN booking_items i ON i.tenant_id = b.tenant_id AND i.booking_id = b.id
    LEFT JOIN allocations a ON a.tenant_id = i.tenant_id AND a.booking_item_id = i.id
    LEFT JOIN seats s ON s.tenant_id = i.tenant_id AND s.booking_item_id = i.id
    WHERE b.state::text <> coalesce(a.state, s.state)::text AND NOT (b.state = 'held' AND b.expires_at <= now())`,
  withoutHistory: `SELECT count(*) FROM bookings b WHERE b.state <> (
    SELECT e.to_state FROM booking_events e WHERE e.tenant_id = b.tenant_id AND e.booking_id = b.id
    ORDER BY e.id DESC LIMIT 1)`,
};

/** Past the wall. */
async function asMaintenance(t: Pick<TestApp, 'env'>, sql: string, values: unknown[] = []): Promise<number> {
  const client = new pg.Client({ connectionString: t.env.DATABASE_URL });
  await client.connect();
  try {
    await client.query(`SELECT set_config('app.maintenance', 'on', false)`);
    return Number((await client.query<{ count: string }>(sql, values)).rows[0]?.count);
  } finally {
    await client.end();
  }
}

/** How many rows break each of the promises; all must be 0. */
export async function brokenPromises(t: Pick<TestApp, 'env'>): Promise<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const [name, sql] of Object.entries(INVARIANTS)) counts[name] = await asMaintenance(t, sql);
  return counts;
}

export const NONE_BROKEN = Object.fromEntries(Object.keys(INVARIANTS).map((name) => [name, 0]));

/** Lets a hold end so many milliseconds from now, or before it. */
export async function endHold(t: Pick<TestApp, 'env'>, id: string, inMs: number): Promise<void> {
  await asMaintenance(
    t,
    `WITH ends AS (SELECT clock_timestamp() + $2 * interval '1 ms' AS at), items AS (
       SELECT id FROM booking_items WHERE booking_id = $1
     ), takes AS (
       UPDATE allocations SET expires_at = at FROM ends WHERE booking_item_id IN (SELECT id FROM items)
     ), seats AS (
       UPDATE seats SET expires_at = at FROM ends WHERE booking_item_id IN (SELECT id FROM items)
     )
     UPDATE bookings SET expires_at = at FROM ends WHERE id = $1`,
    [id, inMs],
  );
}

/** Deadlocks since the database was made; asked once nobody is connected any more, because counts are told late. */
export function deadlocks(t: Pick<TestApp, 'env'>): Promise<number> {
  return asMaintenance(
    t,
    'SELECT deadlocks AS count FROM pg_stat_database WHERE datname = current_database()',
  );
}
