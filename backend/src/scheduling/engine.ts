import { offersOf, type Offer } from './offers.ts';
import { situationOf, type Situation } from './prepare.ts';
import { has } from './ranges.ts';
import type { Instant, Problem, Slot } from './types.ts';

export { assign } from './assign.ts';
export { explainStarts } from './explain.ts';

/**
 * The starts that are offered, ascending, each with those who could take it (scheduling rules, section 4).
 * @throws RangeError for a zone that does not exist
 */
export function findSlots(problem: Problem): Slot[] {
  const situation = situationOf(problem);
  const minutes = situation.services.reduce((sum, { shape }) => sum + shape.minutes, 0);
  const isElastic = problem.maxGap > 0 && situation.services.length > 1;
  return byStart(offersOf(situation)).map(({ start, offers }) => ({
    start,
    end: isElastic ? endOf(start, offers) : start + minutes,
    providers: takersOf(situation, start, offers),
  }));
}

/** The starts of all offers, ascending, each with the offers that have it. */
function byStart(offers: readonly Offer[]): { start: Instant; offers: Offer[] }[] {
  // One number for a start and who offers it: numbers sort many times faster than anything with names.
  const marks = new Float64Array(offers.reduce((sum, { starts }) => sum + starts.length, 0));
  let count = 0;
  for (const [index, { starts }] of offers.entries())
    for (const start of starts) marks[count++] = start * offers.length + index;
  marks.sort();
  const found: { start: Instant; offers: Offer[] }[] = [];
  for (const mark of marks) {
    const start = Math.floor(mark / offers.length);
    const offer = offers[mark - start * offers.length];
    const last = found.at(-1);
    if (!offer) continue;
    if (last?.start === start) last.offers.push(offer);
    else found.push({ start, offers: [offer] });
  }
  return found;
}

/** A visit ends as the way to be taken does. */
function endOf(start: Instant, offers: readonly Offer[]): Instant {
  const finders = new Set(offers.flatMap(({ cast, wantedAt }) => wantedAt(start).map(cast.find)));
  return Math.min(...[...finders].map((find) => find(start)?.end ?? Infinity));
}

/** By id, as offers are. Of a crew every possible member: also those on whose own grid the start is not. */
function takersOf({ services: [first] }: Situation, start: Instant, offers: readonly Offer[]): string[] {
  if (!first || first.shape.crew === 0) return [];
  if (first.shape.crew === 1) return offers.map(({ leader }) => leader?.id ?? '');
  const rosters = [...new Set(offers.map(({ cast }) => cast.roster))];
  return first.providers
    .filter((provider) => rosters.some(({ startsOf }) => has(startsOf(0, provider), start)))
    .map(({ id }) => id);
}
