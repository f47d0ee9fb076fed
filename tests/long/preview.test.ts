import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { cloneOf, makeUpstream, Place } from './place.ts';

/** What an author of a vertical does: looks at its pages, and saves its file again and again. */
const SLUG = 'fade';
const WAS = 'Tu barbero, tu horario, tu sillón.';
const IS = 'La barba, sin vueltas.';
const PATIENCE = { timeout: 120_000, interval: 500 };

let folder: string;
let file: string;
let place: Place;
let output: () => string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'turnero-preview-test-'));
  await mkdir(join(folder, 'upstream'));
  await makeUpstream(join(folder, 'upstream'));
  await cloneOf(join(folder, 'upstream'), join(folder, 'turnero'));
  file = join(folder, 'turnero', 'niche-configs', 'barbershop.json');
  place = new Place(join(folder, 'turnero'), join(folder, 'data'));
  output = await place.start(['niche', 'preview', 'barbershop'], 'and the pages show it');
});
afterAll(async () => {
  await place.stop();
  await rm(folder, { recursive: true, force: true });
});

/** Undefined while it is made anew. */
async function pageNow(): Promise<string> {
  const { status, text } = await place.visitor(SLUG)('GET', '/');
  return status === 200 ? text : '';
}

/** What an open page is told by whoever serves it in development. */
async function listen(): Promise<{ told: string[]; close: () => void }> {
  const { text } = await place.visitor(SLUG)('GET', '/@vite/client');
  const [, token = ''] = /wsToken = "([^"]+)"/.exec(text) ?? [];
  const socket = new WebSocket(`ws://localhost:${place.port}/?token=${token}`, 'vite-hmr');
  const told: string[] = [];
  socket.addEventListener('message', ({ data }) => {
    told.push((JSON.parse(String(data)) as { type: string }).type);
  });
  await expect.poll(() => told, PATIENCE).toContain('connected');
  return { told, close: () => socket.close() };
}

test('a saved file is shown by the pages, and those that are open are loaded again', async () => {
  const text = await readFile(file, 'utf8');
  expect(await pageNow()).toContain(WAS);
  const page = await listen();
  await writeFile(file, text.replace(WAS, IS));
  await expect.poll(pageNow, PATIENCE).toContain(IS);
  await expect.poll(() => page.told, PATIENCE).toContain('full-reload');
  page.close();
});

test('a file with a mistake leaves them as they were, and says what is wrong', async () => {
  const text = await readFile(file, 'utf8');
  await writeFile(file, text.replace('"density": "regular"', '"density": "airtight"'));
  await expect.poll(output, PATIENCE).toContain('The pages stay as they were');
  expect(output()).toMatch(/density/);
  expect(await pageNow()).toContain(IS);
});
