import fc from 'fast-check';
import { expect, test } from 'vitest';
import { rankProviders, type Assignments, type Candidate } from './assignment.ts';

const who = (id: string, facts: Partial<Candidate> = {}): Candidate => ({
  id,
  priority: 1,
  minutesThatDay: 0,
  minutesThatWeek: 0,
  lastAssignedAt: null,
  ...facts,
});

test.each<[Assignments, string, Candidate[], string]>([
  [
    'leastBusy',
    'fewest minutes that day',
    [who('a', { minutesThatDay: 60 }), who('b', { minutesThatWeek: 90 })],
    'b a',
  ],
  ['leastBusy', 'then that week', [who('a', { minutesThatWeek: 90 }), who('b', { priority: 9 })], 'b a'],
  [
    'leastBusy',
    'then the lowest priority',
    [who('a', { priority: 2 }), who('b', { lastAssignedAt: 5 })],
    'b a',
  ],
  ['leastBusy', 'then the id', [who('b'), who('a')], 'a b'],
  [
    'roundRobin',
    'longest since last, never comes first',
    [who('a', { lastAssignedAt: 20, minutesThatDay: 0 }), who('b', { lastAssignedAt: 10 }), who('c')],
    'c b a',
  ],
  [
    'roundRobin',
    'then the lowest priority, then the id',
    [who('a', { priority: 2 }), who('c'), who('b')],
    'b c a',
  ],
  [
    'priority',
    'the lowest, however busy',
    [who('a', { priority: 2 }), who('b', { minutesThatDay: 600 })],
    'b a',
  ],
  ['priority', 'then the id', [who('b'), who('a', { minutesThatDay: 600 })], 'a b'],
])('%s: %s', (strategy, _name, candidates, expected) => {
  expect(rankProviders(strategy, candidates)).toEqual(expected.split(' '));
});

test('random is the same for one seed, and everybody is first for some', () => {
  const ids = ['a', 'b', 'c', 'd'];
  const first = (seed: number) =>
    rankProviders(
      'random',
      ids.map((id) => who(id)),
      seed,
    )[0];
  const counts = Map.groupBy(
    Array.from({ length: 400 }, (_, seed) => first(seed)),
    (id) => id,
  );
  for (const id of ids) expect(counts.get(id)?.length, id).toBeGreaterThan(60);
});

const candidates = fc.uniqueArray(
  fc.record({
    id: fc.string(),
    priority: fc.nat(3),
    minutesThatDay: fc.nat(3),
    minutesThatWeek: fc.nat(3),
    lastAssignedAt: fc.option(fc.nat(3)),
  }),
  { selector: ({ id }) => id },
);
const strategies = fc.constantFrom<Assignments>('leastBusy', 'roundRobin', 'priority', 'random');

test('everybody is ranked once, and in whatever order they come', () => {
  fc.assert(
    fc.property(strategies, candidates, fc.integer(), (strategy, all, seed) => {
      const ranked = rankProviders(strategy, all, seed);
      expect(ranked.toSorted()).toEqual(all.map(({ id }) => id).toSorted());
      expect(rankProviders(strategy, all.toReversed(), seed)).toEqual(ranked);
    }),
  );
});
