import { readEnv, readEnvWithoutDatabase, type Env } from './env.ts';
import { createLog } from './lib/log.ts';

/** A running role: where it listens, and how to end it without losing what is under way. */
export interface Running {
  port: number | null;
  close: () => Promise<void>;
}

type Role = 'migrate' | 'front' | 'api' | 'web' | 'worker';

const roles: Record<Role, (env: Env) => Promise<Running | undefined>> = {
  migrate: async (env) => (await import('./roles/migrate.ts')).runMigrate(env),
  front: async (env) => (await import('./roles/front.ts')).runFront(env),
  api: async (env) => (await import('./roles/api.ts')).runApi(env),
  web: async (env) => (await import('./roles/web.ts')).runWeb(env),
  worker: async (env) => (await import('./roles/worker.ts')).runWorker(env),
};

/** Nothing that these were told could leave them. */
const WITHOUT_DATABASE: readonly Role[] = ['front', 'web'];

/** How long a stop may take beyond draining, before the process ends regardless. */
const STOP_WITHIN_MS = 15_000;

async function main(): Promise<void> {
  const role = process.argv[2] as Role;
  if (!Object.hasOwn(roles, role)) {
    throw new Error(`Say which role to run: node backend/src/main.ts ${Object.keys(roles).join('|')}`);
  }
  const env = WITHOUT_DATABASE.includes(role) ? readEnvWithoutDatabase() : readEnv();
  const log = createLog(role, env.LOG_LEVEL);
  const running = await roles[role](env);
  // It has done what there was to do.
  if (!running) return process.exit(0);

  let stopping = false;
  const stop = async (reason: string) => {
    if (stopping) return;
    stopping = true;
    log.info({ reason }, 'stopping');
    if (process.connected) process.send?.({ type: 'draining', role, port: running.port });
    setTimeout(() => process.exit(1), STOP_WITHIN_MS + env.DRAIN_MS).unref();
    await running.close();
    process.exit(0);
  };
  const stopOn = (reason: string) => () => {
    stop(reason).catch((error: unknown) => {
      log.error({ err: error }, 'did not stop cleanly');
      process.exit(1);
    });
  };
  process.on('SIGTERM', stopOn('SIGTERM'));
  // A terminal sends Ctrl-C to everybody; under a parent, the parent says when.
  process.on('SIGINT', process.send ? () => undefined : stopOn('SIGINT'));
  // However the parent died, nobody is left to stop this process later.
  process.on('disconnect', stopOn('the parent process is gone'));
  // Last: whoever hears it may say stop at once.
  process.send?.({ type: 'ready', role, port: running.port });
}

main().catch((error: unknown) => {
  // A sentence for people; the stack only where the sentence is not ours.
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
});
