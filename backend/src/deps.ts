import type { Redis } from 'ioredis';
import type { Env } from './env.ts';
import { openBus, type Bus } from './lib/bus.ts';
import { openCache, type Cache } from './lib/cache.ts';
import { openDatabase, type Database } from './lib/database.ts';
import { openLimits, type Limits } from './lib/limits.ts';
import { createLog, type Logger } from './lib/log.ts';
import { openRedis } from './lib/redis.ts';
import { openFreshness, type Freshness } from './modules/availability/availability.freshness.ts';
import { loadVerticals, type Verticals } from './modules/verticals/verticals.service.ts';

/** What a process holds open: made once at its start, handed to everything, closed at its end. */
export interface Deps {
  env: Env;
  log: Logger;
  clock: () => Date;
  /** As turnero_app: everything that happens in a tenant. */
  database: Database;
  /** As turnero_operator: the narrow, audited path across tenants. */
  operatorDatabase: Database;
  redis: Redis | undefined;
  cache: Cache;
  limits: Limits;
  /** What this process has heard of changes of free time. */
  freshness: Freshness;
  bus: Bus;
  verticals: Verticals;
}

/** @param service the role of this process, for its log lines */
export async function openDeps(env: Env, service: string, overrides: Partial<Deps> = {}): Promise<Deps> {
  const log = overrides.log ?? createLog(service, env.LOG_LEVEL);
  const redis = env.REDIS_URL ? openRedis(env.REDIS_URL, log) : undefined;
  return {
    env,
    log,
    clock: () => new Date(),
    database: openDatabase(env.DATABASE_APP_URL, env.DATABASE_POOL_SIZE),
    operatorDatabase: openDatabase(env.DATABASE_OPERATOR_URL, 2),
    redis,
    cache: openCache({ redis, log }),
    limits: openLimits({ redis, log }),
    freshness: openFreshness(redis),
    bus: openBus({ url: env.DATABASE_DIRECT_URL, log }),
    verticals: await loadVerticals(),
    ...overrides,
  };
}

/** Lets go of every connection; call it when nothing is using them any more. */
export async function closeDeps(deps: Deps): Promise<void> {
  await deps.bus.close();
  await Promise.all([deps.database.close(), deps.operatorDatabase.close()]);
  deps.redis?.disconnect();
}
