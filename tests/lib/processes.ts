import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { Agent, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createUser } from '../../backend/test/browser.ts';
import { testDatabase } from '../../backend/test/database.ts';
import { testRedis } from '../../backend/test/redis.ts';
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

/** A whole Turnero in processes of its own: front, two api, web, worker, on one PostgreSQL and one Redis. */
export interface Processes {
  dataDir: string;
  /** Host of the one tenant's site, with the front's port. */
  host: string;
  email: string;
  ports: { front: number; api: [number, number] };
  roles: Record<'front' | 'one' | 'two' | 'web' | 'worker', Role>;
  close: () => Promise<void>;
}

export async function startProcesses(): Promise<Processes> {
  await ensureFrontend(createSteps({ quiet: true }));
  const [database, redis, dataDir, front, one, two, web] = await Promise.all([
    testDatabase(),
    testRedis(),
    mkdtemp(join(tmpdir(), 'turnero-processes-')),
    freePort(),
    freePort(),
    freePort(),
    freePort(),
  ]);
  const email = 'ana@example.com';
  await createPerson(database.env, email);

  const at = (port: number) => `http://127.0.0.1:${port}`;
  const env = {
    ...testVariables(),
    DATABASE_URL: database.env.DATABASE_URL,
    REDIS_URL: redis.url,
    APP_SECRET: database.env.APP_SECRET,
    DATA_DIR: dataDir,
    HOST: '127.0.0.1',
    PORT: String(front),
    PUBLIC_URL: `http://localhost:${front}`,
    LOG_LEVEL: 'warn',
    API_URLS: `${at(one)},${at(two)}`,
    API_URL: at(one),
    WEB_URLS: at(web),
    WEB_PORT: String(web),
  };
  const roles: Partial<Processes['roles']> = {};
  const tellFront = () => {
    const serving = (['one', 'two'] as const).filter((name) => roles[name]?.serving());
    const api = serving.map((name) => at(name === 'one' ? one : two));
    roles.front?.send({ type: 'upstreams', api, web: [at(web)] });
  };
  const start = (name: string, role: string, extra: NodeJS.ProcessEnv = {}) =>
    startRole({
      name,
      words: backendRole(role),
      env: { ...env, ...extra },
      logFile: join(dataDir, `${name}.log`),
      onChange: tellFront,
      onNote: () => undefined,
    });
  roles.one = start('one', 'api', { API_PORT: String(one) });
  roles.two = start('two', 'api', { API_PORT: String(two) });
  roles.web = start('web', 'web');
  roles.worker = start('worker', 'worker');
  roles.front = start('front', 'front');
  const all = roles as Processes['roles'];
  await Promise.all(Object.values(all).map((role) => role.ready));
  return {
    dataDir,
    host: `a.localhost:${front}`,
    email,
    ports: { front, api: [one, two] },
    roles: all,
    async close() {
      await all.front.stop();
      await Promise.all(Object.values(all).map((role) => role.stop()));
      await Promise.all([redis.close(), database.drop(), rm(dataDir, { recursive: true, force: true })]);
    },
  };
}

async function createPerson(env: Parameters<typeof openDeps>[0], email: string): Promise<void> {
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
  await closeDeps(deps);
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
  }: { method?: string; body?: object; headers?: Record<string, string> } = {},
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const text = body && JSON.stringify(body);
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
