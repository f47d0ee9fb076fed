import { offersOf, type Offer } from './offers.ts';
import { situationOf, type Situation } from './prepare.ts';
import { has } from './ranges.ts';
import type { Instant, Problem, Slot } from './types.ts';
import { earliestWay } from './ways.ts';

export { assign } from './assign.ts';
export { explainStarts } from './explain.ts';

/**
 * The starts that are offered, ascending, each with those who could take it (scheduling rules, section 4).
 * @throws RangeError for a zone that does not exist
 */
export function findSlots(problem: Problem): Slot[] {
  const situation = situationOf(problem);
  const found = new Map<Instant, Offer[]>();
  for (const offer of offersOf(situation))
    for (const start of offer.starts) {
      const offers = found.get(start);
      if (offers) offers.push(offer);
      else found.set(start, [offer]);
    }
  const minutes = situation.services.reduce((sum, { shape }) => sum + shape.minutes, 0);
  return [...found.keys()]
    .sort((a, b) => a - b)
    .map((start) => {
      const offers = found.get(start) ?? [];
      return {
        start,
        end:
          problem.maxGap === 0 || problem.services.length === 1
            ? start + minutes
            : endOf(situation, start, offers),
        providers: takersAt(situation, start, offers),
      };
    });
}

/** A visit ends as its earliest way does. */
function endOf(situation: Situation, start: Instant, offers: readonly Offer[]): Instant {
  const ends = offers.flatMap(({ outlook, ways, wantedAt }) =>
    wantedAt(start).flatMap((wanted) => earliestWay(situation, outlook, ways, start, wanted)?.end ?? []),
  );
  return Math.min(...ends);
}

/** Every member of a possible crew: also those on whose own grid the start is not. */
function takersAt({ services }: Situation, start: Instant, offers: readonly Offer[]): string[] {
  const [first] = services;
  const ids =
    first && first.shape.crew > 1
      ? offers.flatMap(({ outlook }) => membersAt(first.providers, outlook, start))
      : offers.flatMap(({ provider }) => (provider ? [provider.id] : []));
  if (ids.length === 1) return ids;
  return (first && first.shape.crew > 1 ? [...new Set(ids)] : ids).sort();
}

function membersAt(
  providers: Problem['providers'],
  { startsOf }: Offer['outlook'],
  start: Instant,
): string[] {
  return (providers ?? []).filter((provider) => has(startsOf(0, provider), start)).map(({ id }) => id);
}
