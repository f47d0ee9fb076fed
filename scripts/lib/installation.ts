import { resolve } from 'node:path';
import type { Env } from '../../backend/src/env.ts';
import { isAlive } from '../launch/processes.mjs';
import type { Steps } from '../launch/steps.mjs';
import type { Cleanup } from './cleanup.ts';
import { ensureSecret, ensureWritable, lockDataDir, readRun, type Run } from './data-dir.ts';
import { root } from './paths.ts';
import { startPostgres } from './postgres.ts';
import { readSettings } from './settings.ts';

/** Whether the database is somebody else's server, not the one that Turnero brings. */
export const isOutside = () => Boolean(process.env['DATABASE_URL']);

/** What runs just now on a data folder, if anything does. */
export async function runningOn(dataDir: string): Promise<Run | undefined> {
  const run = await readRun(resolve(root, dataDir));
  return run?.processes.some(({ name, identity }) => name === 'supervisor' && isAlive(identity))
    ? run
    : undefined;
}

/**
 * The database of this installation, whether it runs just now or not: PostgreSQL is started where nothing runs.
 * @returns the settings with which it is reached
 * @throws Told when the folder cannot be written, or another command has it
 */
export async function openInstallation(steps: Steps, cleanup: Cleanup): Promise<Env> {
  const settings = readSettings(process.env);
  await ensureWritable(settings.DATA_DIR);
  const APP_SECRET = process.env['APP_SECRET'] || (await ensureSecret(settings.DATA_DIR));
  const at = (DATABASE_URL: string) => readSettings({ ...process.env, DATABASE_URL, APP_SECRET });
  if (isOutside()) return at(settings.DATABASE_URL);
  const running = await runningOn(settings.DATA_DIR);
  if (running) return at(running.databaseUrl);
  cleanup.add(await lockDataDir(settings.DATA_DIR));
  const start = () =>
    startPostgres({ dataDir: settings.DATA_DIR, onLog: (line) => steps.say(`  ! ${line}`) });
  const postgres = await steps.step('Starting PostgreSQL', start, ({ port }) => `on port ${port}`);
  cleanup.add(() => postgres.stop());
  return at(postgres.url);
}
