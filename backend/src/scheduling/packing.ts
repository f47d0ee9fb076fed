import { find, type Ranges } from './ranges.ts';
import type { Instant, Interval } from './types.ts';
import type { Zone } from './zones.ts';

/** Free working minutes that end at `at`. */
function freeBefore(at: Instant, free: Ranges, busy: Ranges): number {
  const work = find(free, at - 1);
  if (work < 0) return 0;
  const taken = find(busy, at - 1);
  if (taken >= 0) return 0;
  return at - Math.max(free[work] ?? 0, busy[~taken - 1] ?? -Infinity);
}

/** Free working minutes that begin at `at`. */
function freeAfter(at: Instant, free: Ranges, busy: Ranges): number {
  const work = find(free, at);
  if (work < 0) return 0;
  const taken = find(busy, at);
  if (taken >= 0) return 0;
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
 * The starts of one provider that packing hides: those that leave an orphan, but on no local date all of them.
 * @param starts all that the provider has on the local dates they are on, ascending
 */
export function hiddenStarts(
  starts: readonly Instant[],
  zone: Zone,
  isOrphaning: (start: Instant) => boolean,
): Set<Instant> {
  const byDate = Map.groupBy(starts, (start) => zone.toLocal(start).day);
  const hidden = [...byDate.values()].map((ofDate) => {
    const orphaning = ofDate.filter(isOrphaning);
    return orphaning.length === ofDate.length ? [] : orphaning;
  });
  return new Set(hidden.flat());
}
