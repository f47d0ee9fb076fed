import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Measurement } from '../bench.ts';
import { createSteps } from '../launch/steps.mjs';
import { createCleanup, type Cleanup } from '../lib/cleanup.ts';
import { prepareDatabase } from '../lib/database.ts';
import { ensureFrontend } from '../lib/frontend.ts';
import { freePort } from '../lib/ports.ts';
import { backendRole, startRole } from '../lib/role.ts';
import { asVariables } from '../lib/settings.ts';
import { startStack, type Stack } from '../lib/stack.ts';
import { testVariables } from '../lib/test-variables.ts';
import { startChild, type Child } from './http/child.ts';
import type { Load, Outcome } from './http/load.ts';
import { alternating } from './rounds.ts';

const ROUNDS = 9;
/** Addresses that ask; each has a count of its own at the limits. */
const ADDRESSES = 5_000;
/** How often a bare page fits into ours, at most: into one that is given to the next guest too, and into one that is made for one. */
const PROMISED = 5;
const PROMISED_ALONE = 25;

const PAGES = { business: '/b/filo-norte', provider: '/b/filo-norte/p/' };

/** A whole Turnero with the demo, as `npm start` starts it. */
async function startWhole(cleanup: Cleanup): Promise<Stack> {
  const steps = createSteps({ quiet: true });
  const dataDir = await mkdtemp(join(tmpdir(), 'turnero-bench-'));
  cleanup.add(() => rm(dataDir, { recursive: true, force: true }));
  const own = { NODE_ENV: 'production', DATA_DIR: dataDir, PORT: '0', DEMO: 'true', LOG_LEVEL: 'error' };
  return startStack({
    variables: { ...testVariables(), ...own, TRUST_PROXY: 'true' },
    steps,
    cleanup,
    throwaway: true,
    prepareDatabase: async (env) => {
      await prepareDatabase(env, steps);
    },
    prepare: () => ensureFrontend(steps),
    onNote: () => undefined,
  });
}

/** A bare page of Kit behind a front of its own. @returns the port of that */
async function startBare(cleanup: Cleanup, { env }: Stack): Promise<number> {
  const bare = startChild<object, number>(join(import.meta.dirname, 'pages', 'bare.ts'), {
    ...testVariables(),
    NODE_ENV: 'production',
  });
  cleanup.add(() => bare.stop());
  const web = `http://127.0.0.1:${await bare.ask({})}`;
  const port = await freePort();
  const front = startRole({
    name: 'front of the bare page',
    words: backendRole('front'),
    env: { ...testVariables(), ...asVariables(env), PORT: String(port), API_URLS: web, WEB_URLS: web },
    logFile: undefined,
    onChange: () => undefined,
    onNote: () => undefined,
  });
  cleanup.add(() => front.stop());
  await front.ready;
  return port;
}

/** @param cookie nobody's, but enough that the page is made for whoever brings it */
const asked = (host: string, path: string, cookie = '') =>
  Array.from(
    { length: ADDRESSES },
    (_, index) =>
      `GET ${path} HTTP/1.1\r\nhost: ${host}\r\naccept: text/html\r\n${cookie && `cookie: ${cookie}\r\n`}` +
      `x-forwarded-for: 10.1.${index >> 8}.${index & 255}\r\n\r\n`,
  );

/** One visitor after the other. @returns a round: microseconds that the median page took */
const round =
  (load: Child<Load, Outcome>, port: number, requests: string[], isQuick: boolean) => async () => {
    const seconds = isQuick ? 0.2 : 2;
    const { latencies, statuses, body } = await load.ask({ port, clients: 1, requests, seconds });
    if (Object.keys(statuses).some((status) => status !== '200'))
      throw new Error(`Answers were ${JSON.stringify(statuses)}; the last: ${body.slice(0, 500)}`);
    return (latencies[Math.floor((latencies.length - 1) / 2)] ?? Number.NaN) * 1_000;
  };

/** The path of the first person of a page that links to some. @throws Error where no time is offered */
async function personOn(port: number, host: string, load: Child<Load, Outcome>): Promise<string> {
  const { body } = await load.ask({ port, clients: 1, requests: asked(host, PAGES.business).slice(0, 1) });
  const path = /\/b\/filo-norte\/p\/[\w-]+/.exec(body)?.[0];
  if (!path || !/[?&;]start=/.test(body)) throw new Error('The page has nobody with free times.');
  return path;
}

/** Pages with real free times, each beside a bare page of Kit: both behind a front, in processes of their own. */
export async function pageCost(isQuick: boolean): Promise<Measurement[]> {
  const cleanup = createCleanup();
  try {
    const stack = await startWhole(cleanup);
    const { port: portText } = new URL(stack.url);
    const port = Number(portText);
    const barePort = await startBare(cleanup, stack);
    const load = startChild<Load, Outcome>(join(import.meta.dirname, 'http', 'load.ts'));
    cleanup.add(() => load.stop());
    const host = `fade.localhost:${port}`;
    const bare = round(load, barePort, asked('bare.localhost', '/'), isQuick);
    const rows: Measurement[] = [];
    const provider = await personOn(port, host, load);
    for (const [name, requests, bound] of [
      ['business', asked(host, PAGES.business), PROMISED],
      ['provider', asked(host, provider), PROMISED],
      ['provider, made for one visitor', asked(host, provider, 'mine=1'), PROMISED_ALONE],
    ] as const) {
      const page = round(load, port, requests, isQuick);
      const compared = await alternating(page, bare, isQuick ? 1 : ROUNDS);
      rows.push({ name: `page with free times: ${name}, p50 / a bare Kit page`, ...compared, bound });
    }
    return rows;
  } finally {
    await cleanup.run();
  }
}
