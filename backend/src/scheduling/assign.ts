import { offersOf, type Offer } from './offers.ts';
import { situationOf, type Prepared, type Situation } from './prepare.ts';
import { has } from './ranges.ts';
import { takenBy, type Run } from './runs.ts';
import { searcher, type Way } from './search.ts';
import type { Assignment, Instant, Problem, Provider } from './types.ts';
import type { Wanted } from './ways.ts';
import { zoneOf } from './zones.ts';

/**
 * Who takes what if a start is booked (scheduling rules, sections 2 and 5): of all ways the one that ends first, of those one
 * by a single provider if there is one; of people the first in `order` who can, of units the lowest.
 * @param order ids of providers, best first; whoever is not named comes after, by id
 * @returns undefined where the start is not offered
 */
export function assign(
  problem: Problem,
  start: Instant,
  order: readonly string[] = [],
): Assignment | undefined {
  const { day } = zoneOf(problem.timeZone).toLocal(start);
  if (day < problem.from || day > problem.to) return undefined;
  // Other dates say nothing about this start.
  const situation = situationOf({ ...problem, from: day, to: day });
  const { services } = situation;
  const rank = new Map(order.map((id, index) => [id, index]));
  const rankOf = ({ id }: Provider) => rank.get(id) ?? order.length;
  const byRank = (a: Provider, b: Provider) => rankOf(a) - rankOf(b) || (a.id < b.id ? -1 : 1);

  const choices = [...offersOf(situation)]
    .filter(({ starts }) => starts.includes(start))
    .toSorted((a, b) => (a.leader && b.leader ? byRank(a.leader, b.leader) : 0))
    .flatMap((offer) =>
      wantedOf(situation, offer, start, byRank).flatMap((wanted) => {
        const { roster, ways } = offer.cast;
        const way = searcher(situation, roster, ways, wanted, byRank)(start);
        return way ? [{ way, isSole: wanted.kind === 'sole' }] : [];
      }),
    );
  const end = Math.min(...choices.map(({ way }) => way.end));
  const earliest = choices.filter(({ way }) => way.end === end);
  const chosen = earliest.find(({ isSole }) => isSole) ?? earliest[0];
  if (!chosen) return undefined;

  const steps = stepsOf(chosen.way);
  const served = services.map((service, index) => {
    const { start: at = start, crew } = steps[index] ?? {};
    const crewIds = crew?.(index, at).map(({ id }) => id) ?? [];
    return { start: at, end: at + service.shape.minutes, providerIds: crewIds };
  });
  const takes = services.flatMap((service, index) =>
    takesOf(service, served[index]?.start ?? start, served[index]?.providerIds ?? [], index),
  );
  return { start, end, services: served, takes: joined(takes) };
}

/** The ways that may be taken: those by one provider first, and of others each with its leader. */
function wantedOf(
  { services }: Situation,
  { leader, searchesAt }: Offer,
  start: Instant,
  byRank: (a: Provider, b: Provider) => number,
): Wanted[] {
  const wanted = searchesAt(start).map(({ wanted }): Wanted =>
    wanted.kind === 'any' ? { kind: 'any', provider: leader } : wanted,
  );
  const isSoleOpen =
    wanted.some(({ kind }) => kind === 'any') && services.every(({ shape }) => shape.crew <= 1);
  if (!isSoleOpen) return wanted;
  const alone = leader ? [leader] : [...new Set(services.flatMap(({ providers }) => providers))].sort(byRank);
  return [...alone.map((provider): Wanted => ({ kind: 'sole', provider })), ...wanted];
}

function stepsOf(way: Way): Way[] {
  return [way, ...(way.next ? stepsOf(way.next) : [])];
}

type Take = Assignment['takes'][number];

/** What one service takes: all runs of its providers, and the lowest free units of each run. */
function takesOf(
  { shape, units }: Prepared,
  start: Instant,
  crew: readonly string[],
  service: number,
): Take[] {
  const take = (subjectId: string, run: Run): Take => {
    const [from, to] = takenBy(run, start);
    return { subjectId, from, to, service };
  };
  return [
    ...crew.flatMap((id) => shape.providerRuns.map((run) => take(id, run))),
    ...shape.resourceRuns.flatMap((run) =>
      units(run)
        .filter(({ starts }) => has(starts, start))
        .slice(0, run.quantity)
        .map(({ unit }) => take(unit.id, run)),
    ),
  ];
}

/** What one subject is given by one visit is joined where it touches or overlaps. */
function joined(takes: readonly Take[]): Take[] {
  const found: Take[] = [];
  for (const ofSubject of Map.groupBy(takes, ({ subjectId }) => subjectId).values()) {
    let open: Take | undefined;
    for (const take of ofSubject.toSorted((a, b) => a.from - b.from)) {
      if (open && take.from <= open.to) {
        open = { ...open, to: Math.max(open.to, take.to), service: Math.min(open.service, take.service) };
        found[found.length - 1] = open;
      } else {
        open = take;
        found.push(take);
      }
    }
  }
  return found;
}
