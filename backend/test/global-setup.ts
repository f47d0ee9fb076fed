import type { TestProject } from 'vitest/node';
import { startPostgres } from '../../scripts/lib/postgres.ts';
import { migrate } from '../src/database/migrate.ts';
import { readEnv } from '../src/env.ts';
import { TEST_SECRET } from './secret.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** Owner's URL of the migrated template database. */
    templateUrl: string;
    /** The superuser's, for what only it may do: end other roles' connections. */
    adminUrl: string;
  }
}

/** A throw-away PostgreSQL for the run, with one migrated database that each test file clones. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const server = await startPostgres({ throwaway: true });
  await migrate(readEnv({ NODE_ENV: 'test', DATABASE_URL: server.url, APP_SECRET: TEST_SECRET }));
  project.provide('templateUrl', server.url);
  project.provide('adminUrl', server.adminUrl);
  return server.stop;
}
