import { expect, it } from 'vitest';
import { explaining, explainStarts, findingSlots, findSlots } from './engine.ts';
import { parseProblem } from './plain.ts';
import type { Steps } from './steps.ts';

const days = [1, 2, 3, 4, 5, 6, 7];
/** A visit of eight services, a day on a grid of five minutes, two hundred people: as large as questions come. */
const problem = parseProblem({
  now: '2026-03-01T12:00:00Z',
  timeZone: 'UTC',
  from: '2026-03-02',
  to: '2026-03-02',
  visit: Array.from({ length: 8 }, () => ({ durationMinutes: 30 })),
  maxGap: 10,
  rules: { slotInterval: 5 },
  providers: Array.from({ length: 200 }, (_, index) => ({
    id: `p${index}`,
    weekly: [{ days, start: '09:00', end: '12:00' }],
  })),
});

function counted<Result>(steps: Steps<Result>): { count: number; result: Result } {
  for (let count = 0; ; count += 1) {
    const step = steps.next();
    if (step.done) return { count, result: step.value };
  }
}

it('looks for starts a provider at a time', () => {
  const { count, result } = counted(findingSlots(problem));
  expect(count).toBeGreaterThanOrEqual(200);
  expect(result).toEqual(findSlots(problem));
});

it('explains a start at a time, each as among all', () => {
  const { count, result } = counted(explaining(problem));
  expect(count).toBeGreaterThanOrEqual(200 + result.length);
  expect(result).toEqual(explainStarts(problem));
  const one = result[100];
  expect(counted(explaining(problem, one?.start)).result).toEqual([one]);
});

it('explains a visit without looking again at each of its services for every start and person', () => {
  // What is left to do grows with the number of services, not with that of their combinations.
  const began = performance.now();
  explainStarts(problem);
  expect(performance.now() - began).toBeLessThan(10_000);
});
