import { spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Told } from '../launch/steps.mjs';
import type { Cleanup } from '../lib/cleanup.ts';
import { LOAD } from './package.ts';
import type { World } from './world.ts';

/** Each a file of `tests/load`, in the order in which they are run: the last ones leave most behind. */
export const SCENARIOS: readonly string[] = ['browse', 'search', 'book', 'flash', 'watch'];

export interface Outcome {
  name: string;
  requests: number;
  /** Answers a second. */
  rate: number;
  /** Milliseconds. */
  p50: number | undefined;
  p95: number | undefined;
  p99: number | undefined;
  /** Thresholds that were not kept, as Artillery tells them. */
  broken: string[];
}

interface Report {
  aggregate: {
    counters: Record<string, number>;
    rates: Record<string, number>;
    summaries: Record<string, { p50: number; p95: number; p99: number }>;
  };
}

/** Runs one scenario. @throws Told where Artillery itself fails */
export async function runScenario(
  name: string,
  world: World,
  { folder, cleanup }: { folder: string; cleanup: Cleanup },
): Promise<Outcome> {
  const file = join(folder, `${name}.json`);
  const words = [
    join(LOAD, 'node_modules', 'artillery', 'bin', 'run'),
    ...['run', '--quiet', '--target', world.target, '--variables', JSON.stringify(world), '--output', file],
    join(LOAD, `${name}.yml`),
  ];
  const child = spawn(process.execPath, words, {
    cwd: LOAD,
    env: { ...process.env, ARTILLERY_DISABLE_TELEMETRY: 'true' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  cleanup.add(() => child.kill('SIGTERM'));
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()));
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  const broken = output
    .split('\n')
    .filter((line) => /^fail: /.test(line.trim()))
    .map((line) => line.trim());
  if (code !== 0 && broken.length === 0)
    throw new Told(`Artillery did not run ${name}:`, output.slice(-4_000));
  const { aggregate } = JSON.parse(await readFile(file, 'utf8')) as Report;
  const times = aggregate.summaries['http.response_time'] ?? aggregate.summaries['watchers.connect_time'];
  return {
    name,
    requests: aggregate.counters['http.responses'] ?? aggregate.counters['watchers.connected'] ?? 0,
    rate: aggregate.rates['http.request_rate'] ?? 0,
    p50: times?.p50,
    p95: times?.p95,
    p99: times?.p99,
    broken,
  };
}
