import type { Measurement } from '../bench.ts';

/** The middle value; of an even count the lower of the two. */
function median(values: number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor((values.length - 1) / 2)] ?? Number.NaN;
}

/** The value below which so great a share of them is. */
export const percentile = (values: readonly number[], share: number) =>
  values.toSorted((a, b) => a - b)[Math.ceil(values.length * share) - 1] ?? Number.NaN;

/** What something took, in microseconds, and its result. */
export async function timed<T>(work: () => Promise<T>): Promise<[number, T]> {
  const began = performance.now();
  const result = await work();
  return [(performance.now() - began) * 1_000, result];
}

/** Microseconds for each. */
async function timedEach(work: () => Promise<unknown>, times: number): Promise<number> {
  const began = process.hrtime.bigint();
  for (let turn = 0; turn < times; turn += 1) await work();
  return Number(process.hrtime.bigint() - began) / 1_000 / times;
}

/** Two ways of doing the same, compared. */
export interface Compared {
  /** Medians, in microseconds per operation. */
  measured: number;
  baseline: number;
  /** The median of the rounds' ratios. */
  ratio: number;
}

/**
 * Measures two ways of doing the same in turns, so that what else happens on the machine happens to both.
 * @param measured does a round of it and tells what one operation took, in microseconds
 */
export async function alternating(
  measured: () => Promise<number>,
  baseline: () => Promise<number>,
  rounds: number,
): Promise<Compared> {
  await measured();
  await baseline();
  const pairs: [number, number][] = [];
  for (let round = 0; round < rounds; round += 1) {
    // Who goes first changes, so that neither always follows the other.
    if (round % 2 === 0) pairs.push([await measured(), await baseline()]);
    else {
      const second = await baseline();
      pairs.push([await measured(), second]);
    }
  }
  return {
    measured: median(pairs.map(([first]) => first)),
    baseline: median(pairs.map(([, second]) => second)),
    ratio: median(pairs.map(([first, second]) => first / second)),
  };
}

/** The same of what runs in this process: each round does it so many times. */
export function inTurns(
  measured: () => Promise<unknown>,
  baseline: () => Promise<unknown>,
  { rounds = 40, times = 50 } = {},
): Promise<Compared> {
  return alternating(
    () => timedEach(measured, times),
    () => timedEach(baseline, times),
    rounds,
  );
}

/** What is bounded by itself and not by another: the bound takes the place of the baseline. In microseconds. */
export const atMost = (name: string, measured: number, most: number): Measurement => ({
  name,
  measured,
  baseline: most,
  ratio: measured / most,
  bound: 1,
});
