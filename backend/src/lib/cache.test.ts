import { setTimeout as sleep } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { redisMissing, testRedis, type TestRedis } from '../../test/redis.ts';
import { openCache, type Cache } from './cache.ts';
import { openRedis } from './redis.ts';

const log = pino({ level: 'silent' });
const at = ['t1', 'user', 'u1'] as const;
const never = () => Promise.reject(new Error('was filled'));

describe('in memory', () => {
  let cache: Cache;
  beforeEach(() => {
    cache = openCache({ redis: undefined, log });
  });

  test('fills once and remembers, null and undefined too', async () => {
    for (const [key, value] of Object.entries({
      some: { roles: ['admin'] },
      none: null,
      absent: undefined,
    })) {
      expect(await cache.get('t1', 'user', key, async () => value)).toEqual(value);
      expect(await cache.get('t1', 'user', key, never)).toEqual(value);
    }
  });

  test('callers at the same time share one fill', async () => {
    let fills = 0;
    const fill = async () => {
      await sleep(20);
      return (fills += 1);
    };
    const values = await Promise.all(Array.from({ length: 50 }, () => cache.get(...at, fill)));
    expect(new Set(values)).toEqual(new Set([1]));
    expect(fills).toBe(1);
  });

  test('a failed fill reaches all who wait and is not remembered', async () => {
    const failing = () => sleep(5).then(() => Promise.reject(new Error('database is gone')));
    const answers = await Promise.allSettled([cache.get(...at, failing), cache.get(...at, failing)]);
    expect(answers.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect(await cache.get(...at, async () => 'fine')).toBe('fine');
  });

  test.each(['invalidate', 'clear'] as const)(
    'a fill that began before %s is not stored, and nobody joins it afterwards',
    async (how) => {
      const { promise: held, resolve: release } = Promise.withResolvers<void>();
      const old = cache.get(...at, () => held.then(() => 'old'));
      await sleep(0);
      if (how === 'invalidate') await cache.invalidate(...at);
      if (how === 'clear') cache.clear();
      const fresh = cache.get(...at, async () => 'new');
      expect(await fresh).toBe('new');
      release();
      expect(await old).toBe('old');
      expect(await cache.get(...at, never)).toBe('new');
    },
  );

  test('tenants and topics are apart', async () => {
    await cache.get('t1', 'user', 'u1', async () => 1);
    await cache.get('t2', 'user', 'u1', async () => 2);
    await cache.get('t1', 'session', 'u1', async () => 3);
    await cache.invalidate(...at);
    expect(await cache.get('t1', 'user', 'u1', async () => 10)).toBe(10);
    expect(await cache.get('t2', 'user', 'u1', never)).toBe(2);
    expect(await cache.get('t1', 'session', 'u1', never)).toBe(3);
  });

  test('entries end, a little before their time', async () => {
    vi.useFakeTimers();
    try {
      await cache.get(...at, async () => 'old', { ttlMs: 1_000 });
      vi.advanceTimersByTime(899);
      expect(await cache.get(...at, never)).toBe('old');
      vi.advanceTimersByTime(102);
      expect(await cache.get(...at, async () => 'new')).toBe('new');
    } finally {
      vi.useRealTimers();
    }
  });

  test('keeps a thousand entries, the least used leave', async () => {
    for (let i = 0; i < 1_100; i += 1) await cache.get('t1', 'user', `u${i}`, async () => i);
    expect(await cache.get('t1', 'user', 'u1099', never)).toBe(1099);
    expect(await cache.get('t1', 'user', 'u0', async () => 'filled again')).toBe('filled again');
  });
});

describe.skipIf(redisMissing)(`with Redis${redisMissing ? ` (skipped: ${redisMissing})` : ''}`, () => {
  let server: TestRedis;
  let clients: Redis[];

  async function openProcess(): Promise<Cache> {
    const redis = openRedis(server.url, log);
    clients.push(redis);
    await new Promise((resolve) => redis.once('ready', resolve));
    return openCache({ redis, log });
  }

  beforeEach(async () => {
    clients = [];
    server = await testRedis();
  });
  afterEach(async () => {
    for (const client of clients) client.disconnect();
    await server.close();
  });

  test('what one process found, another one knows', async () => {
    const [one, two] = [await openProcess(), await openProcess()];
    await one.get(...at, async () => ({ since: new Date(0) }));
    await expect
      .poll(() => two.get(...at, never).catch(() => null))
      .toEqual({ since: '1970-01-01T00:00:00.000Z' });
  });

  test('an invalidated key takes no value from a process that has not heard of it', async () => {
    const [one, two] = [await openProcess(), await openProcess()];
    const { promise: held, resolve: release } = Promise.withResolvers<void>();
    const late = two.get(...at, () => held.then(() => 'old'));
    await sleep(20);
    await one.invalidate(...at);
    release();
    expect(await late).toBe('old');
    await sleep(20);
    expect(await one.get(...at, async () => 'new')).toBe('new');
  });

  test('goes on without Redis, at once, and reads nothing stale when it returns', async () => {
    const [one, two] = [await openProcess(), await openProcess()];
    await one.get(...at, async () => 'old');
    await clients[0]?.call('CLIENT', 'KILL', 'TYPE', 'normal', 'SKIPME', 'no').catch(() => undefined);
    await server.stop();
    const began = performance.now();
    await one.invalidate(...at);
    expect(await one.get(...at, async () => 'new')).toBe('new');
    expect(await two.get('t1', 'user', 'u2', async () => 'found')).toBe('found');
    expect(performance.now() - began).toBeLessThan(1_500);
    await server.start();
    await expect
      .poll(
        async () => {
          await one.get('t1', 'user', `probe${Math.random()}`, async () => 1);
          const direct = new Redis(server.url);
          const keys = await direct.keys('t:t1:user:probe*');
          direct.disconnect();
          return keys.length;
        },
        { timeout: 8_000 },
      )
      .toBeGreaterThan(0);
  });

  test('clearing also empties Redis', async () => {
    const one = await openProcess();
    await one.get(...at, async () => 'old');
    await sleep(20);
    one.clear();
    expect(await one.get(...at, async () => 'new')).toBe('new');
  });
});
