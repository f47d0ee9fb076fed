import * as z from 'zod/mini';
import type { Ctx } from '../../lib/context.ts';
import { statement } from '../../lib/database.ts';
import { BATCH, inBatches } from '../jobs/batches.ts';
import type { JobDeps } from '../jobs/task-list.ts';
import { askTenants, tenantTask, type Tasks } from '../jobs/task.ts';
import type { MediaStore } from '../media/media.store.ts';

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
export const sweepFiles = (ctx: Ctx, store: MediaStore): Promise<number> =>
  inBatches(ctx, async ({ sql, tenant }) => {
    const rows = await sql(REMOVE, [tenant.id]);
    await Promise.all(rows.map(({ storageKey }) => store.remove(storageKey)));
    return { due: rows.length, done: rows.length };
  });

/** Every hour: asks each tenant that has unused files to sweep them. */
export const findUnusedFiles = askTenants(
  '37 * * * *',
  'intake.sweep',
  `SELECT DISTINCT tenant_id FROM intake_files WHERE ${IS_UNUSED}`,
);

export function intakeTasks({ media }: Pick<JobDeps, 'media'>): Tasks {
  return {
    'intake.find': findUnusedFiles,
    'intake.sweep': tenantTask({
      payload: z.null(),
      maxAttempts: 3,
      async run(ctx) {
        await sweepFiles(ctx, media);
      },
    }),
  };
}
