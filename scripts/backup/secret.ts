import { readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Env } from '../../backend/src/env.ts';
import { Told } from '../launch/steps.mjs';
import { readSettings } from '../lib/settings.ts';
import { markOf, type Manifest } from './manifest.ts';

const secretFile = (env: Env) => join(env.DATA_DIR, 'secret');

/** Whether the installation made its secret itself, and keeps it beside its data. */
export async function hasOwnSecret(env: Env): Promise<boolean> {
  return (await readFile(secretFile(env), 'utf8').catch(() => '')).trim() === env.APP_SECRET;
}

/** The secret with which the rows open. @throws Told where it is neither here nor in the backup */
export async function secretOf(env: Env, { secret, secretMark }: Manifest): Promise<string> {
  if (markOf(env.APP_SECRET) === secretMark) return env.APP_SECRET;
  if (secret !== null && markOf(secret) === secretMark && (await hasOwnSecret(env))) return secret;
  throw new Told(
    'The backup is of an installation with another APP_SECRET, without which the keys in it do not open: give that one.',
  );
}

/** @returns the settings of the installation with this secret */
export async function takeSecret(env: Env, secret: string): Promise<Env> {
  if (secret === env.APP_SECRET) return env;
  const file = secretFile(env);
  await writeFile(`${file}.next`, secret, { mode: 0o600, flush: true });
  await rename(`${file}.next`, file);
  return readSettings({ ...process.env, DATABASE_URL: env.DATABASE_URL, APP_SECRET: secret });
}
