import { buildApp } from './app.ts';
import { closeDeps, openDeps } from './deps.ts';
import { readEnv } from './env.ts';
import type { Bus } from './lib/bus.ts';

/** Nothing is heard while a document is written. */
const deaf: Bus = {
  publish: async () => undefined,
  subscribe: () => () => undefined,
  onGap: () => undefined,
  ready: async () => undefined,
  close: async () => undefined,
};

/** The description of the API, from the routes as they are. Connects to nothing. */
export async function describeApi() {
  const env = readEnv({
    DATABASE_URL: 'postgres://nobody@127.0.0.1:1/nothing',
    APP_SECRET: 'a document needs no secret, but a text'.padEnd(32),
    LOG_LEVEL: 'silent',
  });
  const deps = await openDeps(env, 'generate', { bus: deaf });
  const app = await buildApp(deps);
  try {
    await app.ready();
    return app.swagger();
  } finally {
    await app.close();
    await closeDeps(deps);
  }
}

/** The text of `backend/openapi.json`. */
export const renderOpenApi = async (): Promise<string> => JSON.stringify(await describeApi(), null, 2) + '\n';
