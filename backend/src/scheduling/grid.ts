import { DAY } from './days.ts';
import { has, intersect, rangesOf, subtract, type Ranges } from './ranges.ts';
import type { Grid, Instant, MinuteOfDay } from './types.ts';
import type { Stay } from './hours.ts';
import type { Span, Zone } from './zones.ts';

/**
 * The starts of the grid within some ranges, ascending (section 4, grid).
 * @param working the working intervals from whose starts `workStart` counts
 */
export function gridStarts(within: Ranges, grid: Grid, stay: Stay, working: Ranges): Instant[] {
  if ('fixedStarts' in grid) return fixedStarts(within, grid.fixedStarts, stay);
  if (grid.alignment === 'clock') return clockStarts(within, grid.slotInterval, stay.zone);
  return workStarts(within, grid.slotInterval, stay.zone, working);
}

/** The minute of the local day that the clock shows is a multiple of the interval. */
function clockStarts(within: Ranges, interval: number, zone: Zone): Instant[] {
  const starts: Instant[] = [];
  for (let i = 0; i < within.length; i += 2) {
    const from = within[i] ?? 0;
    const to = within[i + 1] ?? 0;
    const offset = zone.offsetAt(from);
    if (offset === zone.offsetAt(to - 1) && to - from < DAY)
      addClockStarts(starts, from, to, offset, interval);
    else
      for (const span of zone.spans(from, to))
        addClockStarts(starts, span.from, span.to, span.offset, interval);
  }
  return starts;
}

function addClockStarts(
  starts: Instant[],
  from: Instant,
  to: Instant,
  offset: number,
  interval: number,
): void {
  let midnight = Math.floor((from + offset) / DAY) * DAY - offset;
  let at = midnight + Math.ceil((from - midnight) / interval) * interval;
  while (at < to) {
    // The next day begins its own count: 1440 need not be a multiple of the interval.
    if (at >= midnight + DAY) {
      midnight += DAY;
      at = midnight;
    } else {
      starts.push(at);
      at += interval;
    }
  }
}

/**
 * Multiples of the interval after the start of the working interval that a start falls in; where that began more than 24
 * hours before, or there is none, after local midnight.
 */
function workStarts(within: Ranges, interval: number, zone: Zone, working: Ranges): Instant[] {
  const counting: [from: Instant, to: Instant, origin: Instant][] = [];
  for (let i = 0; i < working.length; i += 2) {
    const from = working[i] ?? 0;
    counting.push([from, Math.min(working[i + 1] ?? 0, from + DAY + 1), from]);
  }
  const starts: Instant[] = [];
  for (const [from, to, origin] of counting) {
    for (const [start, end] of pairs(intersect(within, [from, to])))
      for (let at = origin + Math.ceil((start - origin) / interval) * interval; at < end; at += interval)
        starts.push(at);
  }
  const counted = rangesOf(counting.map(([from, to]) => [from, to]));
  for (const [from, to] of pairs(subtract(within, counted)))
    for (const span of zone.spans(from, to)) addMidnightStarts(starts, span, interval, zone);
  return starts.sort((a, b) => a - b);
}

function addMidnightStarts(
  starts: Instant[],
  { from, to, offset }: Span,
  interval: number,
  zone: Zone,
): void {
  for (let at = from; at < to;) {
    const day = Math.floor((at + offset) / DAY);
    const midnight = zone.toInstant(day, 0);
    const end = Math.min(to, (day + 1) * DAY - offset);
    for (at = midnight + Math.ceil((at - midnight) / interval) * interval; at < end; at += interval)
      starts.push(at);
    at = end;
  }
}

function* pairs(ranges: Ranges): Generator<[from: number, to: number]> {
  for (let i = 0; i < ranges.length; i += 2) yield [ranges[i] ?? 0, ranges[i + 1] ?? 0];
}

/** Those wall times of each local date: left out where they do not exist, the earlier instant where they exist twice. */
function fixedStarts(within: Ranges, times: readonly MinuteOfDay[], { zone, first, last }: Stay): Instant[] {
  const starts: Instant[] = [];
  const ascending = [...new Set(times)].sort((a, b) => a - b);
  for (let day = first; day <= last; day += 1) {
    for (const time of ascending) {
      const at = zone.toInstant(day, time);
      if (has(within, at) && shows(zone, at, day, time)) starts.push(at);
    }
  }
  return starts.sort((a, b) => a - b);
}

function shows(zone: Zone, at: Instant, day: number, time: MinuteOfDay): boolean {
  return at + zone.offsetAt(at) === day * DAY + time;
}

/** The instants to which fixed starts that do not exist would be moved: only to say so (section 8, NONEXISTENT_TIME). */
export function missingStarts(grid: Grid, { zone, first, last }: Stay): Instant[] {
  if (!('fixedStarts' in grid)) return [];
  const missing: Instant[] = [];
  for (let day = first; day <= last; day += 1)
    for (const time of grid.fixedStarts) {
      const at = zone.toInstant(day, time);
      if (!shows(zone, at, day, time)) missing.push(at);
    }
  return missing;
}

/** Whether one instant is on the grid. */
export function isOnGrid(at: Instant, grid: Grid, stay: Stay, working: Ranges): boolean {
  return gridStarts([at, at + 1], grid, stay, working).includes(at);
}
