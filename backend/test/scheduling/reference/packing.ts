// packing (scheduling rules, section 4): which of a provider's starts are hidden
import { DAY, dayShownAt, instantOf } from './clock.ts';
import type { WrittenProvider } from './form.ts';
import type { Range } from './minutes.ts';
import { isInTime, isOnGrid, isWithinLimits } from './rules.ts';
import { waysFrom, type Way } from './ways.ts';
import type { World } from './world.ts';

/** Packed are services of one provider and visits whose every service is taken by the same one. */
export const isBy = (provider: WrittenProvider, { crews }: Way) =>
  crews.every((crew) => crew.length === 1 && crew[0] === provider);

/** Whether packing hides a start of a provider who would take everything. */
export function isHidden(world: World, provider: WrittenProvider, start: number): boolean {
  if (world.problem.rules.packing !== 'noOrphans' || world.without.has('PACKING')) return false;
  if (!wouldLeaveOrphan(world, provider, start)) return false;
  const day = dayShownAt(world.hours.zoneOf(provider), start);
  const key = `${provider.id} ${day}`;
  let isAllHidden = world.isAllHidden.get(key);
  if (isAllHidden === undefined) {
    isAllHidden = startsOn(world, provider, day).every((other) => wouldLeaveOrphan(world, provider, other));
    world.isAllHidden.set(key, isAllHidden);
  }
  return !isAllHidden;
}

/** Every start that a provider alone has on a local date, hidden or not. */
function startsOn(world: World, provider: WrittenProvider, day: number): number[] {
  const zone = world.hours.zoneOf(provider);
  const starts: number[] = [];
  for (let minute = instantOf(zone, day, 0) - DAY; minute < instantOf(zone, day, 0) + 2 * DAY; minute += 1)
    if (
      dayShownAt(zone, minute) === day &&
      isOnGrid(world, provider, minute) &&
      isInTime(world, provider, minute) &&
      wayAlone(world, provider, minute)
    )
      starts.push(minute);
  return starts;
}

/** Of a provider's ways to serve all of it alone the one that ends first. */
function wayAlone(world: World, provider: WrittenProvider, start: number): Way | undefined {
  const ways = waysFrom(
    world,
    start,
    (other) => other === provider && isWithinLimits(world, provider, start, provider),
  ).filter((way) => isBy(provider, way));
  return ways.sort((a, b) => a.end - b.end)[0];
}

function wouldLeaveOrphan(world: World, provider: WrittenProvider, start: number): boolean {
  const way = wayAlone(world, provider, start);
  if (!way) return false;
  const [from, to] = paddedRange(world, way);
  const shortest = Math.min(...world.services.map(({ minutes }) => minutes));
  const { minGap = shortest } = world.problem.rules;
  return [freeBefore(world, provider, from, minGap), freeAfter(world, provider, to, minGap)].some(
    (minutes) => minutes > 0 && minutes < minGap,
  );
}

/** From the first of the provider's runs to the last, with buffers. */
function paddedRange({ services }: World, { begins }: Way): Range {
  const runs = services.flatMap(({ providerRuns }, index) =>
    providerRuns.map(({ paddedFrom, paddedTo }): Range => {
      const begin = begins[index] ?? 0;
      return [begin + paddedFrom, begin + paddedTo];
    }),
  );
  return [Math.min(...runs.map(([from]) => from)), Math.max(...runs.map(([, to]) => to))];
}

/** Free working minutes right before an instant; counting ends at `enough`. */
function freeBefore(world: World, provider: WrittenProvider, instant: number, enough: number): number {
  let minutes = 0;
  while (minutes < enough && isFreeAt(world, provider, instant - minutes - 1)) minutes += 1;
  return minutes;
}

/** Free working minutes right after an instant; counting ends at `enough`. */
function freeAfter(world: World, provider: WrittenProvider, instant: number, enough: number): number {
  let minutes = 0;
  while (minutes < enough && isFreeAt(world, provider, instant + minutes)) minutes += 1;
  return minutes;
}

function isFreeAt(world: World, provider: WrittenProvider, minute: number): boolean {
  const busy = world.taken.get(provider)?.busy ?? [];
  return (
    world.hours.ofProvider(provider).has(minute) && !busy.some(([from, to]) => from <= minute && minute < to)
  );
}
