import fc from 'fast-check';
import { expect, it } from 'vitest';
import { problems } from './arbitraries.ts';
import { untruthAbout } from './reasons.ts';

/** The same problems each time; `npm run oracle` draws others. */
const SEED = 20_261_121;

it('without what the reasons of a start name, the start is offered', { timeout: 300_000 }, () => {
  fc.assert(
    fc.property(problems, (problem) => {
      expect(untruthAbout(problem), JSON.stringify(problem)).toBeUndefined();
    }),
    { numRuns: 1_000, seed: SEED },
  );
});
