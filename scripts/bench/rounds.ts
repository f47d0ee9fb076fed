/** The middle value; of an even count the lower of the two. */
function median(values: number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor((values.length - 1) / 2)] ?? Number.NaN;
}

async function timed(work: () => Promise<unknown>, times: number): Promise<number> {
  const began = process.hrtime.bigint();
  for (let turn = 0; turn < times; turn += 1) await work();
  return Number(process.hrtime.bigint() - began) / 1_000 / times;
}

/**
 * Runs two ways of doing the same in turns, so that what else happens on the machine happens to both.
 * @returns medians in microseconds, and the median of the rounds' ratios
 */
export async function inTurns(
  measured: () => Promise<unknown>,
  baseline: () => Promise<unknown>,
  { rounds = 40, times = 50 } = {},
): Promise<{ measured: number; baseline: number; ratio: number }> {
  await timed(measured, times);
  await timed(baseline, times);
  const pairs: [number, number][] = [];
  for (let round = 0; round < rounds; round += 1) {
    // Who goes first changes, so that neither always follows the other.
    if (round % 2 === 0) pairs.push([await timed(measured, times), await timed(baseline, times)]);
    else {
      const second = await timed(baseline, times);
      pairs.push([await timed(measured, times), second]);
    }
  }
  return {
    measured: median(pairs.map(([first]) => first)),
    baseline: median(pairs.map(([, second]) => second)),
    ratio: median(pairs.map(([first, second]) => first / second)),
  };
}
