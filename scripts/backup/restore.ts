import { migrate } from '../../backend/src/database/migrate.ts';
import { migrationNames } from '../../backend/src/database/migration-names.ts';
import type { Env } from '../../backend/src/env.ts';
import { Told, type Steps } from '../launch/steps.mjs';
import { counted, databaseTask } from '../lib/database.ts';
import { databaseBeside, obstacle } from './database.ts';
import { bringFiles } from './files.ts';
import { loadRows } from './load.ts';
import type { Manifest } from './manifest.ts';
import { checkBackup } from './read.ts';
import { secretOf, takeSecret } from './secret.ts';

function demandKnown({ migrations }: Manifest, here: readonly string[]): void {
  const unknown = migrations.find((name) => !here.includes(name));
  if (unknown !== undefined)
    throw new Told(
      `The backup is from a newer version of Turnero (its database has ${unknown}): bring the code to that version first.`,
    );
}

async function demandFree(env: Env, replace: boolean): Promise<void> {
  const found = await obstacle(env);
  if (found === 'connected')
    throw new Told(
      'The database is in use: stop every process of Turnero (and whoever else is connected), then try again.',
    );
  if (found === 'tenants' && !replace)
    throw new Told('There are tenants in the database: add --replace to put the backup in their place.');
}

/**
 * Puts a backup in the place of what the installation has: all of it, or nothing. It is read and compared first, then loaded into a
 * database beside, brought to the newest migration there, and only what is whole takes the other's place.
 * @throws Told for a backup that is damaged or does not fit, and where something is in the way
 */
export async function restoreBackup(
  env: Env,
  file: string,
  { steps, replace }: { steps: Steps; replace: boolean },
): Promise<Manifest> {
  const list = await steps.step(
    'Checking the backup',
    () => checkBackup(file),
    ({ createdAt, tables }) => `${tables.length} tables, written ${createdAt}`,
  );
  const here = await migrationNames();
  demandKnown(list, here);
  const secret = await secretOf(env, list);
  await demandFree(env, replace);
  const { filling, discard, swap, forget } = await databaseBeside(env);
  let takeAway: (() => Promise<void>) | undefined;
  try {
    await steps.step(
      'Restoring its rows',
      async () => {
        await migrate(filling, ...list.migrations);
        return loadRows(filling, file, list);
      },
      (rows) => `${rows} rows`,
    );
    if (list.migrations.length < here.length)
      await steps.step('Migrating them', () => migrate(filling), counted);
    // A vertical that is not here would keep Turnero from starting.
    await databaseTask('check', filling);
    takeAway = await steps.step(
      'Restoring pictures and files',
      () => bringFiles(env, file),
      () => String(list.files.count),
    );
    await swap();
  } catch (error) {
    await takeAway?.();
    await discard();
    throw error;
  }
  await forget();
  const now = await takeSecret(env, secret);
  // The roles' passwords are made from the secret.
  if (now !== env) await migrate(now);
  return list;
}
