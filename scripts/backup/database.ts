import pg from 'pg';
import type { Env } from '../../backend/src/env.ts';
import { Told } from '../launch/steps.mjs';

const OTHERS_CONNECTED = '55006';
const MAY_NOT = '42501';

const nameOf = (url: string) => decodeURIComponent(new URL(url).pathname.slice(1));

function at(url: string, database: string): string {
  const other = new URL(url);
  other.pathname = `/${encodeURIComponent(database)}`;
  return other.href;
}

/** The same installation on a database of another name. */
export const onDatabase = (env: Env, database: string): Env => ({
  ...env,
  DATABASE_URL: at(env.DATABASE_URL, database),
  DATABASE_APP_URL: at(env.DATABASE_APP_URL, database),
  DATABASE_DIRECT_URL: at(env.DATABASE_DIRECT_URL, database),
  DATABASE_OPERATOR_URL: at(env.DATABASE_OPERATOR_URL, database),
});

/** Beside all databases that something is done to. */
async function beside<T>(env: Env, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: at(env.DATABASE_URL, 'postgres') });
  await client.connect();
  try {
    return await work(client);
  } catch (error) {
    const { code } = error as pg.DatabaseError;
    if (code === OTHERS_CONNECTED)
      throw new Told(
        'The database is in use: stop every process of Turnero (and whoever else is connected), then try again.',
      );
    if (code === MAY_NOT)
      throw new Told(
        'The owner of the database may not make another one, in which the backup is restored first: ALTER ROLE ... CREATEDB.',
      );
    throw error;
  } finally {
    await client.end();
  }
}

/** Databases beside that of the installation: the one that is being filled, and the one that was there before. */
export interface Beside {
  filling: Env;
  discard: () => Promise<void>;
  /** From one moment to the next the installation has the new database instead of its own, which is kept beside. */
  swap: () => Promise<void>;
  forget: () => Promise<void>;
}

/** Makes an empty database beside that of the installation; what an earlier attempt left is deleted. */
export async function databaseBeside(env: Env): Promise<Beside> {
  const name = nameOf(env.DATABASE_URL);
  const quoted = (suffix: string) => pg.escapeIdentifier(`${name}${suffix}`);
  const [now, next, before] = [quoted(''), quoted('_restore'), quoted('_before')];
  const drop = (...databases: string[]) =>
    beside(env, async (client) => {
      for (const database of databases) await client.query(`DROP DATABASE IF EXISTS ${database}`);
    });
  await drop(next, before);
  await beside(env, (client) => client.query(`CREATE DATABASE ${next} TEMPLATE template0`));
  return {
    filling: onDatabase(env, `${name}_restore`),
    discard: () => drop(next),
    swap: () =>
      beside(env, async (client) => {
        await client.query(
          `BEGIN; ALTER DATABASE ${now} RENAME TO ${before}; ALTER DATABASE ${next} RENAME TO ${now}; COMMIT`,
        );
      }),
    forget: () => drop(before),
  };
}

/** What is in the way of a restore. */
export async function obstacle(env: Env): Promise<'connected' | 'tenants' | undefined> {
  const client = new pg.Client({ connectionString: env.DATABASE_URL });
  await client.connect();
  try {
    const { rows: others } = await client.query(
      'SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()',
    );
    if (others.length > 0) return 'connected';
    const { rows: made } = await client.query<{ there: boolean }>(
      `SELECT to_regclass('public.tenants') IS NOT NULL AS there`,
    );
    if (!made[0]?.there) return undefined;
    const { rows: used } = await client.query('SELECT FROM tenants LIMIT 1');
    return used.length > 0 ? 'tenants' : undefined;
  } finally {
    await client.end();
  }
}
