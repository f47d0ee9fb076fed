// Many problems at once, for `npm run oracle`: which of them the engine and the reference disagree about.
import fc from 'fast-check';
import { problems } from './arbitraries.ts';
import { compare } from './oracle.ts';
import type { WrittenProblem } from './reference/form.ts';
import { problemsAround, transitionsOf, YEARS } from './transitions.ts';

/** What some of the problems came to. */
export interface Tally {
  problems: number;
  mismatches: number;
  /** The smallest problem that they disagree about, and how. */
  smallest?: { problem: WrittenProblem; difference: string } | undefined;
}

export const NOTHING_YET: Tally = { problems: 0, mismatches: 0 };

/** Both together. */
export function added(a: Tally, b: Tally): Tally {
  const [smallest] = [a.smallest, b.smallest]
    .filter((found) => found !== undefined)
    .sort((x, y) => sizeOf(x.problem) - sizeOf(y.problem));
  return { problems: a.problems + b.problems, mismatches: a.mismatches + b.mismatches, smallest };
}

const sizeOf = (problem: WrittenProblem) => JSON.stringify(problem).length;

/** So many drawn problems, the same ones for the same seed. */
export function drawnTally(count: number, seed: number): Tally {
  const options = { numRuns: count, seed };
  const found = fc.check(
    fc.property(problems, (problem) => differenceOf(problem) === undefined),
    options,
  );
  if (!found.failed) return { problems: count, mismatches: 0 };
  // The search stopped at the first one; the others are counted.
  const drawn = fc.sample(problems, options);
  const [smallest] = found.counterexample ?? [];
  return {
    problems: count,
    mismatches: drawn.filter((problem) => differenceOf(problem) !== undefined).length,
    smallest: smallest && { problem: smallest, difference: differenceOf(smallest) ?? 'not reproduced' },
  };
}

/** The days around every change of one zone's clocks in YEARS. */
export function zoneTally(zone: string): Tally {
  const around = transitionsOf(zone, ...YEARS).flatMap((transition) => problemsAround(zone, transition));
  return around.map(tallyOf).reduce(added, NOTHING_YET);
}

function tallyOf(problem: WrittenProblem): Tally {
  const difference = differenceOf(problem);
  return difference === undefined
    ? { problems: 1, mismatches: 0 }
    : { problems: 1, mismatches: 1, smallest: { problem, difference } };
}

/** A failure of either is a difference too. */
function differenceOf(problem: WrittenProblem): string | undefined {
  try {
    return compare(problem);
  } catch (error) {
    return error instanceof Error ? (error.stack ?? error.message) : String(error);
  }
}
