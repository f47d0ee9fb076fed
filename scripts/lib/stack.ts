import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Env } from '../../backend/src/env.ts';
import type { Steps } from '../launch/steps.mjs';
import { identityOf } from '../launch/processes.mjs';
import type { Cleanup } from './cleanup.ts';
import { claimPort, freePort, freePorts } from './ports.ts';
import { ensureSecret, ensureWritable, lockDataDir, writeRun } from './data-dir.ts';
import { type Postgres, startPostgres } from './postgres.ts';
import { type Role, backendRole, startRole } from './role.ts';
import { type Variables, asVariables, readSettings } from './settings.ts';

export type StackOptions = {
  /** The environment that every process gets, and that the settings are read from. */
  variables: Variables;
  steps: Steps;
  /** How many api processes; more than one needs a REDIS_URL. */
  apis?: number;
  /** A fast and careless PostgreSQL that leaves nothing behind. */
  throwaway?: boolean;
  /** A folder for one log file per process; left out, they write where we write. */
  logDir?: string;
  /** What runs instead of the built frontend. */
  web?: { words: string[]; cwd: string };
  /** Brings the database up to date, before anything uses it. */
  prepareDatabase: (env: Env) => Promise<void>;
  /** What else must be there before the processes start. */
  prepare?: () => Promise<void>;
  /** Told about what is out of the ordinary. */
  onNote: (line: string) => void;
  /** The database server ended without being asked to. */
  onLost?: (reason: string) => void;
  /** Gets everything that has to be stopped, in the right order. */
  cleanup: Cleanup;
};

export type Stack = {
  env: Env;
  url: string;
  /** `front`, `api`, `api 2`, ..., `web`, `worker`. */
  roles: Record<string, Role>;
  /** Everything at once, for those who will not wait. */
  kill: () => void;
};

/**
 * Starts everything that Turnero is, on one data folder, and waits until it serves. Running `cleanup` stops it: front
 * first, then what it led to, then the database, so that nobody is cut off in the middle.
 * @throws Told when a setting is wrong, the port or the folder is taken, or a process does not start
 */
export async function startStack(options: StackOptions): Promise<Stack> {
  const settings = readSettings(options.variables);
  const { steps, cleanup } = options;
  await ensureWritable(settings.DATA_DIR);
  cleanup.add(await lockDataDir(settings.DATA_DIR));
  const port = await claimPort(settings.PORT, settings.HOST);
  const postgres = await ensurePostgres(options, settings);
  const env = readSettings({
    ...options.variables,
    PORT: String(port),
    DATABASE_URL: postgres?.url ?? settings.DATABASE_URL,
    APP_SECRET: options.variables['APP_SECRET'] || (await ensureSecret(settings.DATA_DIR)),
  });
  await options.prepareDatabase(env);
  await options.prepare?.();
  const roles = await steps.step('Starting front, api, web and worker', () => startRoles(options, env));
  const kill = () => {
    for (const role of Object.values(roles)) role.kill();
    postgres?.kill();
  };
  return { env, url: env.PUBLIC_URL, roles, kill };
}

async function ensurePostgres(options: StackOptions, settings: Env): Promise<Postgres | undefined> {
  if (options.variables['DATABASE_URL']) return undefined;
  const { steps, cleanup, throwaway = false, onNote, onLost } = options;
  const start = () => startPostgres({ dataDir: settings.DATA_DIR, throwaway, onLog: onNote });
  const postgres = await steps.step('Starting PostgreSQL', start, ({ port }) => `on port ${port}`);
  let wanted = true;
  void postgres.exited.then((reason) => (wanted ? onLost?.(reason) : undefined));
  cleanup.add(() => {
    wanted = false;
    return postgres.stop();
  });
  return postgres;
}

async function startRoles(options: StackOptions, env: Env): Promise<Record<string, Role>> {
  const { apis = 1, web, logDir, onNote, cleanup } = options;
  const apiPorts = await freePorts(apis);
  const webPort = await freePort();
  const at = (port: number) => `http://127.0.0.1:${port}`;
  const shared = {
    ...options.variables,
    ...asVariables(env),
    API_URLS: apiPorts.map(at).join(','),
    WEB_URLS: at(webPort),
  };
  if (logDir) await mkdir(logDir, { recursive: true });

  const roles: Record<string, Role> = {};
  const tellFront = () => {
    const serving = (urls: [string, string][]) =>
      urls.filter(([name]) => roles[name]?.serving()).map(([, url]) => url);
    const api = serving(apiPorts.map((port, index) => [apiName(index), at(port)]));
    roles['front']?.send({ type: 'upstreams', api, web: serving([['web', at(webPort)]]) });
  };
  const note = () => writeRun(env.DATA_DIR, describe(env, roles));
  const onChange = () => {
    tellFront();
    void note().catch(() => undefined);
  };
  const start = (name: string, role: string, extra: Variables = {}, instead?: StackOptions['web']) => {
    const logFile = logDir && join(logDir, `${name.replace(' ', '-')}.log`);
    const words = instead?.words ?? backendRole(role);
    const cwd = instead ? { cwd: instead.cwd } : {};
    roles[name] = startRole({ name, words, ...cwd, env: { ...shared, ...extra }, logFile, onChange, onNote });
  };

  apiPorts.forEach((port, index) =>
    start(apiName(index), 'api', { API_PORT: String(port), ...showingAt(env, index) }),
  );
  start('web', 'web', { WEB_PORT: String(webPort), API_URL: shared.API_URLS, ...showingAt(env, apis) }, web);
  start('worker', 'worker', showingAt(env, apis + 1));
  start('front', 'front');
  cleanup.add(() => Promise.all(Object.values(roles).map((role) => role.stop())));
  cleanup.add(() => roles['front']?.stop());
  await Promise.all(Object.values(roles).map((role) => role.ready));
  tellFront();
  await note();
  return roles;
}

/** Each process shows its metrics on a port of its own, one after the other; 0 is any free one for all of them. */
const showingAt = ({ METRICS_PORT: first }: Env, position: number): Variables =>
  first ? { METRICS_PORT: String(first + position) } : {};

const apiName = (index: number) => (index === 0 ? 'api' : `api ${index + 1}`);

function describe(env: Env, roles: Record<string, Role>) {
  const processes = Object.values(roles).map((role) => ({ name: role.name, identity: role.identity() }));
  return {
    url: env.PUBLIC_URL,
    databaseUrl: env.DATABASE_URL,
    processes: [{ name: 'supervisor', identity: identityOf(process.pid) }, ...processes],
  };
}
