// `npm run db -- migrate|status|seed|reindex|backup|restore|reset`: the database of this installation, whether it runs just now or not.
import { existsSync } from 'node:fs';
import { createInterface } from 'node:readline/promises';
import { parseArgs } from 'node:util';
import type { Env } from '../backend/src/env.ts';
import { restoreBackup } from './backup/restore.ts';
import { writeBackup } from './backup/write.ts';
import { isAlive } from './launch/processes.mjs';
import { Told, createSteps } from './launch/steps.mjs';
import { createCleanup } from './lib/cleanup.ts';
import { runCommand } from './lib/command.ts';
import { counted, databaseTask, prepareDatabase } from './lib/database.ts';
import { isOutside, openInstallation, runningOn } from './lib/installation.ts';
import { pathOf } from './lib/paths.ts';

const usage = `Say what to do: npm run db -- <command>
  migrate   bring the database to the newest migration
  status    which migrations it has
  seed      add the demo tenants where they are missing
  reindex   make anew what search keeps: who works when, and whose time is taken
  backup [FILE]    everything that is kept, in one file, also while Turnero runs
  restore FILE     such a file, into a database without tenants (--replace: in the place of what is there)
  reset     delete everything and begin anew (asks first; --yes does not)`;

const steps = createSteps();
const cleanup = createCleanup();

const commands: Record<string, (env: Env, words: readonly string[]) => Promise<unknown>> = {
  migrate: (env) => steps.step('Migrating the database', () => databaseTask('migrate', env), counted),
  status: showStatus,
  seed: (env) =>
    steps.step(
      'Seeding the demo tenants',
      () => databaseTask('seed', env),
      ({ tenants }) => tenants.map(({ slug }) => slug).join(', '),
    ),
  reindex: (env) =>
    steps.step(
      'Making the index of search anew',
      () => databaseTask('reindex', env),
      (tenants) => `${tenants} tenants`,
    ),
  backup,
  restore,
  reset,
};
/** Those to which a file may be named. */
const WITH_FILE = ['backup', 'restore'];

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { yes: { type: 'boolean', short: 'y' }, replace: { type: 'boolean' } },
});

await runCommand(steps, async () => {
  const [name = '', ...words] = positionals;
  const command = commands[name];
  if (!command || words.length > (WITH_FILE.includes(name) ? 1 : 0)) throw new Told(usage);
  try {
    await command(await openInstallation(steps, cleanup), words);
  } finally {
    await cleanup.run();
  }
});

async function showStatus(env: Env) {
  const migrations = await databaseTask('status', env);
  for (const { name, applied } of migrations) steps.say(`  ${applied ? '✓' : '·'} ${name}`);
  const missing = migrations.filter(({ applied }) => !applied).length;
  steps.say(missing === 0 ? '  Up to date.' : `  ${missing} to apply: npm run db -- migrate`);
  if (missing > 0) process.exitCode = 1;
}

async function backup(env: Env, [named]: readonly string[]) {
  if (!(await databaseTask('status', env)).some(({ applied }) => applied))
    throw new Told('There is nothing to back up: the database is empty.');
  const moment = new Date().toISOString().slice(0, 19).replaceAll(':', '');
  const file = pathOf(named ?? `turnero-${moment}.tar.gz`);
  await steps.step(
    `Writing ${file}`,
    () => writeBackup(env, file),
    ({ tables, rows, files }) => `${tables} tables, ${rows} rows, ${files} files`,
  );
  steps.say('  It holds what is known of people, and keys: keep it as carefully as the database.');
}

async function restore(env: Env, [named]: readonly string[]) {
  if (named === undefined) throw new Told('Say which file: npm run db -- restore FILE');
  const file = pathOf(named);
  if (!existsSync(file)) throw new Told(`There is no file ${file}`);
  await restoreBackup(env, file, { steps, replace: values.replace ?? false });
  steps.say(
    '  Restored. What was promised when it was written, and done since, is done again: see docs/operating.md.',
  );
}

async function reset(env: Env) {
  const { host, pathname } = new URL(env.DATABASE_URL);
  const what = isOutside()
    ? `the database ${pathname.slice(1)} at ${host} (DATABASE_URL)`
    : `the database in ${env.DATA_DIR}`;
  if (!values.yes) await confirm(what);
  await steps.step(`Deleting ${what}`, () => databaseTask('clear', env));
  await prepareDatabase(env, steps);
  const running = isOutside() ? undefined : await runningOn(env.DATA_DIR);
  // They remember what is no longer true; the supervisor starts them again.
  for (const { name, identity } of running?.processes ?? []) {
    if (/^(api|worker)/.test(name) && isAlive(identity))
      process.kill(Number.parseInt(identity, 10), 'SIGTERM');
  }
}

async function confirm(what: string) {
  if (isOutside() || !process.stdin.isTTY)
    throw new Told(`This deletes everything in ${what}: if that is what you want, add --yes.`);
  const prompt = createInterface({ input: process.stdin, output: process.stdout });
  const answer = await prompt.question(`  This deletes everything in ${what}. Type "yes" to go on: `);
  prompt.close();
  if (answer.trim().toLowerCase() !== 'yes') throw new Told('Nothing was deleted.');
}
