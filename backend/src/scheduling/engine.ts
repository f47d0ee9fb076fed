import { offersOf, type Offer } from './offers.ts';
import { situationOf, type Situation } from './prepare.ts';
import { has } from './ranges.ts';
import type { Roster } from './rosters.ts';
import { finish, type Steps } from './steps.ts';
import type { Instant, Problem, Provider, Slot } from './types.ts';

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
  const minutes = situation.services.reduce((sum, { shape }) => sum + shape.minutes, 0);
  const isElastic = problem.maxGap > 0 && problem.services.length > 1;
  const found = new Map<Instant, Found>();
  for (const offer of offersOf(situation)) {
    const { cast, leader, starts } = offer;
    for (const start of starts) {
      const end = isElastic ? endOf(start, offer) : start + minutes;
      const known = found.get(start);
      if (known) {
        known.end = Math.min(known.end, end);
        known.offers.push({ leader, roster: cast.roster });
      } else found.set(start, { end, offers: [{ leader, roster: cast.roster }] });
    }
    yield;
  }
  return [...found]
    .sort(([a], [b]) => a - b)
    .map(([start, { end, offers }]) => ({ start, end, providers: takersOf(situation, start, offers) }));
}

/** What is known of a start. The offers themselves are not kept: every way that was looked at hangs on them. */
interface Found {
  end: Instant;
  offers: { leader: Provider | undefined; roster: Roster }[];
}

/** A visit ends as the way to be taken does. */
const endOf = (start: Instant, { searchesAt }: Offer): Instant =>
  Math.min(...searchesAt(start).map(({ find }) => find(start)?.end ?? Infinity));

/** By id, as offers are. Every member of a possible crew: also those on whose own grid the start is not. */
function takersOf({ services: [first] }: Situation, start: Instant, offers: Found['offers']): string[] {
  const leaders = offers.flatMap(({ leader }) => leader ?? []);
  if (!first || first.shape.crew < 2) return leaders.map(({ id }) => id);
  const rosters = new Set(offers.map(({ roster }) => roster));
  const isMember = (provider: Provider) =>
    leaders.includes(provider) || [...rosters].some(({ startsOf }) => has(startsOf(0, provider), start));
  return first.providers.filter(isMember).map(({ id }) => id);
}
