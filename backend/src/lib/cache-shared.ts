import { setTimeout as sleep } from 'node:timers/promises';
import type { Redis } from 'ioredis';
import type { Entry } from './cache.ts';
import type { Logger } from './log.ts';

/** The tier in Redis. Nothing here throws: without Redis a read misses and a write is dropped. */
export interface SharedTier {
  get: (key: string) => Promise<Entry | undefined>;
  set: (key: string, entry: Entry) => void;
  forget: (key: string) => Promise<void>;
  /** Stops reading until every entry has been removed: some may be older than their invalidation. */
  distrust: () => void;
}

/** Milliseconds an invalidated key refuses new values: longer than any fill that began before takes. */
const GRAVE_MS = 15_000;
const GRAVE = 'x';
const RETRY_MS = 1_000;

export function openSharedTier(redis: Redis, log: Logger): SharedTier {
  let doubts = 0;
  let settled = 0;
  let cleaning = false;

  async function removeAll(): Promise<void> {
    let cursor = '0';
    do {
      const [next, keys] = await redis.scan(cursor, 'MATCH', 't:*', 'COUNT', 500);
      if (keys.length > 0) await redis.unlink(...keys);
      cursor = next;
    } while (cursor !== '0');
  }

  async function clean(): Promise<void> {
    while (settled !== doubts && redis.status !== 'end') {
      const upTo = doubts;
      try {
        await removeAll();
        settled = upTo;
      } catch {
        await sleep(RETRY_MS, undefined, { ref: false });
      }
    }
    cleaning = false;
  }

  function distrust(): void {
    doubts += 1;
    if (cleaning) return;
    cleaning = true;
    void clean();
  }

  return {
    distrust,
    async get(key) {
      if (settled !== doubts) return undefined;
      const text = await redis.get(key).catch(() => null);
      return text === null || text === GRAVE ? undefined : parse(text, log);
    },
    set(key, entry) {
      const left = entry.expiresAt - Date.now();
      if (settled !== doubts || left <= 0) return;
      // NX: a process that has not heard of an invalidation yet cannot write over the grave.
      redis.set(key, JSON.stringify(entry), 'PX', left, 'NX').catch(() => undefined);
    },
    async forget(key) {
      try {
        await redis.set(key, GRAVE, 'PX', GRAVE_MS);
      } catch {
        distrust();
      }
    },
  };
}

function parse(text: string, log: Logger): Entry | undefined {
  try {
    return JSON.parse(text) as Entry;
  } catch (error) {
    log.warn({ err: error }, 'an unreadable cache entry was ignored');
    return undefined;
  }
}
