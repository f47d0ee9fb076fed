import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { buildApp } from '../app.ts';
import { closeDeps, openDeps } from '../deps.ts';
import type { Env } from '../env.ts';
import type { Running } from '../main.ts';
import { openSandbox, serveSandbox } from '../modules/payments/payments.sandbox.ts';
import { demandVerticals } from '../modules/tenants/tenants.verticals.ts';

/** While balancers and browsers take note that this process is leaving, it goes on answering. */
const DRAIN_MS = 500;
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

export async function runApi(env: Env): Promise<Running> {
  const claim = env.REDIS_URL ? undefined : await claimBeingTheOnlyOne(env);
  const deps = await openDeps(env, 'api');
  await demandVerticals(deps);
  const app = await buildApp(deps);
  // In the demo there is a payment company, too; nobody pays by it elsewhere.
  const sandbox = env.DEMO ? await openSandbox(deps) : undefined;
  if (sandbox) serveSandbox(app, sandbox);
  await app.listen({ host: '127.0.0.1', port: env.API_PORT });
  const address = app.server.address() as AddressInfo;
  return {
    port: address.port,
    async close() {
      app.draining = true;
      await sleep(DRAIN_MS);
      await app.close();
      await sandbox?.close();
      await closeDeps(deps);
      await claim?.end();
    },
  };
}
