import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { Agent, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createUser } from '../../backend/test/browser.ts';
import { testDatabase } from '../../backend/test/database.ts';
import { testRedis } from '../../backend/test/redis.ts';
import { createShop, type Shop } from '../../backend/test/shop.ts';
import { closeDeps, openDeps } from '../../backend/src/deps.ts';
import type { Ctx } from '../../backend/src/lib/context.ts';
import { createSteps } from '../../scripts/launch/steps.mjs';
import { ensureFrontend } from '../../scripts/lib/frontend.ts';
import { freePort } from '../../scripts/lib/ports.ts';
import { backendRole, type Role, startRole } from '../../scripts/lib/role.ts';
import { testVariables } from '../../scripts/lib/test-variables.ts';

export interface Answer {
  status: number;
  body: string;
  cookies: string[];
}

/** A whole Turnero in processes of its own, as many as in docker-compose.yml, on one PostgreSQL and one Redis. */
export interface Processes {
  dataDir: string;
  /** Host of the one tenant's site, with the front's port. */
  host: string;
  email: string;
  /** Where something can be booked. */
  shop: Shop;
  ports: { front: number; api: number[] };
  front: Role;
  apis: Role[];
  webs: Role[];
  workers: Role[];
  close: () => Promise<void>;
}

const ports = (number: number) => Promise.all(Array.from({ length: number }, freePort));

export async function startProcesses(): Promise<Processes> {
  await ensureFrontend(createSteps({ quiet: true }));
  const [database, redis, dataDir, [front = 0], apiPorts, webPorts] = await Promise.all([
    testDatabase(),
    testRedis(),
    mkdtemp(join(tmpdir(), 'turnero-processes-')),
    ports(1),
    ports(3),
    ports(2),
  ]);
  const email = 'ana@example.com';
  const shop = await createSite(database.env, email);

  const at = (port: number) => `http://127.0.0.1:${port}`;
  const env = {
    ...testVariables(),
    DATABASE_URL: database.env.DATABASE_URL,
    DATABASE_POOL_SIZE: '5',
    REDIS_URL: redis.url,
    APP_SECRET: database.env.APP_SECRET,
    DATA_DIR: dataDir,
    HOST: '127.0.0.1',
    PORT: String(front),
    PUBLIC_URL: `http://localhost:${front}`,
    LOG_LEVEL: 'warn',
    API_URLS: apiPorts.map(at).join(','),
    WEB_URLS: webPorts.map(at).join(','),
  };
  // Told of the others from the first of them on, and there last.
  const doors: Role[] = [];
  const start = (name: string, role: string, extra: NodeJS.ProcessEnv = {}) =>
    startRole({
      name,
      words: backendRole(role),
      env: { ...env, ...extra },
      logFile: join(dataDir, `${name}.log`),
      onChange: tellFront,
      onNote: () => undefined,
    });
  const apis: Role[] = [];
  const webs: Role[] = [];
  function tellFront(): void {
    const serving = (roles: Role[], at: string[]) => at.filter((_, index) => roles[index]?.serving());
    const [api, web] = [serving(apis, apiPorts.map(at)), serving(webs, webPorts.map(at))];
    for (const door of doors) door.send({ type: 'upstreams', api, web });
  }
  apiPorts.forEach((port, index) => apis.push(start(`api-${index + 1}`, 'api', { API_PORT: String(port) })));
  webPorts.forEach((port, index) => webs.push(start(`web-${index + 1}`, 'web', { WEB_PORT: String(port) })));
  const workers = [start('worker-1', 'worker'), start('worker-2', 'worker')];
  const door = start('front', 'front');
  doors.push(door);
  const all = [...apis, ...webs, ...workers, door];
  await Promise.all(all.map((role) => role.ready));
  tellFront();
  return {
    dataDir,
    host: `a.localhost:${front}`,
    email,
    shop,
    ports: { front, api: apiPorts },
    ...{ front: door, apis, webs, workers },
    async close() {
      await door.stop();
      await Promise.all(all.map((role) => role.stop()));
      await Promise.all([redis.close(), database.drop(), rm(dataDir, { recursive: true, force: true })]);
    },
  };
}

/** One tenant with one account and one shop. */
async function createSite(env: Parameters<typeof openDeps>[0], email: string): Promise<Shop> {
  const deps = await openDeps(env, 'test');
  const tenant = { id: randomUUID(), slug: 'a', name: 'Tenant A', vertical: 'barbershop' };
  await deps.operatorDatabase.transaction({ tenantId: null, actorId: null }, (db) =>
    db.tenant.create({ data: tenant }),
  );
  const actor = {
    kind: 'system',
    id: null,
    sessionId: null,
    permissions: new Set<string>(),
    grants: [],
  } as const;
  const ctx: Ctx = {
    database: deps.database,
    tenant,
    actor,
    now: deps.clock,
    log: deps.log,
    requestId: 'test',
  };
  await createUser({ env }, { ctx }, email);
  const shop = await createShop({ ctx }, { providers: 2 });
  await closeDeps(deps);
  return shop;
}

const agent = new Agent({ keepAlive: true, maxSockets: 32 });

/** One request to a port of this machine, as a page of the site `host` would make it. */
export function ask(
  port: number,
  host: string,
  path: string,
  {
    method = 'GET',
    body,
    headers = {},
  }: { method?: string; body?: object | Buffer; headers?: Record<string, string> } = {},
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const text = Buffer.isBuffer(body) ? body : body && JSON.stringify(body);
    const sent = request(
      {
        host: '127.0.0.1',
        port,
        path,
        method,
        agent,
        headers: {
          host,
          origin: `http://${host}`,
          ...(text && { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) }),
          ...headers,
        },
      },
      (response) => {
        let received = '';
        response.on('data', (chunk: Buffer) => (received += chunk.toString()));
        response.on('error', reject);
        response.on('end', () =>
          resolve({
            status: response.statusCode ?? 0,
            body: received,
            cookies: (response.headers['set-cookie'] ?? []).map((line) => line.split(';', 1)[0] ?? ''),
          }),
        );
      },
    );
    sent.on('error', reject);
    sent.end(text);
  });
}
