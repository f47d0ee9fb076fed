import * as z from 'zod/mini';
import { tenantTask, type Queued, type UpkeepTask } from '../jobs/task.ts';
import { expireHolds } from './bookings.expiry.ts';

/** Every minute: asks each tenant that has them to sweep its expired holds. */
export const findExpiredHolds: UpkeepTask = {
  kind: 'upkeep',
  at: '* * * * *',
  async run(client) {
    const { rows } = await client.query<{ tenantId: string }>(
      `SELECT DISTINCT tenant_id AS "tenantId" FROM bookings WHERE state = 'held' AND expires_at <= now()`,
    );
    for (const { tenantId } of rows) {
      const payload: Queued = { tenantId, eventId: 'upkeep', requestId: null, data: null };
      // One in the queue is enough.
      await client.query(`SELECT graphile_worker.add_job('holds.expire', $1::json, job_key => $2)`, [
        JSON.stringify(payload),
        `holds.expire ${tenantId}`,
      ]);
    }
  },
};

export const expireHoldsTask = tenantTask({
  payload: z.null(),
  maxAttempts: 3,
  async run(ctx) {
    await expireHolds(ctx);
  },
});
