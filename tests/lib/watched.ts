import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { testDatabase, type TestDatabase } from '../../backend/test/database.ts';
import { redisMissing, testRedis } from '../../backend/test/redis.ts';
import { createSteps } from '../../scripts/launch/steps.mjs';
import { ensureFrontend } from '../../scripts/lib/frontend.ts';
import { freePorts } from '../../scripts/lib/ports.ts';
import { backendRole, type Role, startRole } from '../../scripts/lib/role.ts';
import { send, type Reply } from '../../scripts/lib/send.ts';
import { testVariables } from '../../scripts/lib/test-variables.ts';
import { createSite, type Site } from './site.ts';

const KINDS = ['api', 'web', 'worker'] as const;
export type Kind = (typeof KINDS)[number];

/** An api, a web and a worker process that show their metrics and write their logs, on a database with one shop. */
export interface Watched extends Site {
  database: TestDatabase;
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
  const [database, redis, dataDir, [api = 0, web = 0, ...shown]] = await Promise.all([
    testDatabase(),
    // The one metric of Redis is there, too, where it cannot be reached.
    redisMissing === undefined ? testRedis() : undefined,
    mkdtemp(join(tmpdir(), 'turnero-watched-')),
    freePorts(5),
  ]);
  const site = await createSite(database);

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
    ...site,
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
      send({
        ...{ port: kind === 'api' ? api : web, path, host, body },
        headers: { ...forwarded(host), ...headers },
      }),
    scrape: async (kind) => (await send({ port: portOf(kind), path: '/metrics' })).text,
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
const forwarded = (host: string) => ({
  'x-forwarded-host': host,
  'x-forwarded-proto': 'http',
  'x-forwarded-for': '203.0.113.9',
});
