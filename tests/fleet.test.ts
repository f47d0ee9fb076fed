import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { io, type Socket } from 'socket.io-client';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { PASSWORD } from '../backend/test/browser.ts';
import { redisMissing } from '../backend/test/redis.ts';
import { send, type Question } from '../scripts/lib/send.ts';
import { startLoad } from '../scripts/torture/load.ts';
import { restartInTurn, startsOfDays } from '../scripts/torture/rolling.ts';
import { cookies } from './lib/cookies.ts';
import { type Processes, startProcesses } from './lib/processes.ts';

/** Of each person after an answer: starts must not run out before the last process is back. */
const PAUSE_MS = 200;
const title = `three api, two web and two worker processes behind one door, on one PostgreSQL and Redis`;

describe.skipIf(redisMissing)(redisMissing ? `${title} (skipped: ${redisMissing})` : title, () => {
  let all: Processes;
  const open: Socket[] = [];
  beforeAll(async () => {
    all = await startProcesses();
  }, 180_000);
  afterEach(() => {
    for (const socket of open.splice(0)) socket.disconnect();
  });
  afterAll(() => all.close());

  const ask = (port: number, path: string, question: Pick<Question, 'method' | 'headers' | 'body'> = {}) =>
    send({ port, path, host: all.host, ...question });

  async function logIn(port: number) {
    const body = { email: all.email, password: PASSWORD };
    const answer = await ask(port, '/api/v1/auth/login', { body });
    expect(answer.status, answer.text).toBe(200);
    const jar = cookies();
    jar.keep(answer);
    return jar.headers();
  }

  async function listen(port: number, headers: Record<string, string> = {}) {
    const heard: string[] = [];
    const socket = io(`http://127.0.0.1:${port}`, {
      transports: ['websocket'],
      forceNew: true,
      reconnectionDelay: 50,
      extraHeaders: { host: all.host, origin: `http://${all.host}`, ...headers },
    });
    open.push(socket);
    socket.onAny((name: string) => heard.push(name));
    await new Promise<void>((resolve, reject) => {
      socket.once('connect', resolve);
      socket.once('connect_error', reject);
    });
    await sleep(100);
    return { socket, heard };
  }

  test('who logs in at one is heard at the other, and their mail goes out', async () => {
    const [one = 0, two = 0] = all.ports.api;
    const here = await listen(two, await logIn(one));
    await logIn(one);
    await expect.poll(() => here.heard, { timeout: 1_000, interval: 10 }).toEqual(['session.started']);
    const inbox = join(all.dataDir, 'inbox');
    await expect.poll(() => readdir(inbox).catch(() => []), { timeout: 5_000 }).toHaveLength(1);
  });

  test('who logs out at one is out at the other within a second, sockets too', async () => {
    const [one = 0, two = 0] = all.ports.api;
    const headers = await logIn(one);
    const me = () => ask(two, '/api/v1/me', { headers });
    expect((await me()).status).toBe(200);
    const there = await listen(two, { cookie: headers.cookie });
    const out = await ask(one, '/api/v1/auth/logout', { method: 'POST', headers });
    expect(out.status, out.text).toBeLessThan(300);
    const within = { timeout: 1_000, interval: 20 };
    await expect.poll(() => there.socket.connected, within).toBe(false);
    await expect.poll(async () => (await me()).status, within).toBe(401);
  });

  test('the front serves pages and the api on one port', async () => {
    const { front } = all.ports;
    const page = await ask(front, '/', { headers: { accept: 'text/html' } });
    expect(page.status).toBe(200);
    expect(page.text).toContain('Tenant A');
    expect((await ask(front, '/api/v1/tenant')).status).toBe(200);
    const packed = await ask(front, '/', { headers: { accept: 'text/html', 'accept-encoding': 'gzip, br' } });
    expect(packed.headers['content-encoding']).toBe('br');
  });

  test('each api and web process is restarted under load: no request fails, and nobody is lost', async () => {
    const { front } = all.ports;
    const sockets = await Promise.all([1, 2].map(async () => listen(front, await logIn(front))));
    const load = await startLoad(
      {
        port: front,
        host: all.host,
        serviceId: all.shop.services.cut,
        locationId: all.shop.locationId,
        nextStart: startsOfDays(),
        hasPages: true,
      },
      PAUSE_MS,
    );
    await sleep(300);
    const pids = [...all.apis, ...all.webs].map((role) => role.pid());
    await restartInTurn([...all.apis, ...all.webs], 100);
    expect([...all.apis, ...all.webs].filter((role, index) => role.pid() === pids[index])).toEqual([]);
    const { answered, failed } = load.take();
    expect(failed).toEqual([]);
    for (const what of ['booking', 'availability', 'page']) expect(answered[what], what).toBeGreaterThan(20);
    // Each process that it was connected to has ended once.
    expect(load.connections()).toBeGreaterThan(1);
    expect(await load.stop()).toEqual({ missing: [], hears: true });
    for (const { heard } of sockets) heard.length = 0;
    await logIn(front);
    await expect
      .poll(() => sockets.map(({ heard }) => heard.includes('session.started')), { timeout: 2_000 })
      .toEqual([true, true]);
  }, 150_000);

  /** What comes of requests to a process that is told to end, while whoever sends them asks it every 100 ms whether it is ready. */
  async function endUnderRequests(drainMs: string) {
    const { role, port } = await all.startApi({ DRAIN_MS: drainMs });
    const failed: string[] = [];
    let [isReady, answered] = [true, 0];
    const get = (path: string) => ask(port, path);
    const look = async () => {
      while (isReady) {
        await sleep(100);
        isReady = await get('/ready').then(
          ({ status }) => status === 200,
          () => false,
        );
      }
    };
    const send = async () => {
      while (isReady) {
        try {
          const { status } = await get('/api/v1/tenant');
          if (status === 200) answered += 1;
          else failed.push(String(status));
        } catch (error) {
          failed.push((error as NodeJS.ErrnoException).code ?? 'unknown');
        }
        await sleep(5);
      }
    };
    const everybody = [look(), ...Array.from({ length: 4 }, send)];
    await sleep(300);
    await role.stop();
    await Promise.all(everybody);
    return { failed, answered };
  }

  test('a process that is told to end is heard of before it closes; without that time requests are lost', async () => {
    const drained = await endUnderRequests('500');
    expect(drained.failed).toEqual([]);
    expect(drained.answered).toBeGreaterThan(20);
    // Whoever asks whether it is ready may do so just then, and nothing is lost; hardly three times in a row.
    let lost: string[] = [];
    for (let turn = 0; turn < 3 && lost.length === 0; turn += 1) lost = (await endUnderRequests('0')).failed;
    expect(lost).not.toEqual([]);
  }, 60_000);

  test('of what is in flight at an api process that is killed, the same key brings every booking', async () => {
    const load = await startLoad(
      {
        port: all.ports.front,
        host: all.host,
        serviceId: all.shop.services.cut,
        locationId: all.shop.locationId,
        nextStart: startsOfDays(25),
        hasPages: false,
      },
      PAUSE_MS,
    );
    const [role] = all.apis;
    await sleep(300);
    const pid = role?.pid() ?? 0;
    process.kill(pid, 'SIGKILL');
    await expect.poll(() => role?.serving() && role.pid() !== pid, { timeout: 60_000 }).toBe(true);
    const { answered, lost } = load.take();
    expect(lost).toEqual([]);
    expect(answered['booking']).toBeGreaterThan(10);
    expect((await load.stop()).missing).toEqual([]);
  }, 100_000);
});
