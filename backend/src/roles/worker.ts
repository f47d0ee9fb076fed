import { closeDeps, openDeps } from '../deps.ts';
import type { Env } from '../env.ts';
import type { Running } from '../main.ts';
import { startWorker } from '../modules/jobs/worker.ts';

export async function runWorker(env: Env): Promise<Running> {
  const deps = await openDeps(env, 'worker');
  const worker = await startWorker(deps);
  return {
    port: null,
    async close() {
      await worker.stop();
      await closeDeps(deps);
    },
  };
}
