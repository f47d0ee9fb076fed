import compression from 'compression';
import { createServer, type RequestListener } from 'node:http';
import { join, resolve } from 'node:path';
import type { Env } from '../env.ts';
import { createLog } from '../lib/log.ts';
import { exposeMetrics, openMetrics } from '../lib/metrics.ts';
import { answerReadiness } from '../lib/readiness.ts';
import { closed, drain, listen } from '../lib/servers.ts';
import { startTracing } from '../lib/tracing.ts';
import type { Running } from '../main.ts';
import { FILE_BYTES } from '../modules/intake/intake.contract.ts';
import { bounded } from './web.bounds.ts';
import { observed } from './web.requests.ts';

/** Pages that one process makes at once: whoever comes behind so many would wait for longer than people do. */
const MOST_PAGES = 256;

/** The built SvelteKit server. It reaches the API over an inner network and trusts nobody but the proxy before it. */
export async function runWeb(env: Env): Promise<Running> {
  if (env.API_URLS.length === 0)
    throw new Error('The web role needs API_URLS: where the API listens, like http://127.0.0.1:4000');
  // What the built server reads. The front says by which address the visitor came.
  Object.assign(process.env, {
    API_URL: env.API_URLS.join(','),
    DEMO: String(env.DEMO),
    PICTURES_DIR: join(resolve(env.DATA_DIR), 'social'),
    MAP_STYLE_URL: env.MAP_STYLE_URL ?? '',
    MAP_ORIGINS: env.MAP_ORIGINS.join(','),
    // Forms with files pass here on their way to the API, which looks at each of them.
    BODY_SIZE_LIMIT: `${2 * FILE_BYTES + 1_048_576}`,
    PROTOCOL_HEADER: 'x-forwarded-proto',
    HOST_HEADER: 'x-forwarded-host',
    ADDRESS_HEADER: 'x-forwarded-for',
  });
  const build = new URL('../../../frontend/build/handler.js', import.meta.url);
  const { handler } = (await import(build.href)) as { handler: RequestListener };
  let draining = false;
  const tracing = await startTracing('web', env);
  const metrics = openMetrics();
  const shown = await exposeMetrics(metrics, 'web', env);
  // Files of the build are packed already; a page is made for each visitor.
  const pack = compression();
  const packed: RequestListener = (request, response) =>
    pack(request, response, () => handler(request, response));
  const answerPage = observed(bounded(packed, MOST_PAGES), createLog('web', env.LOG_LEVEL), metrics);
  const server = createServer((request, response) => {
    if (request.url === '/ready') answerReadiness(response, draining ? 'draining' : 'ready');
    else answerPage(request, response);
  });
  server.requestTimeout = 30_000;
  server.headersTimeout = 10_000;
  const port = await listen(server, env.WEB_PORT, env.INNER_HOST);
  return {
    port,
    async close() {
      draining = true;
      await drain(server, env.DRAIN_MS);
      await closed(server);
      await shown.close();
      await tracing.close();
    },
  };
}
