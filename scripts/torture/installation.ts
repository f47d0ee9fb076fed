import { spawnSync } from 'node:child_process';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { redisMissing, testRedis, type TestRedis } from '../../backend/test/redis.ts';
import { migrate } from '../../backend/src/database/migrate.ts';
import { readEnv, type Env } from '../../backend/src/env.ts';
import { freePort } from '../lib/ports.ts';
import { startPostgres, type Postgres } from '../lib/postgres.ts';
import { backendRole, startRole, type Role } from '../lib/role.ts';
import { asVariables } from '../lib/settings.ts';
import { testVariables } from '../lib/test-variables.ts';

/** Something that can be killed at any moment, and is started again. */
export interface Victim {
  name: string;
  /** By SIGKILL; resolves when it is gone. */
  kill: () => Promise<void>;
  revive: () => Promise<void>;
}

/** All that a Turnero is but its pages, in processes of its own: front, api, worker, PostgreSQL, and Redis where present. */
export interface Installation {
  env: Env;
  /** As the superuser. */
  adminUrl: () => string;
  victims: Victim[];
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

/**
 * @param preload modules that every api and worker process loads first
 * @param options.isSmall one api process, no Redis, and what ends is started again at once
 */
export async function createInstallation(
  preload: readonly string[] = [],
  { isSmall = false } = {},
): Promise<Installation> {
  const folder = await mkdtemp(join(tmpdir(), 'turnero-torture-'));
  // Whoever PostgreSQL runs as must be able to enter.
  await chmod(folder, 0o711);
  // As in everyday use: what is committed outlives it.
  let postgres = await startPostgres({ dataDir: folder });
  const redis: TestRedis | undefined = !isSmall && redisMissing === undefined ? await testRedis() : undefined;
  const [port, ...apiPorts] = await Promise.all(Array.from({ length: redis ? 3 : 2 }, freePort));
  const env = readEnv({
    NODE_ENV: 'production',
    APP_SECRET: 'a-secret-that-only-torture-uses-01234567',
    DATABASE_URL: postgres.url,
    REDIS_URL: redis?.url,
    DATA_DIR: folder,
    DEMO: 'false',
    HOST: '127.0.0.1',
    PORT: String(port),
    PUBLIC_URL: `http://localhost:${String(port)}`,
    LOG_LEVEL: 'warn',
    API_URLS: apiPorts.map((api) => `http://127.0.0.1:${api}`).join(','),
  });
  await migrate(env);

  const roles: Role[] = [];
  let front: Role | undefined;
  const tellFront = () => {
    const api = env.API_URLS.filter((_, index) => roles[index]?.serving());
    front?.send({ type: 'upstreams', api, web: [] });
  };
  let deaths = 0;
  const start = (name: string, kind: string, extra: NodeJS.ProcessEnv = {}) => {
    const role = startRole({
      name,
      words: [
        ...(kind === 'front' ? [] : preload.flatMap((file) => ['--import', file])),
        ...backendRole(kind),
      ],
      env: { ...testVariables(), ...asVariables(env), ...extra },
      logFile: join(folder, `${name}.log`),
      onChange: tellFront,
      onNote: () => {
        deaths += 1;
        // Once its own pause has begun.
        if (isSmall) setImmediate(() => void role.restart());
      },
    });
    return role;
  };

  const victims: Victim[] = [
    {
      name: 'postgres',
      kill: () => crash(postgres),
      async revive() {
        postgres = await startPostgres({ dataDir: folder, port: postgres.port });
      },
    },
    ...(redis ? [{ name: 'redis', kill: redis.stop, revive: redis.start }] : []),
  ];
  return {
    env,
    adminUrl: () => postgres.adminUrl,
    victims,
    send: (name, message) => roles.find((role) => role.name === name)?.send(message),
    deaths: () => deaths,
    async start() {
      apiPorts.forEach((api, index) =>
        roles.push(start(`api ${index + 1}`, 'api', { API_PORT: String(api) })),
      );
      roles.push(start('worker', 'worker'));
      front = start('front', 'front');
      await Promise.all([...roles, front].map((role) => role.ready));
      tellFront();
      victims.push(...roles.map(victimOf));
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
      await redis?.close();
      await postgres.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
