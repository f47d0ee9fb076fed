import { afterAll, expect, it } from 'vitest';
import { startPostgres, type Postgres } from '../../../scripts/lib/postgres.ts';
import { TEST_SECRET } from '../../test/secret.ts';
import { readEnv } from '../env.ts';
import { migrate } from './migrate.ts';

const servers: Postgres[] = [];
afterAll(() => Promise.all(servers.map(({ stop }) => stop())));

it('brings more than one database of a process to the newest migration', async () => {
  const applied: string[][] = [];
  for (let number = 0; number < 2; number += 1) {
    const server = await startPostgres({ throwaway: true });
    servers.push(server);
    applied.push(
      await migrate(readEnv({ NODE_ENV: 'test', DATABASE_URL: server.url, APP_SECRET: TEST_SECRET })),
    );
  }
  const [first, second] = applied;
  expect(first?.length).toBeGreaterThan(5);
  expect(second).toEqual(first);
}, 120_000);
