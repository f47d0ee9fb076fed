import { randomUUID } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { request, type IncomingHttpHeaders } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { testDatabase, type TestDatabase } from '../../backend/test/database.ts';
import { redisMissing, testRedis } from '../../backend/test/redis.ts';
import { createShop, type Shop } from '../../backend/test/shop.ts';
import { closeDeps, openDeps } from '../../backend/src/deps.ts';
import { systemCtx } from '../../backend/src/lib/context.ts';
import { createSteps } from '../../scripts/launch/steps.mjs';
import { ensureFrontend } from '../../scripts/lib/frontend.ts';
import { freePort } from '../../scripts/lib/ports.ts';
import { backendRole, type Role, startRole } from '../../scripts/lib/role.ts';
import { testVariables } from '../../scripts/lib/test-variables.ts';

const KINDS = ['api', 'web', 'worker'] as const;
export type Kind = (typeof KINDS)[number];

export interface Reply {
  status: number;
  headers: IncomingHttpHeaders;
  body: string;
}

/** An api, a web and a worker process that show their metrics and write their logs, on a database with one shop. */
export interface Watched {
  database: TestDatabase;
  tenantId: string;
  shop: Shop;
  /** The worker is started when it is asked for: what was there before is in its first look. */
  start: (kind: Kind) => Promise<void>;
  ask: (kind: 'api' | 'web', path: string, headers?: Record<string, string>, body?: object) => Promise<Reply>;
  scrape: (kind: Kind) => Promise<string>;
  /** What a process has logged so far. */
  linesOf: (kind: Kind) => Promise<Record<string, unknown>[]>;
  close: () => Promise<void>;
}

/** @param variables of the processes, beside what they need */
export async function createWatched(variables: NodeJS.ProcessEnv = {}): Promise<Watched> {
  await ensureFrontend(createSteps({ quiet: true }));
  const [database, redis, dataDir, ...free] = await Promise.all([
    testDatabase(),
    // The one metric of Redis is there, too, where it cannot be reached.
    redisMissing === undefined ? testRedis() : undefined,
    mkdtemp(join(tmpdir(), 'turnero-watched-')),
    ...Array.from({ length: 5 }, freePort),
  ]);
  const [api = 0, web = 0, ...shown] = free;
  const tenant = { id: randomUUID(), slug: 'a', name: 'Tenant A', vertical: 'barbershop' };
  const deps = await openDeps(database.env, 'test');
  await deps.operatorDatabase.transaction({ tenantId: null, actorId: null }, (db) =>
    db.tenant.create({ data: tenant }),
  );
  const shop = await createShop({ ctx: systemCtx(deps, tenant, 'test') });
  await closeDeps(deps);

  const env = {
    ...testVariables(),
    DATABASE_URL: database.env.DATABASE_URL,
    APP_SECRET: database.env.APP_SECRET,
    REDIS_URL: redis?.url ?? 'redis://127.0.0.1:1',
    DATA_DIR: dataDir,
    PUBLIC_URL: `http://localhost:${api}`,
    LOG_LEVEL: 'info',
    API_URLS: `http://127.0.0.1:${api}`,
    API_PORT: String(api),
    WEB_PORT: String(web),
    ...variables,
  };
  const host = `a.localhost:${api}`;
  const portOf = (kind: Kind) => shown[KINDS.indexOf(kind)] ?? 0;
  const logOf = (kind: Kind) => join(dataDir, `${kind}.log`);
  const roles: Role[] = [];
  return {
    database,
    tenantId: tenant.id,
    shop,
    async start(kind) {
      const role = startRole({
        name: kind,
        words: backendRole(kind),
        env: { ...env, METRICS_PORT: String(portOf(kind)) },
        logFile: logOf(kind),
        onChange: () => undefined,
        onNote: () => undefined,
      });
      roles.push(role);
      await role.ready;
    },
    ask: (kind, path, headers = {}, body) =>
      send(kind === 'api' ? api : web, path, { ...visitor(host), ...headers }, body),
    scrape: async (kind) => (await send(portOf(kind), '/metrics', {})).body,
    async linesOf(kind) {
      const text = await readFile(logOf(kind), 'utf8');
      return text
        .split('\n')
        .filter((line) => line.startsWith('{'))
        .map((line) => JSON.parse(line) as Record<string, unknown>);
    },
    async close() {
      await Promise.all(roles.map((role) => role.stop()));
      await redis?.close();
      await Promise.all([database.drop(), rm(dataDir, { recursive: true, force: true })]);
    },
  };
}

/** What the front says of a visitor. */
const visitor = (host: string) => ({
  host,
  origin: `http://${host}`,
  'x-forwarded-host': host,
  'x-forwarded-proto': 'http',
  'x-forwarded-for': '203.0.113.9',
});

function send(port: number, path: string, headers: Record<string, string>, body?: object): Promise<Reply> {
  const text = body && JSON.stringify(body);
  return new Promise((resolve, reject) => {
    const sent = request(
      {
        host: '127.0.0.1',
        port,
        path,
        method: text ? 'POST' : 'GET',
        headers: {
          ...headers,
          ...(text && { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) }),
        },
      },
      (answer) => {
        let received = '';
        answer.on('data', (chunk: Buffer) => (received += chunk.toString()));
        answer.on('error', reject);
        answer.on('end', () =>
          resolve({ status: answer.statusCode ?? 0, headers: answer.headers, body: received }),
        );
      },
    );
    sent.on('error', reject);
    sent.end(text);
  });
}
