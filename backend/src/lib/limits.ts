import { isIPv6 } from 'node:net';
import type { Redis } from 'ioredis';
import type { Logger } from './log.ts';

export interface Limit {
  /** How often within one window. */
  max: number;
  windowSeconds: number;
}

export interface Taken {
  allowed: boolean;
  remaining: number;
  /** Seconds until the window ends. */
  retryAfterSeconds: number;
}

/** Counts what may happen only so often. Keys carry the tenant, or name something that has none. */
export interface Limits {
  take: (key: string, limit: Limit) => Promise<Taken>;
}

interface Count {
  count: number;
  endsAt: number;
}

/** How long Redis is left alone after it failed, so that requests do not queue up for its timeouts. */
const REST_MS = 1_000;
const MOST_KEYS = 20_000;

const TAKE = `
local count = redis.call('INCR', KEYS[1])
local left = redis.call('PTTL', KEYS[1])
if left < 0 then
  redis.call('PEXPIRE', KEYS[1], ARGV[1])
  left = tonumber(ARGV[1])
end
return { count, left }`;

/** The part of an address that one person cannot change at will: an IPv6 customer owns a whole /64. */
export function networkOf(address: string): string {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1];
  if (mapped) return mapped;
  if (!isIPv6(address)) return address;
  const [head = '', tail] = address.toLowerCase().split('%', 1)[0]?.split('::') ?? [];
  const front = head ? head.split(':') : [];
  const back = tail ? tail.split(':') : [];
  const zeros = tail === undefined ? 0 : Math.max(0, 8 - front.length - back.length);
  const groups = [...front, ...Array.from({ length: zeros }, () => '0'), ...back];
  return `${groups
    .slice(0, 4)
    .map((group) => group.replace(/^0+(?=.)/, ''))
    .join(':')}::/64`;
}

function countInMemory() {
  const counts = new Map<string, Count>();

  function makeRoom(): void {
    const oldest = counts.keys().next();
    if (counts.size >= MOST_KEYS && !oldest.done) counts.delete(oldest.value);
  }

  return {
    /** Takes over what Redis counted, so that a limit does not start again at zero when Redis goes. */
    set(key: string, count: Count): void {
      if (!counts.has(key)) makeRoom();
      counts.set(key, count);
    },
    take(key: string, windowSeconds: number): Count {
      const now = Date.now();
      const known = counts.get(key);
      const current =
        known && known.endsAt > now
          ? { count: known.count + 1, endsAt: known.endsAt }
          : { count: 1, endsAt: now + windowSeconds * 1_000 };
      this.set(key, current);
      return current;
    },
  };
}

/**
 * Opens the counters: on Redis where there is one, so that all processes count together. Without it, or while it
 * is gone, this process counts for itself: limits get looser by the number of processes, never off.
 */
export function openLimits({ redis, log }: { redis: Redis | undefined; log: Logger }): Limits {
  const memory = countInMemory();
  let restsUntil = 0;

  async function takeFromRedis(client: Redis, key: string, windowSeconds: number): Promise<Count> {
    const [count, left] = (await client.eval(TAKE, 1, `limit:${key}`, windowSeconds * 1_000)) as [
      number,
      number,
    ];
    return { count, endsAt: Date.now() + left };
  }

  async function count(key: string, windowSeconds: number): Promise<Count> {
    if (redis?.status !== 'ready' || Date.now() < restsUntil) return memory.take(key, windowSeconds);
    try {
      const current = await takeFromRedis(redis, key, windowSeconds);
      memory.set(key, current);
      return current;
    } catch (error) {
      restsUntil = Date.now() + REST_MS;
      log.warn({ err: error }, 'redis did not count: limits are kept in memory');
      return memory.take(key, windowSeconds);
    }
  }

  return {
    async take(key, { max, windowSeconds }) {
      const current = await count(key, windowSeconds);
      return {
        allowed: current.count <= max,
        remaining: Math.max(0, max - current.count),
        retryAfterSeconds: Math.max(1, Math.ceil((current.endsAt - Date.now()) / 1_000)),
      };
    },
  };
}
