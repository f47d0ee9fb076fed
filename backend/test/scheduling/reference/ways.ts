// All ways to serve a visit (or one service) from a start, by trying them out (scheduling rules, sections 2, 4 and 5).
import type { WrittenProvider, WrittenResource, WrittenSubject } from './form.ts';
import type { Minutes, Range } from './minutes.ts';
import type { Run, Service } from './services.ts';
import type { World } from './world.ts';

/** When each service begins, who takes it, and when the last one ends. */
export interface Way {
  begins: number[];
  crews: WrittenProvider[][];
  end: number;
}

/** @param isAllowed whether the limits let somebody take it */
export function waysFrom(
  world: World,
  start: number,
  isAllowed: (provider: WrittenProvider) => boolean,
): Way[] {
  return beginnings(world, start).flatMap((begins) => {
    const crews = world.services.map((service, index) =>
      crewsFor(world, service, begins[index] ?? start, isAllowed),
    );
    const last = world.services.length - 1;
    const end = (begins[last] ?? start) + (world.services[last]?.minutes ?? 0);
    return everyChoice(crews).map((chosen) => ({ begins, crews: chosen, end }));
  });
}

/** The first service begins at the start, each other one when the former ends or up to `maxGap` later, in steps of 5. */
function beginnings({ services, problem: { maxGap = 0 } }: World, start: number): number[][] {
  let all = [[start]];
  for (const { minutes } of services.slice(0, -1))
    all = all.flatMap((begins) => {
      const end = (begins.at(-1) ?? start) + minutes;
      return gapsUpTo(maxGap).map((gap) => [...begins, end + gap]);
    });
  return all;
}

function gapsUpTo(maxGap: number): number[] {
  const gaps: number[] = [];
  for (let gap = 0; gap <= maxGap; gap += 5) gaps.push(gap);
  return gaps;
}

/** All crews that can take a service; one crew of nobody for a service of resources only. */
function crewsFor(
  world: World,
  service: Service,
  begin: number,
  isAllowed: (provider: WrittenProvider) => boolean,
): WrittenProvider[][] {
  if (!service.unitRuns.every((run) => unitsFor(world, service, begin, run))) return [];
  const able = service.able.filter(
    (provider) => isAllowed(provider) && canTake(world, service, begin, provider),
  );
  return choices(able, service.crew);
}

function canTake(world: World, { providerRuns }: Service, begin: number, provider: WrittenProvider): boolean {
  const working = world.hours.ofProvider(provider);
  return providerRuns.every((run) => isFree(world, begin, run, provider, working));
}

/** The lowest-numbered units that can be taken for the whole of a run, as many as it needs. */
export function unitsFor(
  world: World,
  service: Service,
  begin: number,
  run: Service['unitRuns'][number],
): WrittenResource[] | undefined {
  const takesProviders = service.crew > 0;
  if (world.without.has('NO_RESOURCE')) {
    const open = world.hours.ofLocation(takesProviders);
    return !open || open.hasAll([begin + run.from, begin + run.to]) ? [] : undefined;
  }
  const free = world.resources.filter(
    (unit) =>
      unit.type === run.type && isFree(world, begin, run, unit, world.hours.ofResource(unit, takesProviders)),
  );
  return free.length >= run.quantity ? free.slice(0, run.quantity) : undefined;
}

/** The run lies in working time, and with its buffers it overlaps nothing that others have. */
function isFree(world: World, begin: number, run: Run, subject: WrittenSubject, working: Minutes): boolean {
  const padded: Range = [begin + run.paddedFrom, begin + run.paddedTo];
  const others = world.taken.get(subject)?.busy ?? [];
  return (
    working.hasAll([begin + run.from, begin + run.to]) &&
    others.every(([from, to]) => to <= padded[0] || padded[1] <= from)
  );
}

/** All sets of so many different ones. */
function choices<Item>(items: Item[], count: number): Item[][] {
  if (count === 0) return [[]];
  return items.flatMap((item, index) =>
    choices(items.slice(index + 1), count - 1).map((others) => [item, ...others]),
  );
}

/** One of each list, in every combination. */
function everyChoice<Item>(lists: Item[][]): Item[][] {
  const [first, ...others] = lists;
  if (!first) return [[]];
  return first.flatMap((item) => everyChoice(others).map((rest) => [item, ...rest]));
}
