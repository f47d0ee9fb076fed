import { CacheableMemory } from 'cacheable';
import type { Redis } from 'ioredis';
import { openSharedTier } from './cache-shared.ts';
import type { Logger } from './log.ts';

/** Two tiers: this process's memory, and Redis when there is one. Values are JSON and read-only. */
export interface Cache {
  /**
   * The cached value, or what `fill` finds. Callers that ask at the same time share one fill; a fill that
   * began before an invalidation is answered to those who waited, but not stored.
   * @param options.ttlMs how long it may be kept, in milliseconds. Default one hour
   */
  get: <T>(
    tenantId: string,
    topic: string,
    key: string,
    fill: () => Promise<T>,
    options?: { ttlMs?: number },
  ) => Promise<T>;
  /** Forgets one key here and in Redis; other processes forget it when they hear the same event. */
  invalidate: (tenantId: string, topic: string, key: string) => Promise<void>;
  /** Forgets everything: invalidations may have been missed. */
  clear: () => void;
}

/** A cached value and when it ends, in milliseconds since 1970; both tiers keep the same. */
export interface Entry {
  value: unknown;
  expiresAt: number;
}

/** One fill under way. Stale: what it read was invalidated meanwhile. */
interface Flight {
  stale: boolean;
  promise: Promise<unknown>;
}

/** Where a value came from: this process's memory, Redis, or the one who knows. */
export type CacheOutcome = 'memory' | 'redis' | 'filled';

const HOUR_MS = 3_600_000;
const MOST_ENTRIES = 1_000;

/** Through JSON, so that a value looks the same whether it comes from memory, from Redis or from the fill. */
function entryOf(value: unknown, ttlMs: number): Entry {
  // Jitter: entries filled together must not end together.
  const expiresAt = Date.now() + Math.round(ttlMs * (0.9 + Math.random() / 10));
  return value === undefined
    ? { value, expiresAt }
    : { value: JSON.parse(JSON.stringify(value)) as unknown, expiresAt };
}

/** @param options.count told where each value came from, by its topic */
export function openCache({
  redis,
  log,
  count = () => undefined,
}: {
  redis: Redis | undefined;
  log: Logger;
  count?: (topic: string, outcome: CacheOutcome) => void;
}): Cache {
  const memory = new CacheableMemory({ lruSize: MOST_ENTRIES, useClone: false });
  const shared = redis && openSharedTier(redis, log);
  // Not cacheable's own getOrSet: one who asks after an invalidation would join a fill from before it.
  const flights = new Map<string, Flight>();

  function remember(key: string, entry: Entry): void {
    const left = entry.expiresAt - Date.now();
    if (left > 0) memory.set(key, entry, left);
  }

  async function load(
    topic: string,
    key: string,
    flight: Flight,
    fill: () => Promise<unknown>,
    ttlMs: number,
  ): Promise<unknown> {
    const known = await shared?.get(key);
    if (known && !flight.stale) {
      count(topic, 'redis');
      remember(key, known);
      return known.value;
    }
    count(topic, 'filled');
    const entry = entryOf(await fill(), ttlMs);
    if (!flight.stale) {
      remember(key, entry);
      shared?.set(key, entry);
    }
    return entry.value;
  }

  function abandon(key: string): void {
    const flight = flights.get(key);
    if (flight) flight.stale = true;
    flights.delete(key);
    memory.delete(key);
  }

  return {
    async get<T>(
      tenantId: string,
      topic: string,
      name: string,
      fill: () => Promise<T>,
      { ttlMs = HOUR_MS }: { ttlMs?: number } = {},
    ) {
      const key = keyOf(tenantId, topic, name);
      const known = memory.get<Entry>(key);
      if (known) {
        count(topic, 'memory');
        return known.value as T;
      }
      const flying = flights.get(key);
      if (flying) return flying.promise as Promise<T>;
      const flight: Flight = { stale: false, promise: Promise.resolve() };
      flights.set(key, flight);
      flight.promise = load(topic, key, flight, fill, ttlMs).finally(() => {
        if (flights.get(key) === flight) flights.delete(key);
      });
      return flight.promise as Promise<T>;
    },
    async invalidate(tenantId, topic, name) {
      const key = keyOf(tenantId, topic, name);
      abandon(key);
      await shared?.forget(key);
    },
    clear() {
      for (const key of [...flights.keys()]) abandon(key);
      memory.clear();
      shared?.distrust();
    },
  };
}

function keyOf(tenantId: string, topic: string, name: string): string {
  return `t:${tenantId}:${topic}:${name}`;
}
