import * as z from 'zod/mini';
import { inPrepared, type Ctx } from '../../lib/context.ts';
import { statement } from '../../lib/database.ts';
import type { JobDeps } from '../jobs/task-list.ts';
import { tenantTask, type Queued, type Tasks, type UpkeepTask } from '../jobs/task.ts';
import { openMediaStore, type MediaStore } from '../media/media.store.ts';

const BATCH = 100;
const IS_UNUSED = `used_at IS NULL AND created_at < now() - interval '1 day'`;

const REMOVE = statement<{ storageKey: string }>(`
  DELETE FROM intake_files WHERE tenant_id = $1 AND id IN (
    SELECT id FROM intake_files WHERE tenant_id = $1 AND ${IS_UNUSED}
    ORDER BY created_at LIMIT ${BATCH} FOR UPDATE SKIP LOCKED)
  RETURNING storage_key AS "storageKey"`);

/**
 * Removes files that were uploaded a day ago and nobody booked with. The row goes only if its file is gone, and while it goes
 * nobody can book with it.
 * @returns how many
 */
export async function sweepFiles(ctx: Ctx, store: MediaStore): Promise<number> {
  let total = 0;
  for (;;) {
    const removed = await inPrepared(ctx, async ({ sql, tenant }) => {
      const rows = await sql(REMOVE, [tenant.id]);
      await Promise.all(rows.map(({ storageKey }) => store.remove(storageKey)));
      return rows.length;
    });
    total += removed;
    if (removed < BATCH) return total;
  }
}

/** Every hour: asks each tenant that has unused files to sweep them. */
export const findUnusedFiles: UpkeepTask = {
  kind: 'upkeep',
  at: '37 * * * *',
  async run(client) {
    const { rows } = await client.query<{ tenantId: string }>(
      `SELECT DISTINCT tenant_id AS "tenantId" FROM intake_files WHERE ${IS_UNUSED}`,
    );
    for (const { tenantId } of rows) {
      const payload: Queued = { tenantId, eventId: 'upkeep', requestId: null, data: null };
      await client.query(`SELECT graphile_worker.add_job('intake.sweep', $1::json, job_key => $2)`, [
        JSON.stringify(payload),
        `intake.sweep ${tenantId}`,
      ]);
    }
  },
};

export function intakeTasks({ env }: Pick<JobDeps, 'env'>): Tasks {
  const store = openMediaStore(env.DATA_DIR);
  return {
    'intake.find': findUnusedFiles,
    'intake.sweep': tenantTask({
      payload: z.null(),
      maxAttempts: 3,
      async run(ctx) {
        await sweepFiles(ctx, store);
      },
    }),
  };
}
