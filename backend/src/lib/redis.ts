import { Redis } from 'ioredis';
import type { Logger } from './log.ts';

/**
 * The house's one Redis client. Nothing waits for a Redis that is gone: commands fail at once or after
 * 500 ms, and the client keeps trying to return, every two seconds at most.
 */
export function openRedis(url: string, log: Logger): Redis {
  const redis = new Redis(url, {
    enableOfflineQueue: false,
    connectTimeout: 2_000,
    commandTimeout: 500,
    maxRetriesPerRequest: 0,
    retryStrategy: (attempt) => Math.min(100 * 2 ** attempt, 2_000) * (0.75 + Math.random() / 4),
  });
  reportChanges(redis, log);
  return redis;
}

/** One line when Redis goes and one when it returns: ioredis emits an error at each attempt. */
function reportChanges(redis: Redis, log: Logger): void {
  let lost = false;
  redis.on('error', (error: Error) => {
    if (lost) return;
    lost = true;
    log.error({ err: error }, 'redis is gone: going on without it');
  });
  redis.on('ready', () => {
    if (lost) log.info('redis is back');
    lost = false;
  });
}
