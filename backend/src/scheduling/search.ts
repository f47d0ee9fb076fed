import type { Situation } from './prepare.ts';
import { NEVER, has, union, type Ranges } from './ranges.ts';
import type { Roster } from './rosters.ts';
import { takenBy } from './runs.ts';
import type { Instant, Provider } from './types.ts';
import { STEP, type Wanted, type Ways } from './ways.ts';

/** A way to serve what is asked, from one of its services on. */
export interface Way {
  /** Of the service that is the first of this way. */
  start: Instant;
  /** Who takes that service. */
  crew: Crew;
  /** Of the last service. */
  end: Instant;
  next: Way | undefined;
}

/**
 * Asked with the number of a service and its start: most ways are never gone, and nobody needs to know by whom. Many ways share
 * one, so that a way is small.
 */
export type Crew = (index: number, at: Instant) => readonly Provider[];

/** The way to be taken from a start of the first service, if there is one. */
export type Finder = (start: Instant) => Way | undefined;

/** What a way has come to before one of its services. */
interface Progress {
  /** Somebody else than the provider named must still take a service. */
  isOwed: boolean;
  /** Those whose minutes are scarce, with the time that they have been given so far. */
  given: ReadonlyMap<Provider, Ranges>;
}

interface Option {
  crew: Crew;
  progress: Progress;
}

/** Who may take a service: some, with one who has to be among them if there is one named. */
interface Choosing {
  among: (candidate: Provider) => boolean;
  leader: Provider | undefined;
  crew: Crew;
}

const NOTHING_GIVEN: Progress['given'] = new Map();

const minutesIn = (ranges: Ranges) =>
  ranges.reduce((sum, edge, index) => sum + (index % 2 === 0 ? -edge : edge), 0);

/** All ways to choose so many, those with the earlier ones first. */
function combinations<Item>(items: readonly Item[], count: number): Item[][] {
  if (count === 0) return [[]];
  return items.flatMap((item, index) =>
    combinations(items.slice(index + 1), count - 1).map((rest) => [item, ...rest]),
  );
}

/**
 * Finds, of all ways from a start, the one that ends first (section 2); of those the one with the shortest first gaps. Of
 * people the first in `compare`'s order are taken, but those whose minutes are scarce only where others do not suffice. What
 * was found for one start is used for the next; exact, and without scarce minutes one step for each service, instant and gap.
 */
export function searcher(
  { services, problem }: Situation,
  { startsOf, minutesLeft }: Roster,
  ways: Ways,
  { kind, provider }: Wanted,
  compare: (a: Provider, b: Provider) => number,
): Finder {
  const open = kind === 'sole' ? ways.sole(provider) : ways.any();
  const owed = kind === 'mixed' ? ways.mixed(provider) : [];
  const ranked = services.map(({ providers }) => providers.toSorted(compare));
  /** Minutes from the start of a service to the end of all, without gaps. */
  const remaining = services.map((_, index) =>
    services.slice(index).reduce((sum, { shape }) => sum + shape.minutes, 0),
  );
  const isScarce = (candidate: Provider) => minutesLeft(candidate) < Infinity;
  const crewOf = (index: number) => services[index]?.shape.crew ?? 0;
  const ableAmong = (index: number, at: Instant, { among, leader }: Omit<Choosing, 'crew'>) =>
    (ranked[index] ?? []).filter(
      (candidate) => candidate !== leader && among(candidate) && has(startsOf(index, candidate), at),
    );
  function choosing(among: Choosing['among'], leader?: Provider): Choosing {
    const led = leader ? [leader] : [];
    const crew: Crew = (index, at) =>
      [...led, ...ableAmong(index, at, { among, leader })].slice(0, crewOf(index));
    return { among, leader, crew };
  }
  const anybody = choosing(() => true);
  const ledBy = choosing(() => true, provider);
  const them = choosing((candidate) => candidate === provider, provider);
  const others = choosing((candidate) => candidate !== provider);
  const nobody: Crew = () => [];

  /** What is given once these take a service as well; undefined where somebody has not enough minutes left. */
  function giving(
    index: number,
    at: Instant,
    crew: readonly Provider[],
    before: Progress['given'],
  ): Progress['given'] | undefined {
    const scarce = crew.filter(isScarce);
    if (scarce.length === 0) return before;
    const given = new Map(before);
    for (const member of scarce) {
      const runs = services[index]?.shape.providerRuns ?? [];
      const taken = runs.map((run): Ranges => takenBy(run, at)).reduce(union, given.get(member) ?? NEVER);
      if (minutesIn(taken) > minutesLeft(member)) return undefined;
      given.set(member, taken);
    }
    return given;
  }

  function options(index: number, at: Instant, progress: Progress, chosen: Choosing): Option[] {
    if (problem.rules.providerMinutesPerDay === undefined) return [{ crew: chosen.crew, progress }];
    const able = ableAmong(index, at, chosen);
    const led = chosen.leader ? [chosen.leader] : [];
    const [scarce, easy] = [able.filter(isScarce), able.filter((candidate) => !isScarce(candidate))];
    const lacking = Math.max(0, crewOf(index) - led.length - easy.length);
    return combinations(scarce, lacking).flatMap((some) => {
      const members = [...led, ...some, ...easy].slice(0, crewOf(index)).sort(compare);
      const given = giving(index, at, members, progress.given);
      return given ? [{ crew: () => members, progress: { ...progress, given } }] : [];
    });
  }

  function optionsAt(index: number, at: Instant, progress: Progress): Option[] {
    if (crewOf(index) === 0) return [{ crew: nobody, progress }];
    if (kind === 'any') return options(index, at, progress, index === 0 ? ledBy : anybody);
    if (kind === 'sole') return options(index, at, progress, them);
    if (!progress.isOwed) return options(index, at, progress, anybody);
    const paid = { ...progress, isOwed: false };
    return [
      ...(index > 0 && has(ways.others(index, provider), at) ? options(index, at, paid, others) : []),
      ...(has(startsOf(index, provider), at) ? options(index, at, progress, them) : []),
    ];
  }

  const last = services.length - 1;
  const known = new Map<number | string, Way | undefined>();
  function keyOf(index: number, start: Instant, { isOwed, given }: Progress): number | string {
    const key = (start * services.length + index) * 2 + (isOwed ? 1 : 0);
    if (given.size === 0) return key;
    return `${key} ${[...given]
      .map(([{ id }, ranges]) => `${id}:${ranges.join()}`)
      .sort()
      .join(' ')}`;
  }

  function earliest(index: number, start: Instant, progress: Progress): Way | undefined {
    if (!has((progress.isOwed ? owed : open)[index] ?? NEVER, start)) return undefined;
    const key = keyOf(index, start, progress);
    if (known.has(key)) return known.get(key);
    const minutes = services[index]?.shape.minutes ?? 0;
    let best: Way | undefined;
    for (const { crew, progress: after } of optionsAt(index, start, progress)) {
      if (index === last) {
        if (!after.isOwed) best ??= { start, crew, end: start + minutes, next: undefined };
        continue;
      }
      for (let gap = 0; gap <= problem.maxGap; gap += STEP) {
        const at = start + minutes + gap;
        if (best && at + (remaining[index + 1] ?? 0) >= best.end) break;
        const next = earliest(index + 1, at, after);
        if (next && (!best || next.end < best.end)) best = { start, crew, end: next.end, next };
      }
    }
    known.set(key, best);
    return best;
  }
  return (start) => earliest(0, start, { isOwed: kind === 'mixed', given: NOTHING_GIVEN });
}
