import * as z from 'zod/mini';
import { tenantTask, type Queued, type UpkeepTask } from '../jobs/task.ts';
import { completeEnded, IS_DONE } from './bookings.completion.ts';
import { expireHolds } from './bookings.expiry.ts';
import { releaseUnattended } from './bookings.release.ts';

/** Every minute: asks each tenant that has what `found` finds for the work on it. */
const eachMinute = (task: string, found: string): UpkeepTask => ({
  kind: 'upkeep',
  at: '* * * * *',
  async run(client) {
    const { rows } = await client.query<{ tenantId: string }>(
      `SELECT DISTINCT tenant_id AS "tenantId" FROM bookings WHERE ${found}`,
    );
    for (const { tenantId } of rows) {
      const payload: Queued = { tenantId, eventId: 'upkeep', requestId: null, data: null };
      // One in the queue is enough.
      await client.query(`SELECT graphile_worker.add_job($3, $1::json, job_key => $2)`, [
        JSON.stringify(payload),
        `${task} ${tenantId}`,
        task,
      ]);
    }
  },
});

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
