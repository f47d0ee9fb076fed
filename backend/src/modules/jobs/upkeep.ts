import type pg from 'pg';
import type { UpkeepTask } from './task.ts';

/** Removes idempotency keys that have served their day, of all tenants. @returns how many */
export async function sweepIdempotencyKeys(client: Pick<pg.Pool, 'query'>): Promise<number> {
  const { rowCount } = await client.query('DELETE FROM idempotency_keys WHERE expires_at < now()');
  return rowCount ?? 0;
}

/** Removes jobs that failed for good two weeks ago: until then somebody may want to look at them. */
async function forgetFailedJobs(client: Pick<pg.Pool, 'query'>): Promise<void> {
  await client.query(
    `SELECT graphile_worker.complete_jobs(ARRAY(
       SELECT id FROM graphile_worker.jobs
        WHERE attempts >= max_attempts AND locked_at IS NULL AND updated_at < now() - interval '14 days'))`,
  );
}

export const sweep: UpkeepTask = {
  kind: 'upkeep',
  at: '17 * * * *',
  async run(client) {
    await sweepIdempotencyKeys(client);
    await forgetFailedJobs(client);
  },
};
