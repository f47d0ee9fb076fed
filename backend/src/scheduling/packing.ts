import { find, type Ranges } from './ranges.ts';
import type { Instant, Interval } from './types.ts';
import type { Zone } from './zones.ts';

/** Free working minutes that end at `at`. */
function freeBefore(at: Instant, free: Ranges, busy: Ranges): number {
  const work = find(free, at - 1);
  const taken = find(busy, at - 1);
  if (work < 0 || taken >= 0) return 0;
  return at - Math.max(free[work] ?? 0, busy[~taken - 1] ?? -Infinity);
}

/** Free working minutes that begin at `at`. */
function freeAfter(at: Instant, free: Ranges, busy: Ranges): number {
  const work = find(free, at);
  const taken = find(busy, at);
  if (work < 0 || taken >= 0) return 0;
  return Math.min(free[work + 1] ?? 0, busy[~taken] ?? Infinity) - at;
}

/** Whether a padded range leaves more than nothing and less than `minGap` minutes beside it (section 4, packing). */
export function leavesOrphan([from, to]: Interval, free: Ranges, busy: Ranges, minGap: number): boolean {
  const before = freeBefore(from, free, busy);
  if (before > 0 && before < minGap) return true;
  const after = freeAfter(to, free, busy);
  return after > 0 && after < minGap;
}

/**
 * The starts of one provider that packing leaves: those without orphans, and all of a local date where none is.
 * @param starts all that the provider has on the local dates they are on, ascending
 */
export function packed(
  starts: readonly Instant[],
  zone: Zone,
  isOrphaning: (start: Instant) => boolean,
): Instant[] {
  const byDate = Map.groupBy(starts, (start) => zone.toLocal(start).day);
  return [...byDate.values()].flatMap((ofDate) => {
    const left = ofDate.filter((start) => !isOrphaning(start));
    return left.length > 0 ? left : ofDate;
  });
}
