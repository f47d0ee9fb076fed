import fc from 'fast-check';
import { expect, it } from 'vitest';
import { problems } from './arbitraries.ts';
import { compare } from './oracle.ts';

/** The same problems each time; `npm run oracle` draws others. */
const SEED = 20_261_121;

// A failure prints its seed, and the smallest problem it was found in: a file for npm run slots.
it('the engine and the reference agree about ten thousand problems', { timeout: 900_000 }, () => {
  fc.assert(
    fc.property(problems, (problem) => {
      expect(compare(problem), JSON.stringify(problem)).toBeUndefined();
    }),
    { numRuns: 10_000, seed: SEED },
  );
});
