import { gridStarts } from './grid.ts';
import { leavesOrphan, packed } from './packing.ts';
import { remembered, type Situation } from './prepare.ts';
import { NEVER, has, intersect, type Ranges } from './ranges.ts';
import { rostersIn, type Roster } from './rosters.ts';
import { takenBy } from './runs.ts';
import { searcher, type Finder } from './search.ts';
import type { Instant, Interval, Provider } from './types.ts';
import { waysOf, type Wanted, type Ways } from './ways.ts';
import type { Zone } from './zones.ts';

/** A roster with what is possible for it. */
export interface Cast {
  roster: Roster;
  ways: Ways;
}

/** Among which ways the one to be taken is looked for. */
interface Search {
  wanted: Wanted;
  find: Finder;
}

/** The starts at which one provider, or nobody where none is needed, can take the first service. */
export interface Offer {
  cast: Cast;
  /** Whose grid counts, and who takes the first service. */
  leader: Provider | undefined;
  /** Ascending. */
  starts: readonly Instant[];
  /** What was found by these is kept with the offer: whoever goes on to the next one lets it go. */
  searchesAt: (start: Instant) => readonly Search[];
}

const byId = (a: Provider, b: Provider) => (a.id < b.id ? -1 : 1);

/** Any one of them may be whose grid and zone count for a start (section 4, grid); by id. */
export function leadersOf({ services: [first] }: Situation): readonly (Provider | undefined)[] {
  return first && first.shape.crew > 0 ? first.providers : [undefined];
}

/** The working intervals from whose starts a leader's `workStart` grid counts (section 4, grid). */
export function groundsOf({ problem, opening, timeOf }: Situation, leader: Provider | undefined): Ranges {
  if (leader) return timeOf(leader).working;
  return problem.location ? opening() : NEVER;
}

/**
 * All that can be offered (section 4): for each leader, and each roster of their zone, one after the other.
 * @param grounds whose working time `workStart` counts from, where it is not this situation's
 */
export function* offersOf(
  situation: Situation,
  grounds = (leader: Provider | undefined) => groundsOf(situation, leader),
): Generator<Offer, void, void> {
  const { services } = situation;
  const { grid, packing, providerMinutesPerDay } = situation.problem.rules;
  const isVisit = services.length > 1;
  const isPacked = packing === 'noOrphans' && services.every(({ shape }) => shape.crew === 1);
  // Then not every start of the sets of ways can be taken.
  const isScarce = isVisit && providerMinutesPerDay !== undefined;

  const casts = remembered((zone: Zone) =>
    rostersIn(situation, zone, isPacked).map((roster) => {
      const cast = { roster, ways: waysOf(situation, roster) };
      return { ...cast, anybody: searchIn(cast, { kind: 'any', provider: undefined }) };
    }),
  );

  function searchIn({ roster, ways }: Cast, wanted: Wanted): Search {
    const finder = remembered<void, Finder>(() => searcher(situation, roster, ways, wanted, byId));
    return { wanted, find: (start) => finder()(start) };
  }

  function offerOf(leader: Provider | undefined, cast: Cast & { anybody: Search }): Offer {
    const { roster, ways, anybody } = cast;
    const startsIn = (free: Ranges | undefined, { find }: Search) => {
      const starts = gridStarts(free ?? NEVER, grid, roster.stay, grounds(leader));
      return isScarce ? starts.filter(find) : starts;
    };
    if (leader && isPacked) return packedOffer(leader, cast, startsIn);
    const search = isScarce ? searchIn(cast, { kind: 'any', provider: leader }) : anybody;
    const isSingle = !isVisit && services[0]?.shape.crew === 1;
    const [free = NEVER] = leader && isSingle ? ways.sole(leader) : ways.any();
    const own = leader && !isSingle ? intersect(roster.startsOf(0, leader), free) : free;
    return { cast, leader, starts: startsIn(own, search), searchesAt: () => [search] };
  }

  /** By one provider alone what packing leaves; by several, everything (section 4, packing). */
  function packedOffer(
    leader: Provider,
    cast: Cast,
    startsIn: (free: Ranges | undefined, search: Search) => Instant[],
  ): Offer {
    const { ways, roster } = cast;
    const sole = searchIn(cast, { kind: 'sole', provider: leader });
    const mixed = searchIn(cast, { kind: 'mixed', provider: leader });
    const isAsked = (start: Instant) => has(situation.asked, start);
    const { free, busy } = situation.timeOf(leader);
    const taken = remembered<void, Ranges>(busy);
    const minGap = situation.problem.rules.minGap ?? leader.shortestService ?? 0;
    const isOrphaning = (start: Instant) =>
      leavesOrphan(spanOf(start, isVisit ? sole.find : undefined), free, taken(), minGap);
    const own = packed(startsIn(ways.sole(leader)[0], sole), roster.stay.zone, isOrphaning).filter(isAsked);
    if (!isVisit) return { cast, leader, starts: own, searchesAt: () => [sole] };
    const alone = new Set(own);
    const shared = new Set(startsIn(ways.mixed(leader)[0], mixed).filter(isAsked));
    return {
      cast,
      leader,
      starts: [...alone.union(shared)].sort((a, b) => a - b),
      searchesAt: (start) => [...(alone.has(start) ? [sole] : []), ...(shared.has(start) ? [mixed] : [])],
    };
  }

  /** What a provider who takes everything is given, from the first run to the last; padded. */
  function spanOf(start: Instant, find: Finder | undefined): Interval {
    let way = find?.(start);
    let [from, to] = [Infinity, -Infinity];
    for (const { shape } of services) {
      for (const run of shape.providerRuns) {
        const taken = takenBy(run, way?.start ?? start);
        from = Math.min(from, taken[0]);
        to = Math.max(to, taken[1]);
      }
      way = way?.next;
    }
    return [from, to];
  }

  // In some zones a date was left out.
  if (situation.asked.length === 0) return;
  for (const leader of leadersOf(situation))
    for (const cast of casts(situation.zoneFor(leader))) yield offerOf(leader, cast);
}
