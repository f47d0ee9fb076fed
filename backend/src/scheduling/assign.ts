import { offersOf, type Offer } from './offers.ts';
import { situationOf, type Prepared, type Situation } from './prepare.ts';
import { has, startsFitting, type Stretch } from './ranges.ts';
import type { Assignment, Instant, Problem, Provider } from './types.ts';
import { earliestWay, type Way } from './ways.ts';

/**
 * Who takes what if a start is booked (scheduling rules, sections 2 and 5): of all ways the one that ends first, of those one by a
 * single provider if there is one; of people the first in `order` who can, of units the lowest.
 * @param order ids of providers, best first; whoever is not named comes after, by id
 * @returns undefined where the start is not offered
 */
export function assign(
  problem: Problem,
  start: Instant,
  order: readonly string[] = [],
): Assignment | undefined {
  const situation = situationOf(problem);
  const rank = new Map(order.map((id, index) => [id, index]));
  const rankOf = ({ id }: Provider) => rank.get(id) ?? order.length;
  const byRank = (a: Provider, b: Provider) => rankOf(a) - rankOf(b) || (a.id < b.id ? -1 : 1);

  const choices = offersOf(situation)
    .filter(({ starts }) => starts.includes(start))
    .toSorted((a, b) => (a.provider && b.provider ? byRank(a.provider, b.provider) : 0))
    .flatMap((offer) =>
      offer.wantedAt(start).flatMap((wanted) => {
        const way = earliestWay(situation, offer.outlook, offer.ways, start, wanted);
        return way ? [{ offer, way, isSole: wanted.kind === 'sole' }] : [];
      }),
    );
  const end = Math.min(...choices.map(({ way }) => way.end));
  const earliest = choices.filter(({ way }) => way.end === end);
  const chosen = earliest.find(({ isSole }) => isSole) ?? earliest[0];
  if (!chosen) return undefined;

  const services = situation.services.map((service, index) => {
    const at = chosen.way.times[index] ?? start;
    return {
      service,
      start: at,
      end: at + service.shape.minutes,
      providers: crewAt(chosen.offer, chosen.way, service, index, byRank),
    };
  });
  const takes = services.flatMap(({ service, start, providers }, index) => [
    ...providers.flatMap(({ id }) => service.shape.providerRuns.map((run) => takeOf(id, run, start, index))),
    ...unitsAt(situation, service, start).map(({ id, run }) => takeOf(id, run, start, index)),
  ]);
  return {
    start,
    end,
    services: services.map(({ start, end, providers }) => ({
      start,
      end,
      providerIds: providers.map(({ id }) => id),
    })),
    takes: joined(takes),
  };
}

function crewAt(
  { provider: leader, outlook }: Offer,
  { times, by }: Way,
  { shape, providers }: Prepared,
  index: number,
  byRank: (a: Provider, b: Provider) => number,
): Provider[] {
  if (shape.crew === 0) return [];
  const able = providers
    .filter((provider) => has(outlook.startsOf(index, provider), times[index] ?? 0))
    .toSorted(byRank);
  if (!leader || by[index] === 'any') {
    // On the leader's grid the start is; the others of the crew follow in their order.
    const crew = index === 0 && leader ? [leader, ...able.filter((provider) => provider !== leader)] : able;
    return crew.slice(0, shape.crew);
  }
  return by[index] === 'them' ? [leader] : able.filter((provider) => provider !== leader).slice(0, 1);
}

/** The lowest free units of each run. */
function unitsAt({ unitsOf }: Situation, { shape }: Prepared, start: Instant) {
  return shape.resourceRuns.flatMap((run) =>
    unitsOf(run.type, shape.crew > 0)
      .filter(({ time }) => has(startsFitting(time.free, time.busy, run), start))
      .slice(0, run.quantity)
      .map(({ unit }) => ({ id: unit.id, run })),
  );
}

type Take = Assignment['takes'][number];

const takeOf = (subjectId: string, run: Stretch, start: Instant, service: number): Take => ({
  subjectId,
  from: start + run.offset - run.before,
  to: start + run.offset + run.minutes + run.after,
  service,
});

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
