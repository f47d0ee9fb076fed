import { closeDeps, openDeps } from '../deps.ts';
import type { Env } from '../env.ts';
import type { Running } from '../main.ts';
import { startWorker } from '../modules/jobs/worker.ts';
import { demandVerticals } from '../modules/tenants/tenants.verticals.ts';

export async function runWorker(env: Env): Promise<Running> {
  const deps = await openDeps(env, 'worker');
  await demandVerticals(deps);
  const worker = await startWorker(deps);
  return {
    port: null,
    async close() {
      await worker.stop();
      await closeDeps(deps);
    },
  };
}
