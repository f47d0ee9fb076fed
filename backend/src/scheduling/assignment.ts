import type { Instant } from './types.ts';

export type Assignments = 'leastBusy' | 'roundRobin' | 'priority' | 'random';

/** Somebody who could take a start for which the customer named nobody. */
export interface Candidate {
  id: string;
  /** The lowest comes first. */
  priority: number;
  /** Booked minutes on the local day of the start, and in its ISO week. */
  minutesThatDay: number;
  minutesThatWeek: number;
  /** Null: never yet. */
  lastAssignedAt: Instant | null;
}

type Order = (a: Candidate, b: Candidate) => number;

const byId: Order = (a, b) => (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);
const byPriority: Order = (a, b) => a.priority - b.priority || byId(a, b);

const orders: Record<Exclude<Assignments, 'random'>, Order> = {
  leastBusy: (a, b) =>
    a.minutesThatDay - b.minutesThatDay || a.minutesThatWeek - b.minutesThatWeek || byPriority(a, b),
  // Who never was comes before everybody who was.
  roundRobin: (a, b) => (a.lastAssignedAt ?? -1) - (b.lastAssignedAt ?? -1) || byPriority(a, b),
  priority: byPriority,
};

/**
 * Whom "any provider" means, best first (scheduling rules, section 5).
 * @param candidates in any order: the answer is the same
 * @param seed for `random`: the same seed gives the same order
 * @returns all their ids
 */
export function rankProviders(strategy: Assignments, candidates: readonly Candidate[], seed = 0): string[] {
  const ranked = candidates.toSorted(strategy === 'random' ? byId : orders[strategy]).map(({ id }) => id);
  return strategy === 'random' ? shuffled(ranked, seed) : ranked;
}

/** Draws one after the other, by the generator mulberry32. */
function shuffled(ids: readonly string[], seed: number): string[] {
  let state = seed | 0;
  const random = () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const rest = [...ids];
  return ids.flatMap(() => rest.splice(Math.floor(random() * rest.length), 1));
}
