import type { Redis } from 'ioredis';
import type { Env } from './env.ts';
import { openBus, type Bus } from './lib/bus.ts';
import { openCache, type Cache } from './lib/cache.ts';
import { openDatabase, type Database } from './lib/database.ts';
import { measureDatabases } from './lib/database.metrics.ts';
import { openLimits, type Limits } from './lib/limits.ts';
import { createLog, type Logger } from './lib/log.ts';
import { Counter, Gauge, openMetrics, type Metrics } from './lib/metrics.ts';
import { openRedis } from './lib/redis.ts';
import type { Tracing } from './lib/tracing.ts';
import { openFreshness, type Freshness } from './modules/availability/availability.freshness.ts';
import { openMediaStore, type MediaStore } from './modules/media/media.store.ts';
import { loadVerticals, type Verticals } from './modules/verticals/verticals.service.ts';

/** What a process holds open: made once at its start, handed to everything, closed at its end. */
export interface Deps {
  env: Env;
  log: Logger;
  clock: () => Date;
  /** Spans of what it does; absent where nothing is traced. */
  tracing?: Tracing;
  /** What this process counts and measures. */
  metrics: Metrics;
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
  /** Pictures and files of tenants. */
  media: MediaStore;
  verticals: Verticals;
}

/** Where cached values came from. @returns what the cache tells each to */
function countCache(metrics: Metrics) {
  const asked = new Counter({
    name: 'turnero_cache_requests_total',
    help: 'Values asked of the cache, by topic and by where they came from: memory, redis, or filled anew',
    labelNames: ['topic', 'outcome'],
    registers: [metrics],
  });
  return (topic: string, outcome: string) => asked.inc({ topic, outcome });
}

function measureRedis(metrics: Metrics, redis: Redis): void {
  new Gauge({
    name: 'turnero_redis_ready',
    help: '1 while Redis takes commands; absent where none is used',
    registers: [metrics],
    collect() {
      this.set(redis.status === 'ready' ? 1 : 0);
    },
  });
}

/** @param service the role of this process, for its log lines */
export async function openDeps(env: Env, service: string, overrides: Partial<Deps> = {}): Promise<Deps> {
  const log = overrides.log ?? createLog(service, env.LOG_LEVEL);
  const metrics = overrides.metrics ?? openMetrics();
  const measured = measureDatabases(metrics);
  const redis = env.REDIS_URL ? openRedis(env.REDIS_URL, log) : undefined;
  if (redis) measureRedis(metrics, redis);
  return {
    env,
    log,
    clock: () => new Date(),
    metrics,
    database: measured('app', openDatabase(env.DATABASE_APP_URL, env.DATABASE_POOL_SIZE)),
    operatorDatabase: measured('operator', openDatabase(env.DATABASE_OPERATOR_URL, 2)),
    redis,
    cache: openCache({ redis, log, count: countCache(metrics) }),
    limits: openLimits({ redis, log }),
    freshness: openFreshness(redis),
    bus: openBus({ url: env.DATABASE_DIRECT_URL, log }),
    media: await openMediaStore(env),
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
