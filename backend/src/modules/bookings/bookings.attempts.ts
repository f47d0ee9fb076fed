import { setTimeout as sleep } from 'node:timers/promises';
import { sqlState } from '../../lib/database.ts';
import { fail, failWith } from '../../lib/errors.ts';
import { bookingErrors } from './bookings.contract.ts';
import { BLOCKED } from './bookings.welcome.ts';

/** What the transaction stands on has changed since it looked, or it takes locks that it does not have. */
export class Outdated extends Error {}

/**
 * Taken (23P01), sold out (23514), made (23505: a code, the customer of an account) or changed (23502: the schedule) by
 * somebody else meanwhile.
 */
const COLLISIONS = new Set(['23P01', '23514', '23505', '23502']);
/** Each collision is somebody else's success: one goes on until nothing is left, or nobody would wait any longer. */
const GIVE_UP_MS = 5_000;

/**
 * Begins again where others came first, with a new transaction that sees what they did.
 * @throws UNAVAILABLE after five seconds, POLICY_BLOCKED where the business does not want the client
 */
export async function persistently<T>(attempt: () => Promise<T>): Promise<T> {
  const until = performance.now() + GIVE_UP_MS;
  for (;;) {
    try {
      return await attempt();
    } catch (error) {
      if (sqlState(error) === BLOCKED) throw failWith(bookingErrors)('POLICY_BLOCKED');
      if (!(error instanceof Outdated) && !COLLISIONS.has(sqlState(error) ?? '')) throw error;
      if (performance.now() > until) throw fail('UNAVAILABLE', { retryAfterSeconds: 1 });
      await sleep(Math.random() * 10);
    }
  }
}
