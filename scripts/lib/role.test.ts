import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { identityOf, isAlive } from '../launch/processes.mjs';
import { type Role, startRole } from './role.ts';

let folder: string;
let role: Role | undefined;
let notes: string[];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'turnero role '));
  notes = [];
});

afterEach(async () => {
  await role?.stop();
  await rm(folder, { recursive: true, force: true });
});

async function start(code: string) {
  const script = join(folder, 'role.mjs');
  await writeFile(script, code);
  role = startRole({
    name: 'test',
    words: [script],
    env: process.env,
    logFile: join(folder, 'role.log'),
    onChange: () => undefined,
    onNote: (line) => notes.push(line),
  });
  return role;
}

async function until(condition: () => boolean) {
  for (let turn = 0; turn < 200 && !condition(); turn++) await sleep(25);
  expect(condition()).toBe(true);
}

const polite = `
  process.on('SIGTERM', () => { process.send({ type: 'draining' }); setTimeout(() => process.exit(0), 200); });
  setInterval(() => {}, 1000);
  process.send({ type: 'ready' });`;

test('a role that dies is started again, and says so', async () => {
  const started = await start(polite);
  await started.ready;
  const first = started.pid();
  process.kill(first ?? 0, 'SIGKILL');
  await until(() => !started.serving());
  await until(() => started.serving());
  expect(started.pid()).not.toBe(first);
  expect(notes).toEqual(['test ended (SIGKILL); starting it again in 0.5 s']);
});

test('a role that is told to end takes no more work while it drains, and comes back', async () => {
  const started = await start(polite);
  await started.ready;
  const first = identityOf(started.pid() ?? 0);
  process.kill(started.pid() ?? 0, 'SIGTERM');
  await until(() => !started.serving());
  expect(isAlive(first)).toBe(true);
  await until(() => started.serving());
  expect(isAlive(first)).toBe(false);
});

test('a restart waits for nothing and is no failure', async () => {
  const started = await start(polite);
  await started.ready;
  await started.restart();
  await until(() => started.serving());
  expect(notes).toEqual([]);
});

test('a role that never gets ready is one clear failure', async () => {
  const started = await start(`console.error('it hurts'); process.exit(3);`);
  await expect(started.ready).rejects.toThrow('The process "test" did not start (code 3)');
  expect(await readFile(join(folder, 'role.log'), 'utf8')).toContain('it hurts');
  await sleep(700);
  expect(started.pid()).toBeUndefined();
});

test('stopping ends it for good', async () => {
  const started = await start(polite);
  await started.ready;
  const identity = started.identity();
  await started.stop();
  expect(isAlive(identity)).toBe(false);
  await sleep(700);
  expect(started.pid()).toBeUndefined();
});

test('a change of code after the stop does not bring it back', async () => {
  const started = await start(polite);
  await started.ready;
  await started.stop();
  await started.restart();
  expect(started.pid()).toBeUndefined();
});
