import type pg from 'pg';
import type { Logger } from '../../lib/log.ts';

/** Milliseconds between signs of life, and of silence after which a worker counts as dead. */
const BEAT_MS = 5_000;
const SILENT_MS = 15_000;

async function beat(pool: pg.Pool, workerId: string): Promise<void> {
  await pool.query(
    `INSERT INTO worker_heartbeats (worker_id, seen_at) VALUES ($1, clock_timestamp())
     ON CONFLICT (worker_id) DO UPDATE SET seen_at = clock_timestamp()`,
    [workerId],
  );
}

/**
 * Frees the jobs whose worker gives no sign of life, also of one killed before its first: graphile-worker
 * itself would wait four hours.
 * @returns the ids of the dead
 */
async function takeOver(pool: pg.Pool): Promise<string[]> {
  await pool.query(`DELETE FROM worker_heartbeats WHERE seen_at < now() - $1 * interval '1 ms'`, [SILENT_MS]);
  const { rows } = await pool.query<{ id: string }>(
    `SELECT DISTINCT locked_by AS id FROM graphile_worker.jobs
      WHERE locked_at < now() - $1 * interval '1 ms'
        AND NOT EXISTS (SELECT FROM worker_heartbeats WHERE worker_id = locked_by)`,
    [BEAT_MS * 2],
  );
  const ids = rows.map(({ id }) => id);
  if (ids.length > 0) await pool.query('SELECT graphile_worker.force_unlock_workers($1)', [ids]);
  return ids;
}

/** Gives signs of life for one worker and watches those of the others. */
export function startHeartbeat(pool: pg.Pool, workerId: string, log: Logger): { stop: () => Promise<void> } {
  let inARow = 0;
  let round = Promise.resolve();

  async function pulse(): Promise<void> {
    try {
      await beat(pool, workerId);
      inARow += 1;
      // After an outage everybody was silent: the others get the time of one beat to be heard again.
      if (inARow < 2) return;
      const dead = await takeOver(pool);
      if (dead.length > 0) log.warn({ dead }, 'took over the jobs of workers that fell silent');
    } catch (error) {
      inARow = 0;
      log.error({ err: error }, 'the heartbeat failed');
    }
  }

  const next = () => {
    round = round.then(pulse);
  };
  next();
  const timer = setInterval(next, BEAT_MS);
  return {
    async stop() {
      clearInterval(timer);
      await round;
      await pool
        .query('DELETE FROM worker_heartbeats WHERE worker_id = $1', [workerId])
        .catch(() => undefined);
    },
  };
}
