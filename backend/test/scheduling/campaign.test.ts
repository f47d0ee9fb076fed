import fc from 'fast-check';
import { expect, test } from 'vitest';
import { problems } from './arbitraries.ts';
import { added, drawnTally, NOTHING_YET } from './campaign.ts';

test('a campaign adds up, and keeps the smallest counterexample', () => {
  const [small, large] = fc
    .sample(problems, { numRuns: 2, seed: 1 })
    .sort((a, b) => JSON.stringify(a).length - JSON.stringify(b).length);
  if (!small || !large) throw new Error('nothing was drawn');
  const tally = [large, small].map((problem) => ({
    problems: 100,
    mismatches: 1,
    smallest: { problem, difference: 'it differs' },
  }));
  expect(tally.reduce(added, NOTHING_YET)).toEqual({ ...tally[1], problems: 200, mismatches: 2 });
  expect(drawnTally(10, 1)).toEqual({ problems: 10, mismatches: 0 });
});
