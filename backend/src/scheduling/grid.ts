import { DAY } from './days.ts';
import { has, intersect, subtract, type Ranges } from './ranges.ts';
import type { Grid, Instant, MinuteOfDay } from './types.ts';
import type { Stay } from './hours.ts';
import type { Zone } from './zones.ts';

/**
 * The starts of the grid within some ranges, ascending (section 4, grid).
 * @param stay the local dates that the ranges lie on
 * @param working the working intervals from whose starts `workStart` counts
 */
export function gridStarts(within: Ranges, grid: Grid, stay: Stay, working: Ranges): Instant[] {
  if (within.length === 0) return [];
  if ('fixedStarts' in grid) return fixedStarts(within, grid.fixedStarts, stay);
  if (grid.alignment === 'clock') return clockStarts(within, grid.slotInterval, stay.zone);
  return workStarts(within, grid.slotInterval, stay.zone, working);
}

/** The starts in [from, to) that are multiples of the interval after an origin. */
function addMultiples(
  starts: Instant[],
  from: Instant,
  to: Instant,
  origin: Instant,
  interval: number,
): void {
  let at = origin + Math.ceil((from - origin) / interval) * interval;
  for (; at < to; at += interval) starts.push(at);
}

/** The minute of the local day that the clock shows is a multiple of the interval. */
function clockStarts(within: Ranges, interval: number, zone: Zone): Instant[] {
  const starts: Instant[] = [];
  for (let i = 0; i < within.length; i += 2) {
    let from = within[i] ?? 0;
    const to = within[i + 1] ?? 0;
    while (from < to) {
      // Up to the next midnight or change of clocks: the count begins anew there.
      const offset = zone.offsetAt(from);
      const midnight = Math.floor((from + offset) / DAY) * DAY - offset;
      const [span] = zone.offsetAt(Math.min(to, midnight + DAY) - 1) === offset ? [] : zone.spans(from, to);
      const end = Math.min(to, midnight + DAY, span?.to ?? to);
      addMultiples(starts, from, end, midnight, interval);
      from = end;
    }
  }
  return starts;
}

/**
 * Multiples of the interval after the start of the working interval that a start falls in; where that began more than 24
 * hours before, or there is none, after local midnight.
 */
function workStarts(within: Ranges, interval: number, zone: Zone, working: Ranges): Instant[] {
  const starts: Instant[] = [];
  const counting: number[] = [];
  for (let i = 0; i < working.length; i += 2) {
    const origin = working[i] ?? 0;
    const to = Math.min(working[i + 1] ?? 0, origin + DAY + 1);
    counting.push(origin, to);
    const inside = intersect(within, [origin, to]);
    for (let j = 0; j < inside.length; j += 2)
      addMultiples(starts, inside[j] ?? 0, inside[j + 1] ?? 0, origin, interval);
  }
  const outside = subtract(within, counting);
  for (let i = 0; i < outside.length; i += 2)
    for (const { from, to, offset } of zone.spans(outside[i] ?? 0, outside[i + 1] ?? 0))
      for (let at = from; at < to;) {
        const day = Math.floor((at + offset) / DAY);
        const end = Math.min(to, (day + 1) * DAY - offset);
        addMultiples(starts, at, end, zone.toInstant(day, 0), interval);
        at = end;
      }
  return starts.sort((a, b) => a - b);
}

/** Those wall times of each local date: left out where they do not exist, the earlier instant where they exist twice. */
function fixedStarts(within: Ranges, times: readonly MinuteOfDay[], stay: Stay): Instant[] {
  return wallTimes(times, stay)
    .filter(({ at, exists }) => exists && has(within, at))
    .map(({ at }) => at);
}

/**
 * The instants to which fixed starts that do not exist would be moved: only to say so (section 8, NONEXISTENT_TIME). Those of
 * the evening before a stay may be moved into it.
 */
export function missingStarts(within: Ranges, grid: Grid, stay: Stay): Instant[] {
  if (!('fixedStarts' in grid)) return [];
  return wallTimes(grid.fixedStarts, { ...stay, first: stay.first - 1 })
    .filter(({ at, exists }) => !exists && has(within, at))
    .map(({ at }) => at);
}

/** Wall times of each local date as instants, ascending. */
function wallTimes(times: readonly MinuteOfDay[], { zone, first, last }: Stay) {
  const found: { at: Instant; exists: boolean }[] = [];
  for (let day = first; day <= last; day += 1)
    for (const time of new Set(times)) {
      const at = zone.toInstant(day, time);
      found.push({ at, exists: at + zone.offsetAt(at) === day * DAY + time });
    }
  return found.sort((a, b) => a.at - b.at);
}
