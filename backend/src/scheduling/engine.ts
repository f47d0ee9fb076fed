import { offersOf, type Offer } from './offers.ts';
import { situationOf, type Situation } from './prepare.ts';
import { has } from './ranges.ts';
import { finish, type Steps } from './steps.ts';
import type { Instant, Problem, Slot } from './types.ts';

export { assign } from './assign.ts';
export { explaining, explainStarts } from './explain.ts';

/**
 * The starts that are offered, ascending, each with those who could take it (scheduling rules, section 4).
 * @throws RangeError for a zone that does not exist
 */
export function findSlots(problem: Problem): Slot[] {
  return finish(findingSlots(problem));
}

/** `findSlots`, a provider at a time. */
export function* findingSlots(problem: Problem): Steps<Slot[]> {
  const situation = situationOf(problem);
  const found = new Map<Instant, Offer[]>();
  for (const offer of offersOf(situation)) {
    for (const start of offer.starts) {
      const offers = found.get(start);
      if (offers) offers.push(offer);
      else found.set(start, [offer]);
    }
    yield;
  }
  const minutes = situation.services.reduce((sum, { shape }) => sum + shape.minutes, 0);
  const isElastic = problem.maxGap > 0 && problem.services.length > 1;
  return [...found.keys()]
    .sort((a, b) => a - b)
    .map((start) => {
      const offers = found.get(start) ?? [];
      return {
        start,
        end: isElastic ? endOf(start, offers) : start + minutes,
        providers: takersOf(situation, start, offers),
      };
    });
}

/** A visit ends as the way to be taken does. */
function endOf(start: Instant, offers: readonly Offer[]): Instant {
  const finders = new Set(offers.flatMap(({ cast, wantedAt }) => wantedAt(start).map(cast.find)));
  return Math.min(...[...finders].map((find) => find(start)?.end ?? Infinity));
}

/** By id, as offers are. Every member of a possible crew: also those on whose own grid the start is not. */
function takersOf({ services: [first] }: Situation, start: Instant, offers: readonly Offer[]): string[] {
  const leaders = offers.flatMap(({ leader }) => leader ?? []);
  if (!first || first.shape.crew < 2) return leaders.map(({ id }) => id);
  const rosters = new Set(offers.map(({ cast }) => cast.roster));
  const isMember = (provider: (typeof leaders)[number]) =>
    leaders.includes(provider) || [...rosters].some(({ startsOf }) => has(startsOf(0, provider), start));
  return first.providers.filter(isMember).map(({ id }) => id);
}
