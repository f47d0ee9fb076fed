import { DAY } from '../../scheduling/days.ts';
import type { Grid, Instant, LocalDay, MinuteOfDay } from '../../scheduling/types.ts';
import { zoneOf } from '../../scheduling/zones.ts';
import { CELL_MINUTES } from '../freetime/freetime.taken.ts';
import { CHUNK_BYTES, HALF_HOUR } from './search.cells.ts';
import type { Findable, SearchIndex } from './search.index.ts';
import type { TakenTime } from './search.taken.ts';

// What the index of free time says without asking the engine: when a start may be free at the earliest. It knows who works and
// whose time is taken; of everything else the engine decides.

/** Starts that are looked for: local days (both inclusive) and times of day (from, to exclusive) at the place. */
export interface Window {
  from: LocalDay;
  to: LocalDay;
  after: MinuteOfDay;
  before: MinuteOfDay;
}

/** Starts that a grid has in a window, ascending. */
export interface GridStarts {
  starts: Instant[];
  /** A start may be later than it is written by so many minutes. */
  slack: number;
}

/** Every five minutes, where a grid follows working time or clocks change. */
const EVERY: GridStarts['slack'] = CELL_MINUTES - 1;

function minutesOf(grid: Grid, { after, before }: Window): MinuteOfDay[] | undefined {
  if ('fixedStarts' in grid) return grid.fixedStarts.filter((minute) => minute >= after && minute < before);
  if (grid.alignment !== 'clock') return undefined;
  const first = Math.ceil(after / grid.slotInterval);
  const count = Math.max(0, Math.ceil((before - first * grid.slotInterval) / grid.slotInterval));
  return Array.from({ length: count }, (_, index) => (first + index) * grid.slotInterval);
}

/** @param soonest instant before which nothing is offered: now, and the notice */
export function gridStarts(grid: Grid, timeZone: string, window: Window, soonest: Instant): GridStarts {
  const zone = zoneOf(timeZone);
  const minutes = minutesOf(grid, window);
  const starts: Instant[] = [];
  let slack = 0;
  for (let day = window.from; day <= window.to; day += 1) {
    const offset = zone.steadyOffset(day);
    if (minutes && offset !== undefined)
      for (const minute of minutes) starts.push(day * DAY + minute - offset);
    else {
      slack = EVERY;
      for (const [from, to] of zone.dates(day, day))
        for (let at = Math.floor(from / CELL_MINUTES) * CELL_MINUTES; at < to; at += CELL_MINUTES) {
          const { minute } = zone.toLocal(at);
          if (minute + EVERY >= window.after && minute < window.before) starts.push(at);
        }
    }
  }
  return { starts: starts.filter((start) => start + slack >= soonest), slack };
}

const isSet = (bits: Uint8Array, place: number, cell: number) =>
  ((bits[place + (cell >> 3)] ?? 0) & (0x80 >> (cell & 7))) !== 0;

/**
 * The earliest start at which somebody may be free for the first run of a service.
 * @param taken left out: only who works counts
 * @returns at most the first start that the engine offers; undefined where it offers none
 */
export function soonestStart(
  { run, subjects }: Findable,
  { starts, slack }: GridStarts,
  index: SearchIndex,
  taken?: TakenTime,
): Instant | undefined {
  const { offset, minutes, before, after } = run;
  const worksFrom = index.chunk * CHUNK_BYTES * 8;
  let soonest: Instant | undefined;
  for (const subject of subjects) {
    // Nobody is free before the first of the starts.
    if (soonest !== undefined && soonest === starts[0]) break;
    const working = index.subjects[subject]?.working;
    if (!working) continue;
    const place = taken?.places[subject] ?? -1;
    let clearFrom = -Infinity;
    for (const start of starts) {
      if (soonest !== undefined && start >= soonest) break;
      if (start < clearFrom) continue;
      // What the run takes for sure, however late in its slack it begins.
      const since = start + slack + offset;
      const until = start + offset + minutes;
      if (!isWorking(working, worksFrom, since, until)) continue;
      if (taken && place >= 0) {
        const end = takenUntil(taken, place, since - before, until + after);
        if (end !== undefined) {
          // Whatever begins before that runs into the same.
          clearFrom = start + end - (since - before);
          continue;
        }
      }
      soonest = start;
      break;
    }
  }
  return soonest;
}

function isWorking(working: Uint8Array, first: number, since: Instant, until: Instant): boolean {
  const last = Math.min(Math.ceil(until / HALF_HOUR) - first, working.length * 8);
  for (let cell = Math.max(0, Math.floor(since / HALF_HOUR) - first); cell < last; cell += 1)
    if (!isSet(working, 0, cell)) return false;
  return true;
}

/** The end of the last that is taken in a range; undefined where it is clear. */
function takenUntil(
  { first, bits, size }: TakenTime,
  place: number,
  since: Instant,
  until: Instant,
): Instant | undefined {
  const from = Math.max(0, Math.floor(since / CELL_MINUTES) - first);
  for (let cell = Math.min(Math.ceil(until / CELL_MINUTES) - first, size * 8) - 1; cell >= from; cell -= 1)
    if (isSet(bits, place, cell)) return (first + cell + 1) * CELL_MINUTES;
  return undefined;
}
