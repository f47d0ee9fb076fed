import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import type { Measurement } from '../scripts/bench.ts';
import { testVariables } from '../scripts/lib/test-variables.ts';

const run = promisify(execFile);

test('the bench of HTTP measures what it compares, if only for a moment', async () => {
  const { stdout } = await run(process.execPath, ['scripts/bench.ts', 'http', '--quick', '--json'], {
    env: testVariables(),
  });
  const rows = JSON.parse(stdout) as Measurement[];
  expect(rows.map(({ name }) => name)).toEqual(
    expect.arrayContaining([
      'availability, computed / Fastify with one SELECT',
      'availability, kept / a fixed body of its size',
      'booking, 64 clients at one slot: p99 / 300 ms',
    ]),
  );
  for (const { measured, baseline } of rows) {
    expect(measured).toBeGreaterThan(0);
    expect(baseline).toBeGreaterThan(0);
  }
}, 180_000);
