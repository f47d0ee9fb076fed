import { vi, expect } from 'vitest';
import { buildApp, type App } from '../src/app.ts';
import { closeDeps, openDeps, type Deps } from '../src/deps.ts';
import type { Env } from '../src/env.ts';
import { testRedis, type TestRedis } from './redis.ts';

interface Process {
  deps: Deps;
  app: App;
}

/** What two processes on one database and one Redis of their own would be. */
export interface TwoApps {
  redis: TestRedis;
  apps: [Process, Process];
  close: () => Promise<void>;
}

export async function twoApps(env: Env, clock: () => Date): Promise<TwoApps> {
  const redis = await testRedis();
  const open = async (): Promise<Process> => {
    const deps = await openDeps({ ...env, REDIS_URL: redis.url }, 'test', { clock });
    const app = await buildApp(deps);
    await app.ready();
    return { deps, app };
  };
  const apps = await Promise.all([open(), open()]);
  await vi.waitFor(() => expect(apps.map(({ deps }) => deps.redis?.status)).toEqual(['ready', 'ready']));
  return {
    redis,
    apps,
    async close() {
      for (const { app, deps } of apps) {
        await app.close();
        await closeDeps(deps);
      }
      await redis.close();
    },
  };
}
