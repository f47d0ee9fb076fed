import { statfs } from 'node:fs/promises';
import type { Deps } from '../deps.ts';

export interface Check {
  status: 'ok' | 'failed' | 'off';
  ms: number;
}

/** Below this the database itself is about to stop. */
const LEAST_FREE_BYTES = 200 * 1024 * 1024;
const PATIENCE_MS = 2_000;

/** Runs one check against the clock; what it threw stays in the log, as health is public. */
async function timed(deps: Deps, name: string, check: () => Promise<unknown>): Promise<Check> {
  const start = performance.now();
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(() => late.reject(new Error(`no answer within ${PATIENCE_MS} ms`)), PATIENCE_MS);
  try {
    await Promise.race([check(), late.promise]);
    return { status: 'ok', ms: Math.round(performance.now() - start) };
  } catch (error) {
    deps.log.warn({ err: error, check: name }, 'health check failed');
    return { status: 'failed', ms: Math.round(performance.now() - start) };
  } finally {
    clearTimeout(timer);
  }
}

async function requireSpace(folder: string): Promise<void> {
  const { bavail, bsize } = await statfs(folder);
  if (bavail * bsize < LEAST_FREE_BYTES) throw new Error(`${bavail * bsize} bytes free`);
}

/** Everything this process leans on, asked at the same time. */
export async function checkAll(
  deps: Deps,
): Promise<Record<'database' | 'redis' | 'storage' | 'disk', Check>> {
  const { database, redis, media, env } = deps;
  const [db, cache, storage, disk] = await Promise.all([
    timed(deps, 'database', () => database.ping()),
    redis ? timed(deps, 'redis', () => redis.ping()) : { status: 'off' as const, ms: 0 },
    timed(deps, 'storage', () => media.check()),
    timed(deps, 'disk', () => requireSpace(env.DATA_DIR)),
  ]);
  return { database: db, redis: cache, storage, disk };
}
