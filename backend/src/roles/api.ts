import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { buildApp, type App } from '../app.ts';
import { closeDeps, openDeps, type Deps } from '../deps.ts';
import type { Env } from '../env.ts';
import { exposeMetrics } from '../lib/metrics.ts';
import { drain } from '../lib/servers.ts';
import { startTracing } from '../lib/tracing.ts';
import type { Running } from '../main.ts';
import { openSandbox, serveSandbox } from '../modules/payments/payments.sandbox.ts';
import { demandVerticals } from '../modules/tenants/tenants.verticals.ts';

const ONLY_API_LOCK = 7_411_001;

/**
 * Without Redis, limits and caches live in the process, so a second api process would give wrong answers.
 * The first holds a lock for as long as it lives.
 * @throws Error when another api process holds it
 */
async function claimBeingTheOnlyOne(env: Env): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: env.DATABASE_DIRECT_URL, keepAlive: true });
  client.on('error', () => undefined);
  await client.connect();
  // One that just died may take a moment to be noticed.
  for (let tries = 0; tries < 10; tries += 1) {
    const { rows } = await client.query<{ ours: boolean }>('SELECT pg_try_advisory_lock($1) AS ours', [
      ONLY_API_LOCK,
    ]);
    if (rows[0]?.ours) return client;
    await sleep(500);
  }
  await client.end();
  throw new Error(
    'Another api process runs on this database: set REDIS_URL for all of them to run more than one.',
  );
}

/** Milliseconds of the window in which the server looks whether it is overloaded (plugins/security.ts), and a bit. */
const WINDOW_MS = 1_100;

/**
 * Loads what the first request would have to wait for. Where the start took long, the server would take it for overload and refuse
 * its first requests; so it listens when that is past.
 * @param began when the app was begun to be built, as `performance.now()`
 */
async function warmUp(app: App, deps: Deps, began: number): Promise<void> {
  await app.ready();
  await deps.database.ping();
  if (performance.now() - began > WINDOW_MS) await sleep(WINDOW_MS);
}

export async function runApi(env: Env): Promise<Running> {
  const claim = env.REDIS_URL ? undefined : await claimBeingTheOnlyOne(env);
  const tracing = await startTracing('api', env);
  const deps = await openDeps(env, 'api', { tracing });
  await demandVerticals(deps);
  const began = performance.now();
  const app = await buildApp(deps);
  const shown = await exposeMetrics(deps.metrics, 'api', env);
  // In the demo there is a payment company, too; nobody pays by it elsewhere.
  const sandbox = env.DEMO ? await openSandbox(deps) : undefined;
  if (sandbox) serveSandbox(app, sandbox);
  await warmUp(app, deps, began);
  await app.listen({ host: env.INNER_HOST, port: env.API_PORT });
  const address = app.server.address() as AddressInfo;
  return {
    port: address.port,
    async close() {
      app.draining = true;
      await drain(app.server, env.DRAIN_MS);
      await app.close();
      await sandbox?.close();
      await closeDeps(deps);
      await shown.close();
      await tracing.close();
      await claim?.end();
    },
  };
}
