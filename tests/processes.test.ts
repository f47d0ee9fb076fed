import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { io, type Socket } from 'socket.io-client';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { PASSWORD } from '../backend/test/browser.ts';
import { redisMissing } from '../backend/test/redis.ts';
import { ask, type Processes, startProcesses } from './lib/processes.ts';

const title = `front, two api, web and worker on one PostgreSQL and Redis`;

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

  async function logIn(port: number) {
    const body = { email: all.email, password: PASSWORD };
    const answer = await ask(port, all.host, '/api/v1/auth/login', { method: 'POST', body });
    expect(answer.status, answer.body).toBe(200);
    const csrf = answer.cookies.find((cookie) => cookie.startsWith('turnero_csrf='))?.split('=', 2)[1] ?? '';
    return { cookie: answer.cookies.join('; '), 'x-csrf-token': decodeURIComponent(csrf) };
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
    const [one, two] = all.ports.api;
    const here = await listen(two, await logIn(one));
    await logIn(one);
    await expect.poll(() => here.heard, { timeout: 1_000, interval: 10 }).toEqual(['session.started']);
    const inbox = join(all.dataDir, 'inbox');
    await expect.poll(() => readdir(inbox).catch(() => []), { timeout: 5_000 }).toHaveLength(1);
  });

  test('who logs out at one is out at the other within a second, sockets too', async () => {
    const [one, two] = all.ports.api;
    const headers = await logIn(one);
    const me = () => ask(two, all.host, '/api/v1/me', { headers: { cookie: headers.cookie } });
    expect((await me()).status).toBe(200);
    const there = await listen(two, { cookie: headers.cookie });
    const out = await ask(one, all.host, '/api/v1/auth/logout', { method: 'POST', headers });
    expect(out.status, out.body).toBeLessThan(300);
    const within = { timeout: 1_000, interval: 20 };
    await expect.poll(() => there.socket.connected, within).toBe(false);
    await expect.poll(async () => (await me()).status, within).toBe(401);
  });

  test('the front serves pages and the api on one port', async () => {
    const { front } = all.ports;
    const page = await ask(front, all.host, '/', { headers: { accept: 'text/html' } });
    expect(page.status).toBe(200);
    expect(page.body).toContain('Tenant A');
    expect((await ask(front, all.host, '/api/v1/tenant')).status).toBe(200);
  });

  test('one api process stops under requests: none fails, sockets move to the other', async () => {
    const { front } = all.ports;
    const headers = await logIn(front);
    const sockets = await Promise.all(
      Array.from({ length: 6 }, () => listen(front, { cookie: headers.cookie })),
    );
    const statuses: (number | string)[] = [];
    let going = true;
    const visitor = async () => {
      while (going) {
        const path = statuses.length % 2 ? '/api/v1/tenant' : '/api/v1/me';
        statuses.push(
          await ask(front, all.host, path, { headers }).then(
            ({ status }) => status,
            (error: unknown) => String(error),
          ),
        );
        await sleep(5);
      }
    };
    const visitors = Array.from({ length: 8 }, visitor);
    await sleep(300);
    const stopped = all.roles.one.pid();
    process.kill(stopped ?? 0, 'SIGTERM');
    await expect.poll(() => all.roles.one.pid() !== stopped, { timeout: 15_000 }).toBe(true);
    await sleep(500);
    going = false;
    await Promise.all(visitors);
    expect(statuses.length).toBeGreaterThan(100);
    expect(statuses.filter((status) => status !== 200)).toEqual([]);
    await expect.poll(() => sockets.every(({ socket }) => socket.connected), { timeout: 5_000 }).toBe(true);
    for (const { heard } of sockets) heard.length = 0;
    await logIn(front);
    await expect
      .poll(() => sockets.map(({ heard }) => heard.includes('session.started')), { timeout: 2_000 })
      .toEqual(sockets.map(() => true));
    await expect.poll(() => all.roles.one.serving(), { timeout: 15_000 }).toBe(true);
  }, 60_000);
});
