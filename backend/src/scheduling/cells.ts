import { FAR, type Ranges } from './ranges.ts';
import { takenBy, type Run } from './runs.ts';
import type { TakenCells } from './types.ts';

const CELL_MINUTES = 5;

/** Room for one subject's bits, used again and again. */
let words = new Int32Array(256);

/** The bits in `words`, with `free` empty words before them and one behind. @returns how many words that is */
function load(bits: Uint8Array, free: number): number {
  const count = free + Math.ceil(bits.length / 4) + 1;
  if (words.length < count) words = new Int32Array(count * 2);
  words.fill(0, 0, count);
  new Uint8Array(words.buffer).set(bits, free * 4);
  return count;
}

/** The minutes after `origin` at which the bits change: where set ones begin and end, in turns. */
function edges(count: number, origin: number): number[] {
  const found: number[] = [];
  let carry = 0;
  for (let index = 0; index < count; index += 1) {
    const word = words[index] ?? 0;
    let changed = word ^ ((word << 1) | carry);
    carry = word >>> 31;
    while (changed !== 0) {
      const bit = 31 - Math.clz32(changed & -changed);
      found.push(origin + (index * 32 + bit) * CELL_MINUTES);
      changed &= changed - 1;
    }
  }
  return found;
}

/** The taken time of an index's bits. */
export function rangesOfCells({ origin, bits }: TakenCells): Ranges {
  return edges(load(bits, 0), origin);
}

/**
 * The starts for which a run, with its buffers, overlaps no taken cell (section 4, fit). Works on 32 cells at a time: what
 * is too short between two taken cells never becomes a range.
 */
export function startsClearOfCells({ origin, bits }: TakenCells, run: Run): Ranges {
  const [from, to] = takenBy(run, 0);
  const needed = Math.ceil((to - from) / CELL_MINUTES);
  const free = Math.ceil(needed / 32);
  const count = load(bits, free);
  // Then a bit says: of the cells from this one on, as many as are needed, one is taken.
  for (let width = 1; width < needed; width *= 2) spread(count, Math.min(width, needed - width));
  const blocked = edges(count, origin - free * 32 * CELL_MINUTES);
  const starts: number[] = [-FAR];
  for (let i = 0; i < blocked.length; i += 2)
    starts.push((blocked[i] ?? 0) + (needed - 1) * CELL_MINUTES - to + 1, (blocked[i + 1] ?? 0) - from);
  starts.push(FAR);
  return starts;
}

/** Each bit is set too if the one `distance` cells after it is. */
function spread(count: number, distance: number): void {
  const skip = distance >>> 5;
  const shift = distance & 31;
  for (let index = 0; index < count; index += 1) {
    const low = index + skip < count ? (words[index + skip] ?? 0) : 0;
    const high = index + skip + 1 < count ? (words[index + skip + 1] ?? 0) : 0;
    words[index] = (words[index] ?? 0) | (shift === 0 ? low : (low >>> shift) | (high << (32 - shift)));
  }
}
