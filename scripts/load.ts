// `npm run load [browse|search|book|flash|watch]`: what many do at once, measured against thresholds. Brings its tool on first use.
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { Told, createSteps } from './launch/steps.mjs';
import { createCleanup } from './lib/cleanup.ts';
import { onEnd, runCommand } from './lib/command.ts';
import { prepareDatabase } from './lib/database.ts';
import { ensureFrontend } from './lib/frontend.ts';
import { root } from './lib/paths.ts';
import { startStack } from './lib/stack.ts';
import { table } from './lib/table.ts';
import { testVariables } from './lib/test-variables.ts';
import { ensureArtillery } from './load/package.ts';
import { runScenario, SCENARIOS, type Outcome } from './load/run.ts';
import { keepBooking, whatIsThere } from './load/world.ts';

const VERTICAL = 'barbershop';
const USUAL_TENANT = 'fade';
const REPORTS = join(root, 'test-results', 'load');

const steps = createSteps();
const cleanup = createCleanup();
const stop = () => void cleanup.run().finally(() => process.exit(130));
onEnd(stop, () => process.exit(130));

/** A Turnero of its own, with the example of one vertical. @returns its address */
async function startOwn(): Promise<string> {
  const dataDir = await mkdtemp(join(tmpdir(), 'turnero-load-'));
  cleanup.add(() => rm(dataDir, { recursive: true, force: true }));
  const own = { NODE_ENV: 'production', DATA_DIR: dataDir, PORT: '0', DEMO: 'true', LOG_LEVEL: 'error' };
  const { url } = await startStack({
    // Each of those who come says where from.
    variables: { ...testVariables(), ...own, TRUST_PROXY: 'true' },
    steps,
    cleanup,
    logDir: join(REPORTS, 'logs'),
    prepareDatabase: async (env) => {
      await prepareDatabase(env, steps, VERTICAL);
    },
    prepare: () => ensureFrontend(steps),
    onNote: (line) => steps.say(`  ! ${line}`),
  });
  return url;
}

function rowOf({ name, requests, rate, p50, p95, p99, broken }: Outcome): string[] {
  const ms = (value: number | undefined) => (value === undefined ? '-' : `${Math.round(value)} ms`);
  return [
    name,
    String(requests),
    `${rate}/s`,
    ms(p50),
    ms(p95),
    ms(p99),
    broken.length === 0 ? 'kept' : 'broken',
  ];
}

async function report(outcomes: readonly Outcome[]): Promise<string> {
  const head = ['scenario', 'answers', 'rate', 'p50', 'p95', 'p99', 'thresholds'];
  const lines = [table([head, ...outcomes.map(rowOf)])];
  for (const { name, broken } of outcomes) for (const line of broken) lines.push(`${name}: ${line}`);
  const text = lines.join('\n');
  await writeFile(join(REPORTS, 'summary.txt'), `${text}\n`);
  return text;
}

await runCommand(steps, async () => {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { url: { type: 'string' }, tenant: { type: 'string' } },
  });
  const unknown = positionals.find((name) => !SCENARIOS.includes(name));
  if (unknown !== undefined)
    throw new Told(`There is no scenario "${unknown}": choose of ${SCENARIOS.join(', ')}.`);
  try {
    await ensureArtillery(steps);
    await mkdir(REPORTS, { recursive: true });
    const place = { url: values.url ?? (await startOwn()), tenant: values.tenant ?? USUAL_TENANT };
    const outcomes: Outcome[] = [];
    for (const name of positionals.length > 0 ? positionals : SCENARIOS) {
      const world = await whatIsThere(place);
      const rest = name === 'watch' ? keepBooking(world) : undefined;
      const run = () => runScenario(name, world, { folder: REPORTS, cleanup });
      outcomes.push(await steps.step(`Load: ${name}`, run, ({ requests }) => `${requests} answers`));
      await rest?.();
    }
    steps.say(`\n${await report(outcomes)}\n\n  Reports: ${REPORTS}`);
    if (outcomes.some(({ broken }) => broken.length > 0)) process.exitCode = 1;
  } finally {
    await cleanup.run();
  }
});
process.exit();
