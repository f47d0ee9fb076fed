import { spawn } from 'node:child_process';
import { join } from 'node:path';
import type { DemoSummary } from '../../backend/src/database/demo.ts';
import type { Env } from '../../backend/src/env.ts';
import { type Steps, Told } from '../launch/steps.mjs';
import type { Tasks } from './database-task.ts';
import { root } from './paths.ts';
import { asVariables } from './settings.ts';

/**
 * Does something to the database in a process of its own.
 * @returns what the task returns
 * @throws Told with the end of its output when it fails
 */
export function databaseTask<Name extends keyof Tasks>(
  name: Name,
  env: Env,
  ...words: string[]
): Promise<Awaited<ReturnType<Tasks[Name]>>> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [join(import.meta.dirname, 'database-task.ts'), name, ...words], {
      cwd: root,
      env: { ...process.env, ...asVariables(env) },
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    });
    let tail = '';
    child.stdout?.on('data', (chunk: Buffer) => (tail = (tail + chunk.toString()).slice(-6_000)));
    child.stderr?.on('data', (chunk: Buffer) => (tail = (tail + chunk.toString()).slice(-6_000)));
    let answer: { result: Awaited<ReturnType<Tasks[Name]>> } | { mistakes: string } | undefined;
    child.on('message', (message) => (answer = message as typeof answer));
    child.on('error', reject);
    child.on('close', () => {
      if (answer && 'result' in answer) resolve(answer.result);
      else if (answer)
        reject(
          new Told('The files of verticals are not as they should be; nothing was started:', answer.mistakes),
        );
      else reject(new Told(`The database could not be prepared (${name}).`, tail));
    });
  });
}

/**
 * Brings the database to the newest migration and fills it with the demo tenants where they are missing.
 * @param only the key of the one vertical that gets its demo tenant; left out, each
 * @returns what there is to look at, or undefined without the demo
 */
export async function prepareDatabase(
  env: Env,
  steps: Steps,
  only?: string,
): Promise<DemoSummary | undefined> {
  await steps.step('Migrating the database', () => databaseTask('migrate', env), counted);
  if (!env.DEMO) {
    await databaseTask('check', env);
    return undefined;
  }
  return steps.step(
    'Seeding the demo tenants',
    () => databaseTask('seed', env, ...(only === undefined ? [] : [only])),
    ({ tenants }) => tenants.map(({ slug }) => slug).join(', '),
  );
}

/** How many migrations were applied, in words. */
export function counted(applied: string[]): string {
  if (applied.length === 0) return 'up to date';
  return `${applied.length} ${applied.length === 1 ? 'migration' : 'migrations'} applied`;
}
