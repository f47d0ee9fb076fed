import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { closeDeps, openDeps } from '../deps.ts';
import type { Env } from '../env.ts';
import { closed } from '../lib/leaving.ts';
import { exposeMetrics } from '../lib/metrics.ts';
import { answerReadiness, type Readiness } from '../lib/readiness.ts';
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
  const look = async (): Promise<Readiness> =>
    draining
      ? 'draining'
      : deps.database.ping().then(
          () => 'ready',
          () => 'failed',
        );
  // Nobody sends it requests; whoever watches it asks whether it lives.
  const server = createServer((request, response) => {
    if (request.url === '/ready') void look().then((status) => answerReadiness(response, status));
    else response.writeHead(404).end();
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(env.WORKER_PORT, env.INNER_HOST, resolve);
  });
  return {
    port: (server.address() as AddressInfo).port,
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
