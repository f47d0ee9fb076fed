// `npm run torture -- [--seed S] [--seeds N] [--clients N] [--slots N] [--kills N] [--seconds N] [--fleet]`, or `-- --points`, or `-- --rolling`: see docs/torture.md.
import { randomInt } from 'node:crypto';
import { parseArgs } from 'node:util';
import { createSteps, Told } from './launch/steps.mjs';
import { runCommand } from './lib/command.ts';
import { table } from './lib/table.ts';
import type { Finding } from './torture/checks.ts';
import { runPoints } from './torture/points.ts';
import { runRolling } from './torture/rolling.ts';
import { runRound, type Report } from './torture/round.ts';

const usage =
  'npm run torture -- [--seed S] [--seeds N] [--clients N] [--slots N] [--kills N] [--seconds N] [--fleet], or -- --points [--every N], or -- --rolling';
/** Of what breaks one promise, so many lines are shown. */
const MOST_SHOWN = 10;

function whole(name: string, text: string, least: number, most: number): number {
  const number = Number(text);
  if (Number.isInteger(number) && number >= least && number <= most) return number;
  throw new Told(`--${name} is a whole number from ${least} to ${most}: ${usage}`);
}

function readArguments() {
  try {
    return parseArgs({
      options: {
        seed: { type: 'string', default: String(randomInt(2 ** 31)) },
        seeds: { type: 'string', default: '1' },
        clients: { type: 'string', default: '24' },
        slots: { type: 'string', default: '6' },
        kills: { type: 'string', default: '20' },
        seconds: { type: 'string', default: '75' },
        points: { type: 'boolean', default: false },
        every: { type: 'string', default: '1' },
        fleet: { type: 'boolean', default: false },
        rolling: { type: 'boolean', default: false },
      },
    }).values;
  } catch (error) {
    throw new Told(`${error instanceof Error ? error.message : String(error)}: ${usage}`);
  }
}

const listed = (counts: Record<string, number>) =>
  Object.entries(counts)
    .map(([name, number]) => `${name} ${number}`)
    .join(', ') || 'none';

const isBroken = ({ broken }: Finding) => broken.length > 0;

function showFindings(findings: readonly Finding[]): string {
  const lines = findings.map(({ name, looked, broken }) => [
    name,
    String(looked),
    broken.length === 0 ? 'ok' : `BROKEN: ${broken.length}`,
  ]);
  const details = findings.flatMap(({ name, broken }) =>
    broken.slice(0, MOST_SHOWN).map((what) => `  ${name}: ${what}`),
  );
  return [table([['promise', 'looked at', ''], ...lines]), ...details, ''].join('\n');
}

function show({ seed, findings, killed, hurried, journal, lost, calmAfter }: Report): string {
  return [
    `seed ${seed}`,
    `killed: ${listed(killed)}`,
    `sent: ${journal.sent}, of them repeated ${journal.repeated}, given up ${journal.givenUp}`,
    `refused: ${listed(journal.refused)}`,
    `promised: ${journal.bookings.length} bookings; the company lost ${lost} answers; ${hurried} holds were ended early; forged: ${listed(journal.forged)}`,
    `calm after ${calmAfter.toFixed(1)} s`,
    '',
    showFindings(findings),
  ].join('\n');
}

/** One process ends at each point of one story. */
async function tryPoints(every: number): Promise<void> {
  const { points, missed, findings } = await steps.step(
    'One process ends at each point of a story',
    (progress) => runPoints(every, progress),
  );
  for (const { role, when, at, what } of points) steps.say(`${role} ended ${when} ${at}: ${what}`);
  steps.say(`${points.length} times a process ended; ${missed} points were not met again`);
  steps.say(`\n${showFindings(findings)}`);
  if (findings.some(isBroken)) process.exitCode = 1;
}

/** A fleet is restarted in turn while it is used. */
async function tryRolling(): Promise<void> {
  const { about, restarted, afterTerm, afterKill, connections, missing, hears } = await steps.step(
    'Restarting a fleet under load',
    runRolling,
  );
  for (const line of about) steps.say(line);
  const broken = [
    ...afterTerm.failed.map((what) => `failed while processes were told to end: ${what}`),
    ...[...afterTerm.lost, ...afterKill.lost].map((what) => `not there after repeating it: ${what}`),
    ...missing.map((what) => `promised and not there: ${what}`),
    ...(hears ? [] : ['the socket does not hear of bookings any more']),
  ];
  steps.say(`told to end in turn: ${restarted.join(', ')}: answered ${listed(afterTerm.answered)}`);
  steps.say(
    `killed in turn: answered ${listed(afterKill.answered)}; ${afterKill.failed.length} failed in flight`,
  );
  steps.say(`the socket was connected ${connections} times`);
  for (const what of broken.slice(0, MOST_SHOWN)) steps.say(what);
  steps.say(broken.length === 0 ? 'Nobody noticed.' : `BROKEN: ${broken.length}`);
  if (broken.length > 0) process.exitCode = 1;
}

const steps = createSteps();
await runCommand(steps, async () => {
  const given = readArguments();
  if (given.points) return tryPoints(whole('every', given.every, 1, 1_000));
  if (given.rolling) return tryRolling();
  const first = whole('seed', given.seed, 0, 2 ** 31 - 1);
  const seeds = whole('seeds', given.seeds, 1, 10_000);
  const size = {
    clients: whole('clients', given.clients, 1, 500),
    slots: whole('slots', given.slots, 1, 20),
    kills: whole('kills', given.kills, 0, 1_000),
    seconds: whole('seconds', given.seconds, 1, 3_600),
    isFleet: given.fleet,
  };
  const broken: number[] = [];
  for (let seed = first; seed < first + seeds; seed += 1) {
    steps.say(`seed ${seed}`);
    const report = await steps.step(`Torture with seed ${seed}`, (progress) =>
      runRound({ seed, ...size }, {}, progress),
    );
    steps.say(show(report));
    if (report.findings.some(isBroken)) broken.push(seed);
  }
  if (broken.length === 0) return;
  steps.say(`Promises were broken with ${broken.map((seed) => `--seed ${seed}`).join(', ')}.`);
  process.exitCode = 1;
});
