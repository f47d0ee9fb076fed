import { expect, it } from 'vitest';
import { withPauses } from './pauses.ts';

function* work(steps: number, stepMs: number) {
  for (let step = 0; step < steps; step += 1) {
    const until = performance.now() + stepMs;
    while (performance.now() < until);
    yield;
  }
  return steps;
}

it('lets others work between the steps, and answers what came of them', async () => {
  let turns = 0;
  const others = setInterval(() => (turns += 1), 0);
  expect(await withPauses(work(60, 1))).toBe(60);
  clearInterval(others);
  expect(turns).toBeGreaterThan(3);
});
