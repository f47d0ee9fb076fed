import { createServer, type Server, type Socket } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { redisMissing, testRedis } from '../../test/redis.ts';
import { networkOf, openLimits } from './limits.ts';
import { createLog } from './log.ts';
import { openRedis } from './redis.ts';

const log = createLog('test', 'silent', false);
const LIMIT = { max: 3, windowSeconds: 60 };
const toClose: (() => unknown)[] = [];

afterEach(async () => {
  for (const close of toClose.splice(0).reverse()) await close();
});

/** Takes until refused; how often it was allowed, and how long the slowest answer took. */
async function exhaust(
  limits: ReturnType<typeof openLimits>,
  key: string,
): Promise<{ allowed: number; slowestMs: number }> {
  let slowestMs = 0;
  for (let allowed = 0; allowed < 50; allowed += 1) {
    const start = performance.now();
    const taken = await limits.take(key, LIMIT);
    slowestMs = Math.max(slowestMs, performance.now() - start);
    if (!taken.allowed) return { allowed, slowestMs };
  }
  return { allowed: Infinity, slowestMs };
}

/** Just enough of the protocol for a client to be content. */
function answerTo(command: string): string {
  if (/^eval\r$/im.test(command)) return '*2\r\n:1\r\n:60000\r\n';
  return /^info\r$/im.test(command) ? '$0\r\n\r\n' : '+OK\r\n';
}

/** A Redis that speaks as a healthy one does until it is told to say nothing more. */
async function silentRedis(): Promise<{ url: string; silence: () => void; server: Server }> {
  const sockets = new Set<Socket>();
  let silent = false;
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.on('data', (chunk) => {
      if (silent) return;
      for (const command of chunk
        .toString()
        .split(/^\*\d+\r\n/m)
        .slice(1))
        socket.write(answerTo(command));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  toClose.push(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  const { port } = server.address() as { port: number };
  return { url: `redis://127.0.0.1:${port}`, silence: () => (silent = true), server };
}

describe('limits in memory', () => {
  it('refuse from the limit on, and tell when to return', async () => {
    const limits = openLimits({ redis: undefined, log });
    expect((await exhaust(limits, 'a')).allowed).toBe(3);
    const refused = await limits.take('a', LIMIT);
    expect(refused).toMatchObject({ allowed: false, remaining: 0 });
    expect(refused.retryAfterSeconds).toBeGreaterThan(55);
    expect((await limits.take('b', LIMIT)).remaining).toBe(2);
  });

  it('begin again after the window', async () => {
    const limits = openLimits({ redis: undefined, log });
    const short = { max: 1, windowSeconds: 0.05 };
    expect((await limits.take('a', short)).allowed).toBe(true);
    expect((await limits.take('a', short)).allowed).toBe(false);
    await new Promise((resolve) => setTimeout(resolve, 60));
    expect((await limits.take('a', short)).allowed).toBe(true);
  });

  it('take bounded room', async () => {
    const limits = openLimits({ redis: undefined, log });
    for (let n = 0; n < 30_000; n += 1) await limits.take(`flood ${n}`, LIMIT);
    // The oldest was dropped to make room, the newest is still counted.
    expect((await limits.take('flood 0', LIMIT)).remaining).toBe(2);
    expect((await limits.take('flood 29999', LIMIT)).remaining).toBe(1);
  });
});

describe('limits while Redis', () => {
  it('is not there still limit, at once', async () => {
    const redis = openRedis('redis://127.0.0.1:1', log);
    toClose.push(() => redis.disconnect());
    const { allowed, slowestMs } = await exhaust(openLimits({ redis, log }), 'a');
    expect(allowed).toBe(3);
    expect(slowestMs).toBeLessThan(100);
  });

  it('hangs still limit, and only one request waits for it', async () => {
    const fake = await silentRedis();
    const redis = openRedis(fake.url, log);
    toClose.push(() => redis.disconnect());
    await expect.poll(() => redis.status).toBe('ready');
    const limits = openLimits({ redis, log });
    expect((await limits.take('a', LIMIT)).remaining).toBe(2);
    fake.silence();
    const start = performance.now();
    // One of the three was already counted by Redis and is not forgotten.
    expect((await exhaust(limits, 'a')).allowed).toBe(2);
    expect(performance.now() - start).toBeLessThan(900);
  });

  it('dies and returns: counted together, then alone, then together', async (context) => {
    context.skip(redisMissing !== undefined, redisMissing);
    const server = await testRedis();
    toClose.push(() => server.close());
    const clients = [openRedis(server.url, log), openRedis(server.url, log)];
    toClose.push(() => clients.forEach((client) => client.disconnect()));
    await expect.poll(() => clients.every(({ status }) => status === 'ready')).toBe(true);
    const [one, two] = clients.map((redis) => openLimits({ redis, log })) as [
      ReturnType<typeof openLimits>,
      ReturnType<typeof openLimits>,
    ];
    await one.take('a', LIMIT);
    await two.take('a', LIMIT);
    expect((await one.take('a', LIMIT)).remaining).toBe(0);
    await server.stop();
    expect((await exhaust(one, 'a')).allowed).toBe(0);
    await server.start();
    await expect
      .poll(() => clients.every(({ status }) => status === 'ready'), { timeout: 10_000 })
      .toBe(true);
    await new Promise((resolve) => setTimeout(resolve, 1_100));
    await one.take('b', LIMIT);
    expect((await two.take('b', LIMIT)).remaining).toBe(1);
  });
});

describe('networkOf', () => {
  it.each([
    ['203.0.113.7', '203.0.113.7'],
    ['::ffff:203.0.113.7', '203.0.113.7'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
    ['2001:DB8:0001:2::9', '2001:db8:1:2::/64'],
    ['2001:db8::1', '2001:db8:0:0::/64'],
    ['::1', '0:0:0:0::/64'],
    ['fe80::1%eth0', 'fe80:0:0:0::/64'],
  ])('of %s is %s', (address, network) => expect(networkOf(address)).toBe(network));
});
