import { resolve } from 'node:path';
import { type Env, readEnv } from '../../backend/src/env.ts';
import { Told } from '../launch/steps.mjs';
import { root } from './paths.ts';

/** Variables of ours and what a process gets for each. */
export type Variables = Record<string, string | undefined>;

/**
 * Checks every variable before anything is started.
 * @param given the environment; the database and the secret may be missing, because `npm start` brings its own
 * @throws Told with a line for every variable that is wrong
 */
export function readSettings(given: Variables): Env {
  const later = {
    DATABASE_URL: 'postgres://127.0.0.1/turnero',
    APP_SECRET: 'made when the data folder is there'.padEnd(32),
  };
  const present = Object.fromEntries(Object.entries(given).filter(([, value]) => value));
  try {
    const env = readEnv({ ...later, ...present });
    return { ...env, DATA_DIR: resolve(root, env.DATA_DIR) };
  } catch (error) {
    if (error instanceof Error && error.message.includes('.env.example')) throw new Told(error.message);
    throw error;
  }
}

/** Settings as the variables that they come from, with what was derived or made on the way. */
export function asVariables(env: Env): Variables {
  const text = (value: Env[keyof Env]) =>
    Array.isArray(value) ? value.join(',') : value === undefined ? '' : String(value);
  return Object.fromEntries(Object.entries(env).map(([name, value]) => [name, text(value)]));
}
