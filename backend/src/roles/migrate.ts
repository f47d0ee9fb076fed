import { migrate } from '../database/migrate.ts';
import type { Env } from '../env.ts';
import { createLog } from '../lib/log.ts';

/** Brings the database up to date and ends; nothing else starts before it has. */
export async function runMigrate(env: Env): Promise<undefined> {
  const applied = await migrate(env);
  createLog('migrate', env.LOG_LEVEL).info({ applied }, 'the database is up to date');
}
