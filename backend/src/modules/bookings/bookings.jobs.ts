import * as z from 'zod/mini';
import { askTenants, tenantTask } from '../jobs/task.ts';
import { completeEnded, IS_DONE } from './bookings.completion.ts';
import { expireHolds } from './bookings.expiry.ts';
import { releaseUnattended } from './bookings.release.ts';

/** Every minute: asks each tenant that has what `found` finds for the work on it. */
const eachMinute = (task: string, found: string) =>
  askTenants('* * * * *', task, `SELECT DISTINCT tenant_id FROM bookings WHERE ${found}`);

export const findExpiredHolds = eachMinute('holds.expire', `state = 'held' AND expires_at <= now()`);

export const expireHoldsTask = tenantTask({
  payload: z.null(),
  maxAttempts: 3,
  async run(ctx) {
    await expireHolds(ctx);
  },
});

export const findUnattended = eachMinute('bookings.release', `state = 'confirmed' AND release_at <= now()`);

export const releaseUnattendedTask = tenantTask({
  payload: z.null(),
  maxAttempts: 3,
  async run(ctx) {
    await releaseUnattended(ctx);
  },
});

export const findEnded = eachMinute('bookings.complete', IS_DONE);

export const completeEndedTask = tenantTask({
  payload: z.null(),
  maxAttempts: 3,
  async run(ctx) {
    await completeEnded(ctx);
  },
});
