import { setTimeout as sleep } from 'node:timers/promises';
import type { Random } from './random.ts';
import type { Rows } from './world.ts';

/** Of those that wait for their deposit, in the order of their making. */
const WAITING = `SELECT id FROM bookings WHERE state = 'held' AND deposit > 0 AND expires_at > now() + interval '5 minutes' ORDER BY id`;

/** The booking's row first, as the product takes it: what is firm by then stays as it is. */
const END = `
  WITH ends AS (SELECT clock_timestamp() + $2 * interval '1 ms' AS at), ended AS (
    UPDATE bookings SET expires_at = at FROM ends WHERE id = $1 AND state = 'held' RETURNING tenant_id, id
  ), items AS (
    SELECT i.id FROM booking_items i JOIN ended e ON e.tenant_id = i.tenant_id AND e.id = i.booking_id
  )
  UPDATE allocations SET expires_at = at FROM ends
  WHERE state = 'held' AND booking_item_id IN (SELECT id FROM items)`;

/** Most milliseconds that are left. */
const MOST_LEFT_MS = 2_000;

/**
 * Lets the time of some run out who have not paid yet, as if they had waited for 40 minutes: whoever pays then pays for a hold
 * that is over. @returns how many
 */
export async function hurry(rows: Rows, random: Random, isOver: () => boolean): Promise<number> {
  let hurried = 0;
  while (!isOver()) {
    // The server may be down just now.
    const waiting = await rows<{ id: string }>(WAITING).catch(() => []);
    const [first, ...others] = waiting.map(({ id }) => id);
    if (first !== undefined) {
      const id = random.pick([first, ...others]);
      await rows(END, [id, random.below(MOST_LEFT_MS)]).then(
        () => (hurried += 1),
        () => undefined,
      );
    }
    await sleep(1_000 + random.below(1_500));
  }
  return hurried;
}
