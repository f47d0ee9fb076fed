// `npm run oracle -- [N] [--seed S]`: N drawn problems through the engine and through its slow reference, on all cores.
// `npm run oracle -- --transitions`: the days of every change of clocks of every zone instead.
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { Worker } from 'node:worker_threads';
import { added, NOTHING_YET, type Tally } from '../backend/test/scheduling/campaign.ts';
import { ZONES } from '../backend/test/scheduling/transitions.ts';
import { createSteps, Told } from './launch/steps.mjs';
import { runCommand } from './lib/command.ts';

/** What one worker does at a time. */
export type Part = { count: number; seed: number } | { zone: string };

const usage = 'npm run oracle -- [N] [--seed S]   or   npm run oracle -- --transitions [ZONE ...]';
/** Problems of one part: what a seed draws does not depend on the number of cores. */
const PART = 100;
const SEEDS = 2 ** 31;

function readArguments(): { parts: Part[]; seed?: number } {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { seed: { type: 'string' }, transitions: { type: 'boolean' } },
  });
  if (values.transitions) {
    const wrong = positionals.find((zone) => !ZONES.includes(zone));
    if (wrong) throw new Error(`There is no zone "${wrong}"`);
    return { parts: (positionals.length > 0 ? positionals : ZONES).map((zone) => ({ zone })) };
  }
  const [count = 10_000, ...more] = positionals.map(Number);
  const seed = values.seed === undefined ? Math.floor(Math.random() * SEEDS) : Number(values.seed);
  if (!Number.isInteger(count) || count < 1 || more.length > 0) throw new Error('N is a whole number from 1');
  if (!Number.isInteger(seed) || seed < 0 || seed >= SEEDS)
    throw new Error(`S is a whole number below ${SEEDS}`);
  const parts = Array.from({ length: Math.ceil(count / PART) }, (_, index) => ({
    count: Math.min(PART, count - index * PART),
    seed: (seed + index) % SEEDS,
  }));
  return { parts, seed };
}

/** Gives the parts to a worker for each core. @param tell is called with what all came to so far */
async function onAllCores(parts: readonly Part[], tell: (sum: Tally, done: number) => void): Promise<Tally> {
  const waiting = [...parts];
  let sum = NOTHING_YET;
  const work = () =>
    new Promise<void>((resolve, reject) => {
      const worker = new Worker(new URL('./oracle/worker.ts', import.meta.url));
      const next = () => {
        const part = waiting.shift();
        if (part) worker.postMessage(part);
        else void worker.terminate().then(() => resolve());
      };
      worker.on('error', reject);
      worker.on('message', (tally: Tally) => {
        sum = added(sum, tally);
        tell(sum, parts.length - waiting.length);
        next();
      });
      next();
    });
  await Promise.all(Array.from({ length: Math.min(availableParallelism(), parts.length) }, work));
  return sum;
}

const steps = createSteps();
await runCommand(steps, async () => {
  const { parts, seed } = wanted();
  steps.say(seed === undefined ? `${parts.length} zones` : `--seed ${seed}`);
  const summary = ({ problems, mismatches }: Tally) => `${problems} problems, ${mismatches} mismatches`;
  const { mismatches, smallest } = await steps.step(
    'The engine beside its reference',
    (progress) =>
      onAllCores(parts, (sum, begun) => progress(`${summary(sum)}, part ${begun} of ${parts.length}`)),
    summary,
  );
  if (smallest)
    steps.say(
      `${smallest.difference}\nThe smallest, for npm run slots:\n${JSON.stringify(smallest.problem)}`,
    );
  if (mismatches > 0) process.exitCode = 1;
});

function wanted() {
  try {
    return readArguments();
  } catch (error) {
    throw new Told(`${error instanceof Error ? error.message : String(error)}: ${usage}`);
  }
}
