import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { identityOf, isAlive } from '../scripts/launch/processes.mjs';
import { createSteps } from '../scripts/launch/steps.mjs';
import { readRun } from '../scripts/lib/data-dir.ts';
import { ensureFrontend } from '../scripts/lib/frontend.ts';
import { root } from '../scripts/lib/paths.ts';
import { freePort } from '../scripts/lib/ports.ts';
import { testVariables } from '../scripts/lib/test-variables.ts';

interface Started {
  child: ChildProcess;
  output: () => string;
  /** Resolves with the exit code. */
  ended: Promise<number | null>;
}

let dataDir: string;
const started: Started[] = [];
const noCurl =
  spawnSync('curl', ['--json', '{}', '--version']).status === 0
    ? ''
    : ' (skipped: no curl of 2022 or later here)';

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'turnero start '));
  await ensureFrontend(createSteps({ quiet: true }));
}, 180_000);
afterEach(async () => {
  for (const { child, ended } of started.splice(0)) {
    child.kill('SIGTERM');
    await ended;
  }
}, 60_000);
afterAll(() => rm(dataDir, { recursive: true, force: true }));

/** What `npm start` runs once Node and the packages are there, on the data folder of this file. */
function start(variables: Record<string, string>): Started {
  const env = {
    ...testVariables(),
    NODE_ENV: 'production',
    DATA_DIR: dataDir,
    LOG_LEVEL: 'error',
    ...variables,
  };
  const child = spawn(process.execPath, [join(root, 'scripts', 'start.ts')], {
    env,
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  let output = '';
  child.stdout?.on('data', (chunk: Buffer) => (output += chunk.toString()));
  child.stderr?.on('data', (chunk: Buffer) => (output += chunk.toString()));
  // Not 'close', which Node leaves out after we have let go of the channel; the last words take a moment to arrive.
  const ended = new Promise<number | null>((resolve) => {
    child.once('exit', (code) => setTimeout(resolve, 100, code));
  });
  const result = { child, output: () => output, ended };
  started.push(result);
  return result;
}

async function startAndWait(variables: Record<string, string> = {}) {
  const port = await freePort();
  const one = start({ PORT: String(port), ...variables });
  // The first one fills a dozen demo tenants.
  await expect.poll(one.output, { timeout: 100_000, interval: 50 }).toContain('Ctrl-C stops everything');
  return { ...one, port, processes: await everyProcess() };
}

/** What runs, PostgreSQL included. */
async function everyProcess(): Promise<string[]> {
  const { processes } = (await readRun(dataDir)) ?? { processes: [] };
  const mark = await readFile(join(dataDir, 'postgres', 'postmaster.pid'), 'utf8');
  return [...processes.map(({ identity }) => identity), identityOf(Number.parseInt(mark, 10))];
}

async function left(processes: string[]) {
  for (let turn = 0; turn < 200 && processes.some(isAlive); turn++) await sleep(50);
  return processes.filter(isAlive);
}

test('it serves every tenant, Ctrl-C leaves nothing behind, and the second start is quick and finds its data', async () => {
  const first = await startAndWait();
  expect(first.processes).toHaveLength(6);
  expect(first.processes.every(isAlive)).toBe(true);
  for (const path of ['/', '/docs', '/health', '/api/v1/openapi.json']) {
    expect((await fetch(`http://localhost:${first.port}${path}`)).status, path).toBe(200);
  }
  expect(first.output()).toContain(`http://fade.localhost:${first.port}`);
  expect(first.output()).toContain('admin@fade.example');
  first.child.kill('SIGINT');
  expect(await first.ended).toBe(0);
  expect(await left(first.processes)).toEqual([]);

  const began = Date.now();
  const second = await startAndWait();
  expect(Date.now() - began).toBeLessThan(10_000);
  expect(second.output()).toContain('Migrating the database: up to date');
}, 150_000);

test.skipIf(noCurl)(
  `the tour of the docs, and what they say of the API, works as it is written${noCurl}`,
  async () => {
    const one = await startAndWait({ PUSH_LOCAL: 'true' });
    for (const document of ['tour.md', 'api.md']) {
      const blocks = (await readFile(join(root, 'docs', document), 'utf8')).matchAll(/^```sh\n(.*?)^```/gms);
      // What it leaves in the background when it fails would keep its output open, and this test waiting.
      const script = `trap 'kill $(jobs -p) 2> /dev/null || true' EXIT\n${[...blocks].map(([, lines]) => lines).join('')}`;
      const env = { ...process.env, PORT: String(one.port) };
      const run = spawnSync('bash', ['-euo', 'pipefail', '-c', script], { cwd: root, env, encoding: 'utf8' });
      expect(run.status, `${document}: ${run.stdout}${run.stderr}`).toBe(0);
    }
  },
  120_000,
);

test('killed with -9 it leaves nothing behind, and the next start works', async () => {
  const first = await startAndWait();
  first.child.kill('SIGKILL');
  await first.ended;
  const next = startAndWait();
  expect(await left(first.processes)).toEqual([]);
  expect((await fetch(`http://localhost:${(await next).port}/health`)).status).toBe(200);
}, 120_000);

test('it stops when its launcher is gone', async () => {
  const one = await startAndWait();
  one.child.disconnect();
  expect(await one.ended).toBe(0);
  expect(await left(one.processes)).toEqual([]);
}, 120_000);

test('a second one on the same data says so', async () => {
  const one = await startAndWait();
  const other = start({ PORT: String(await freePort()) });
  expect(await other.ended).toBe(1);
  expect(other.output()).toContain(
    `Turnero already runs on the data in ${dataDir} and serves http://localhost:${one.port}`,
  );
  expect(one.processes.every(isAlive)).toBe(true);
}, 120_000);

test('what stands in the way is one sentence', async () => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const taken = address && typeof address === 'object' ? address.port : 0;
  const file = join(dataDir, 'a file');
  await writeFile(file, '');
  for (const [variables, sentence] of [
    [
      { PORT: String(taken) },
      `Port ${taken} is taken by another program: choose another with PORT=${taken + 1} npm start.`,
    ],
    [{ DATA_DIR: join(file, 'data') }, `The data folder ${join(file, 'data')} cannot be written`],
    [{ PORT: 'many' }, 'PORT is wrong: it should be'],
    [
      { HOST: '203.0.113.7', PORT: String(await freePort()) },
      'HOST=203.0.113.7 is not an address of this machine',
    ],
  ] as const) {
    const one = start(variables);
    expect(await one.ended, sentence).toBe(1);
    expect(one.output()).toContain(sentence);
    expect(one.output()).not.toMatch(/\n\s+at /);
  }
  server.close();
}, 60_000);
