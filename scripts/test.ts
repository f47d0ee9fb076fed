// `npm test`: every test of every runner, and one line at the end. `npm test -- unit`, `-- e2e` or `-- <file>` runs a part;
// `-- e2e --whole` all browser tests in both sizes and both schemes; `-- long` whole rehearsals, which nothing else runs.
import { createSteps } from './launch/steps.mjs';
import { createCleanup } from './lib/cleanup.ts';
import { onEnd, runCommand } from './lib/command.ts';
import { ensureFrontend } from './lib/frontend.ts';
import { type Tally, summariseTallies } from './lib/tally.ts';
import { runPlaywright, runVitest } from './lib/test-runners.ts';

const steps = createSteps();
const cleanup = createCleanup();
const stop = () => void cleanup.run().finally(() => process.exit(130));
onEnd(stop, () => process.exit(130));

const given = process.argv.slice(2);
const whole = given.includes('--whole');
const [kind, ...rest] = given.filter((word) => word !== '--whole');
const isEndToEnd = (file: string) => /\.spec\.ts$|(^|\/)e2e(\/|$)/.test(file);

/** What to give to each runner; undefined leaves it out. */
function plan(): { unit: string[] | undefined; endToEnd: string[] | undefined } {
  if (kind === undefined) return { unit: [], endToEnd: [] };
  if (kind === 'unit') return { unit: rest, endToEnd: undefined };
  if (kind === 'long') return { unit: ['--project=long', ...rest], endToEnd: undefined };
  if (kind === 'e2e') return { unit: undefined, endToEnd: rest };
  const words = [kind, ...rest];
  const endToEnd = words.filter(isEndToEnd);
  const unit = words.filter((word) => !isEndToEnd(word));
  return { unit: unit.length > 0 ? unit : undefined, endToEnd: endToEnd.length > 0 ? endToEnd : undefined };
}

await runCommand(steps, async () => {
  const { unit, endToEnd } = plan();
  const tallies: Tally[] = [];
  if (kind === undefined) await ensureFrontend(steps);
  if (unit) tallies.push(await runVitest(unit, cleanup, kind === 'long'));
  if (endToEnd) tallies.push(await runPlaywright(endToEnd, { whole, steps, cleanup }));
  const { lines, failed } = summariseTallies(tallies);
  steps.say();
  for (const line of lines) steps.say(line);
  process.exitCode = failed ? 1 : 0;
});
process.exit();
