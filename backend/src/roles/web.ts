import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join, resolve } from 'node:path';
import type { Env } from '../env.ts';
import type { Running } from '../main.ts';
import { FILE_BYTES } from '../modules/intake/intake.contract.ts';

/** The built SvelteKit server. It reaches the API over loopback and trusts nobody but the front process. */
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
  const server = createServer(handler);
  server.requestTimeout = 30_000;
  server.headersTimeout = 10_000;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(env.WEB_PORT, '127.0.0.1', resolve);
  });
  return {
    port: (server.address() as AddressInfo).port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeIdleConnections();
      }),
  };
}
