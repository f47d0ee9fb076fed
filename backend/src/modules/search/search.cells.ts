import { DAY } from '../../scheduling/days.ts';
import { FAR, type Ranges } from '../../scheduling/ranges.ts';
import type { Instant } from '../../scheduling/types.ts';
import { CHUNK_DAYS } from '../freetime/freetime.taken.ts';

// Working time is kept as bits of half hours (migration 20261123000000_search). A bit is set if the subject works for any part
// of its half hour: what is found by the bits is at least what there is.

export const HALF_HOUR = 30;
const CHUNK_CELLS = (CHUNK_DAYS * DAY) / HALF_HOUR;
/** Bytes of a chunk of working time. */
export const CHUNK_BYTES = CHUNK_CELLS / 8;

export const chunkOf = (instant: Instant): number => Math.floor(instant / (CHUNK_DAYS * DAY));

/**
 * Working time as the digits of a chunk's bits.
 * @param known from (inclusive), to (exclusive): outside of it nothing is known, and every bit is set
 */
export function digitsOf(
  working: Ranges,
  chunk: number,
  [from, to]: readonly [from: Instant, to: Instant],
): string {
  const first = chunk * CHUNK_CELLS;
  const cells = new Array<string>(CHUNK_CELLS).fill('0');
  const set = (since: Instant, until: Instant) =>
    cells.fill(
      '1',
      Math.max(0, Math.floor(since / HALF_HOUR) - first),
      Math.max(0, Math.ceil(until / HALF_HOUR) - first),
    );
  set(-FAR, from);
  set(to, FAR);
  for (let index = 0; index < working.length; index += 2) set(working[index] ?? 0, working[index + 1] ?? 0);
  return cells.join('');
}
