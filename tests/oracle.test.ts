import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { expect, test } from 'vitest';
import { root } from '../scripts/lib/paths.ts';

/** What a person sees who runs `npm run oracle -- ...`. */
async function run(...words: string[]) {
  const child = spawn(process.execPath, [join(root, 'scripts', 'launch.mjs'), 'oracle', ...words]);
  const ended = new Promise((resolve) => child.on('exit', resolve));
  const [out, told, code] = await Promise.all([text(child.stdout), text(child.stderr), ended]);
  return { out, told, code };
}

test('oracle runs so many problems, and tells the seed that repeats them', { timeout: 60_000 }, async () => {
  const { out, code } = await run('10', '--seed', '7');
  expect(out).toContain('--seed 7');
  expect(out).toContain('10 problems, 0 mismatches');
  expect(code).toBe(0);
});

test('oracle --transitions runs every change of clocks of a zone', async () => {
  const { out, code } = await run('--transitions', 'America/Sao_Paulo', 'Asia/Tehran');
  // Tehran put its clocks forward and back until 2022: six changes, each on three grids.
  expect(out).toContain('18 problems, 0 mismatches');
  expect(code).toBe(0);
});

test('oracle says what is wrong with its arguments', async () => {
  const { told, code } = await run('none');
  expect(told).toContain('N is a whole number');
  expect(code).toBe(1);
});
