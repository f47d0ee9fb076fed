import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { inject } from 'vitest';
import { readEnv, type Env } from '../src/env.ts';
import { TEST_SECRET } from './secret.ts';

export interface TestDatabase {
  name: string;
  env: Env;
  /** Runs SQL as the owner, who may do DDL but is bound by the wall like everybody. */
  asOwner: <Row extends pg.QueryResultRow>(sql: string, values?: unknown[]) => Promise<Row[]>;
  drop: () => Promise<void>;
}

/** A database of one's own, cloned from the migrated template in well under a second. */
export async function testDatabase(overrides: NodeJS.ProcessEnv = {}): Promise<TestDatabase> {
  const templateUrl = inject('templateUrl');
  const name = `test_${randomBytes(6).toString('hex')}`;
  const template = new URL(templateUrl).pathname.slice(1);
  const maintenanceUrl = new URL(templateUrl);
  maintenanceUrl.pathname = '/postgres';

  async function once<Row extends pg.QueryResultRow>(
    connectionString: string,
    sql: string,
    values: unknown[] = [],
  ) {
    const client = new pg.Client({ connectionString });
    await client.connect();
    try {
      return (await client.query<Row>(sql, values)).rows;
    } finally {
      await client.end();
    }
  }

  await once(maintenanceUrl.href, `CREATE DATABASE ${name} TEMPLATE ${template}`);
  const url = new URL(templateUrl);
  url.pathname = `/${name}`;
  const env = readEnv({
    NODE_ENV: 'test',
    DATABASE_URL: url.href,
    APP_SECRET: TEST_SECRET,
    LOG_LEVEL: 'silent',
    DATABASE_POOL_SIZE: '5',
    DATA_DIR: join(tmpdir(), name),
    ...overrides,
  });
  return {
    name,
    env,
    asOwner: (sql, values) => once(url.href, sql, values),
    drop: async () => {
      const adminUrl = new URL(inject('adminUrl'));
      adminUrl.pathname = '/postgres';
      await once(adminUrl.href, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
      await rm(join(tmpdir(), name), { recursive: true, force: true });
    },
  };
}
