import { spawnSync } from 'node:child_process';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { redisMissing, testRedis, type TestRedis } from '../../backend/test/redis.ts';
import { migrate } from '../../backend/src/database/migrate.ts';
import { readEnv, type Env } from '../../backend/src/env.ts';
import { createSteps, Told } from '../launch/steps.mjs';
import { ensureFrontend } from '../lib/frontend.ts';
import { freePorts } from '../lib/ports.ts';
import { startPostgres, type Postgres } from '../lib/postgres.ts';
import { backendRole, startRole, type Role } from '../lib/role.ts';
import { asVariables } from '../lib/settings.ts';
import { testVariables } from '../lib/test-variables.ts';
import { caddyMissing, caddyOf } from './door.ts';
import { poolerMissing, poolerOf } from './pooler.ts';

/** Something that can be killed at any moment, and is started again. */
export interface Victim {
  name: string;
  /** By SIGKILL; resolves when it is gone. */
  kill: () => Promise<void>;
  revive: () => Promise<void>;
}

/**
 * All that a Turnero is but its pages, in processes of its own: front, api, worker, PostgreSQL, and Redis where present. A fleet has
 * its pages, too.
 */
export interface Installation {
  env: Env;
  /** As the superuser. */
  adminUrl: () => string;
  victims: Victim[];
  /** Those of the backend that are started; `api 1`, `web 2`, ... */
  roles: readonly Role[];
  /** What stands before and behind a fleet, and what is missing here. */
  about: string[];
  /** Starts front, api and worker. The database is there before. */
  start: () => Promise<void>;
  /** Tells a process something, by its name. */
  send: (name: string, message: object) => void;
  /** How often a process has ended that nobody asked to. */
  deaths: () => number;
  close: () => Promise<void>;
}

/** Processes whose parent is `pid`. */
function childrenOf(pid: number): number[] {
  const { stdout } = spawnSync('ps', ['-A', '-o', 'pid=,ppid='], { encoding: 'utf8' });
  return stdout.split('\n').flatMap((line) => {
    const [child, parent] = line.trim().split(/\s+/).map(Number);
    return child !== undefined && parent === pid ? [child] : [];
  });
}

function killHard(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It has ended by itself.
  }
}

/** PostgreSQL with all of its processes at once, as when the machine goes; stopped first, so that it has no more of them. */
async function crash({ pid, exited }: Postgres): Promise<void> {
  process.kill(pid, 'SIGSTOP');
  for (const child of [pid, ...childrenOf(pid)]) killHard(child);
  await exited;
}

function victimOf(role: Role): Victim {
  return {
    name: role.name,
    async kill() {
      const pid = role.pid();
      if (pid === undefined) return;
      killHard(pid);
      while (role.pid() === pid) await sleep(5);
    },
    async revive() {
      if (role.pid() === undefined) await role.restart();
    },
  };
}

/** How many of each there are, and what stands before them. */
interface Shape {
  apis: number;
  webs: number;
  workers: number;
}

const SMALL: Shape = { apis: 1, webs: 0, workers: 1 };
const USUAL: Shape = { apis: 2, webs: 0, workers: 1 };
/** As in docker-compose.yml. */
const FLEET: Shape = { apis: 3, webs: 2, workers: 2 };
/** As in docker-compose.yml, and for the same reason: Caddy has to hear of it. */
const FLEET_DRAIN_MS = 4_000;

const at = (port: number) => `http://127.0.0.1:${port}`;

/**
 * @param preload modules that every api and worker process loads first
 * @param options.isSmall one api process, no Redis, and what ends is started again at once
 * @param options.isFleet as many as in production, behind Caddy and PgBouncer where they are on the PATH
 * @throws Told for a fleet where there is no Redis
 */
