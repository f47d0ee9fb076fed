import { createServer } from 'node:http';
import { closeDeps, openDeps } from '../deps.ts';
import type { Env } from '../env.ts';
import { exposeMetrics } from '../lib/metrics.ts';
import { answerReadiness, readinessOf } from '../lib/readiness.ts';
import { closed, listen } from '../lib/servers.ts';
import { startTracing } from '../lib/tracing.ts';
import type { Running } from '../main.ts';
import { startWorker } from '../modules/jobs/worker.ts';
import { demandVerticals } from '../modules/tenants/tenants.verticals.ts';

export async function runWorker(env: Env): Promise<Running> {
  const tracing = await startTracing('worker', env);
  const deps = await openDeps(env, 'worker', { tracing });
  await demandVerticals(deps);
  const worker = await startWorker(deps);
  const shown = await exposeMetrics(deps.metrics, 'worker', env);
  let draining = false;
  // Nobody sends it requests; whoever watches it asks whether it lives.
  const server = createServer((request, response) => {
    if (request.url === '/ready')
      void readinessOf(deps, draining).then((status) => answerReadiness(response, status));
    else response.writeHead(404).end();
  });
  const port = await listen(server, env.WORKER_PORT, env.INNER_HOST);
  return {
    port,
    async close() {
      draining = true;
      await worker.stop();
      await closed(server);
      await closeDeps(deps);
      await shown.close();
      await tracing.close();
    },
  };
}
