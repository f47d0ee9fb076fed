import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { testDatabase } from '../../backend/test/database.ts';
import { testRedis } from '../../backend/test/redis.ts';
import type { Shop } from '../../backend/test/shop.ts';
import { createSteps } from '../../scripts/launch/steps.mjs';
import { ensureFrontend } from '../../scripts/lib/frontend.ts';
import { freePort, freePorts } from '../../scripts/lib/ports.ts';
import { backendRole, type Role, startRole } from '../../scripts/lib/role.ts';
import { testVariables } from '../../scripts/lib/test-variables.ts';
import { createSite } from './site.ts';

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
  /** One more api process, of which the front does not know. */
  startApi: (extra: NodeJS.ProcessEnv) => Promise<{ role: Role; port: number }>;
  close: () => Promise<void>;
}

export async function startProcesses(): Promise<Processes> {
  await ensureFrontend(createSteps({ quiet: true }));
  const [database, redis, dataDir, [front = 0], apiPorts, webPorts] = await Promise.all([
    testDatabase(),
    testRedis(),
    mkdtemp(join(tmpdir(), 'turnero-processes-')),
    freePorts(1),
    freePorts(3),
    freePorts(2),
  ]);
  const email = 'ana@example.com';
  const { shop } = await createSite(database, { email, providers: 2 });

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
    async startApi(extra) {
      const port = await freePort();
      const role = start(`api-at-${port}`, 'api', { API_PORT: String(port), ...extra });
      all.push(role);
      await role.ready;
      return { role, port };
    },
    async close() {
      await door.stop();
      await Promise.all(all.map((role) => role.stop()));
      await Promise.all([redis.close(), database.drop(), rm(dataDir, { recursive: true, force: true })]);
    },
  };
}