export async function createInstallation(
  preload: readonly string[] = [],
  { isSmall = false, isFleet = false } = {},
): Promise<Installation> {
  if (isFleet && redisMissing) throw new Told(`A fleet needs Redis: ${redisMissing}.`);
  const folder = await mkdtemp(join(tmpdir(), 'turnero-torture-'));
  // Whoever PostgreSQL runs as must be able to enter.
  await chmod(folder, 0o711);
  // As in everyday use: what is committed outlives it.
  let postgres = await startPostgres({ dataDir: folder });
  const redis: TestRedis | undefined = !isSmall && redisMissing === undefined ? await testRedis() : undefined;
  const shape = isFleet ? FLEET : redis ? USUAL : SMALL;
  const [port = 0, inner = 0, pool = 0] = await freePorts(3);
  const [apiPorts, webPorts] = await Promise.all([freePorts(shape.apis), freePorts(shape.webs)]);
  const pooler = isFleet && !poolerMissing ? await poolerOf(postgres.adminUrl, pool, folder) : undefined;
  const env = readEnv({
    NODE_ENV: 'production',
    APP_SECRET: 'a-secret-that-only-torture-uses-01234567',
    DATABASE_URL: postgres.url,
    ...(pooler && {
      DATABASE_APP_URL: `postgres://turnero_app@127.0.0.1:${pool}/turnero`,
      DATABASE_OPERATOR_URL: `postgres://turnero_operator@127.0.0.1:${pool}/turnero`,
    }),
    REDIS_URL: redis?.url,
    DATA_DIR: folder,
    DEMO: 'false',
    HOST: '127.0.0.1',
    PORT: String(port),
    PUBLIC_URL: `http://localhost:${port}`,
    LOG_LEVEL: 'warn',
    API_URLS: apiPorts.map(at).join(','),
    WEB_URLS: webPorts.map(at).join(','),
  });
  const caddy = isFleet && !caddyMissing ? caddyOf(env, inner, folder) : undefined;
  if (caddy) env.DRAIN_MS = FLEET_DRAIN_MS;
  if (pooler) await pooler.start();
  await migrate(env);

  const roles: Role[] = [];
  let front: Role | undefined;
  const serving = (kind: string, urls: readonly string[]) =>
    urls.filter((_, index) => roles.find(({ name }) => name === `${kind} ${index + 1}`)?.serving());
  const tellFront = () =>
    front?.send({ type: 'upstreams', api: serving('api', env.API_URLS), web: serving('web', env.WEB_URLS) });
  let deaths = 0;
  const start = (name: string, kind: string, extra: NodeJS.ProcessEnv = {}) =>
    startRole({
      name,
      words: [
        ...(kind === 'api' || kind === 'worker' ? preload.flatMap((file) => ['--import', file]) : []),
        ...backendRole(kind),
      ],
      env: { ...testVariables(), ...asVariables(env), ...extra },
      logFile: join(folder, `${name}.log`),
      onChange: tellFront,
      onNote: () => {
        deaths += 1;
        // Once its own pause has begun.
        if (isSmall) setImmediate(() => void roles.find((role) => role.name === name)?.restart());
      },
    });

  const victims: Victim[] = [
    {
      name: 'postgres',
      kill: () => crash(postgres),
      async revive() {
        postgres = await startPostgres({ dataDir: folder, port: postgres.port });
      },
    },
    ...(redis ? [{ name: 'redis', kill: redis.stop, revive: redis.start }] : []),
    ...(pooler ? [{ name: pooler.name, kill: pooler.kill, revive: pooler.start }] : []),
  ];
  return {
    env,
    adminUrl: () => postgres.adminUrl,
    victims,
    roles,
    about: isFleet
      ? [caddy ? 'behind Caddy' : `behind our own front (${String(caddyMissing)})`].concat(
          pooler ? 'through PgBouncer' : `without PgBouncer (${String(poolerMissing)})`,
        )
      : [],
    send: (name, message) => roles.find((role) => role.name === name)?.send(message),
    deaths: () => deaths,
    async start() {
      if (shape.webs > 0) await ensureFrontend(createSteps({ quiet: true }));
      apiPorts.forEach((api, index) =>
        roles.push(start(`api ${index + 1}`, 'api', { API_PORT: String(api) })),
      );
      const API_URLS = caddy ? at(inner) : env.API_URLS.join(',');
      webPorts.forEach((web, index) =>
        roles.push(start(`web ${index + 1}`, 'web', { WEB_PORT: String(web), API_URLS })),
      );
      for (let index = 1; index <= shape.workers; index += 1)
        roles.push(start(shape.workers === 1 ? 'worker' : `worker ${index}`, 'worker'));
      if (!caddy) front = start('front', 'front');
      await Promise.all([...roles, ...(front ? [front] : [])].map((role) => role.ready));
      await caddy?.start();
      tellFront();
      victims.push(...roles.filter(({ name }) => !name.startsWith('web')).map(victimOf));
    },
    async close() {
      // What is left is thrown away: nobody needs to be let finish.
      await Promise.all(
        [...roles, ...(front ? [front] : [])].map((role) => {
          const stopped = role.stop();
          role.kill();
          return stopped;
        }),
      );
      await Promise.all([caddy?.kill(), pooler?.kill(), redis?.close()]);
      await postgres.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
