import type { ServiceType, Vertical } from '../../../backend/src/modules/verticals/verticals.contract.ts';

/** How something is sold, as far as it decides the rules that fit. */
export interface Traits {
  place: ServiceType['place'];
  takes: 'person' | 'thing' | 'both';
  isShared: boolean;
}

function traitsOf({ place, requires, segments, capacity }: ServiceType): Traits {
  const needs =
    requires.resources.length > 0 || (segments ?? []).some(({ resources }) => resources.length > 0);
  const takes = requires.providers === 0 ? 'thing' : needs ? 'both' : 'person';
  return { place, takes, isShared: capacity > 1 };
}

/** How alike two ways of selling are: seats weigh most, because a timetable is what differs most. */
const likeness = (one: Traits, other: Traits) =>
  (one.isShared === other.isShared ? 3 : 0) +
  (one.place === other.place ? 2 : 0) +
  (one.takes === other.takes ? 2 : one.takes === 'thing' || other.takes === 'thing' ? 0 : 1);

/** The vertical whose services are sold most like these; the average of its services counts. */
export function nearestVertical(wanted: Traits, verticals: Iterable<Vertical>): Vertical | undefined {
  let best: { vertical: Vertical; score: number } | undefined;
  for (const vertical of verticals) {
    const scores = vertical.serviceTypes.map((type) => likeness(wanted, traitsOf(type)));
    const score = scores.reduce((sum, each) => sum + each, 0) / scores.length;
    if (score > (best?.score ?? 0)) best = { vertical, score };
  }
  return best?.vertical;
}
