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
  crew: () => readonly Provider[];
  /** Of the last service. */
  end: Instant;
  next: Way | undefined;
}

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
  crew: () => readonly Provider[];
  progress: Progress;
}

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
  const everybody = () => true;
  const isThem = (candidate: Provider) => candidate === provider;
  const isOther = (candidate: Provider) => candidate !== provider;

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

  /** Who can take a service, among some, with one who has to be among them if there is one named. */
  function options(
    index: number,
    at: Instant,
    progress: Progress,
    among: (candidate: Provider) => boolean,
    leader?: Provider,
  ): Option[] {
    const crew = services[index]?.shape.crew ?? 0;
    const led = leader ? [leader] : [];
    const able = () =>
      (ranked[index] ?? []).filter(
        (candidate) => candidate !== leader && among(candidate) && has(startsOf(index, candidate), at),
      );
    // Most ways are never gone, and nobody needs to know by whom.
    if (problem.rules.providerMinutesPerDay === undefined)
      return [{ crew: () => [...led, ...able()].slice(0, crew), progress }];
    const [scarce, easy] = [able().filter(isScarce), able().filter((candidate) => !isScarce(candidate))];
    const lacking = Math.max(0, crew - led.length - easy.length);
    return combinations(scarce, lacking).flatMap((some) => {
      const members = [...led, ...some, ...easy].slice(0, crew).sort(compare);
      const given = giving(index, at, members, progress.given);
      return given ? [{ crew: () => members, progress: { ...progress, given } }] : [];
    });
  }

  function optionsAt(index: number, at: Instant, progress: Progress): Option[] {
    if (services[index]?.shape.crew === 0) return [{ crew: () => [], progress }];
    if (kind === 'any') return options(index, at, progress, everybody, index === 0 ? provider : undefined);
    if (kind === 'sole') return options(index, at, progress, isThem, provider);
    if (!progress.isOwed) return options(index, at, progress, everybody);
    const paid = { ...progress, isOwed: false };
    return [
      ...(index > 0 && has(ways.others(index, provider), at) ? options(index, at, paid, isOther) : []),
      ...(has(startsOf(index, provider), at) ? options(index, at, progress, isThem, provider) : []),
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
  return (start) => earliest(0, start, { isOwed: kind === 'mixed', given: new Map() });
}
