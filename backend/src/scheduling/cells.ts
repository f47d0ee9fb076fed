import { intersect, subtract, union, type Ranges } from './ranges.ts';
import { startsClear, takenBy, type Run } from './runs.ts';
import type { TakenCells } from './types.ts';

const CELL = 5;
const WORD = 32;

/** One subject's bits in words of 32, lowest first: room that is used again and again. */
let words = new Int32Array(512);

function load(bits: Uint8Array): Int32Array {
  const count = Math.ceil(bits.length / 4);
  if (words.length < count) words = new Int32Array(count * 2);
  words[count - 1] = 0;
  new Uint8Array(words.buffer).set(bits);
  return words.subarray(0, count);
}

/** Cells outside the bits are free. */
const wordOf = (taken: Int32Array, index: number): number =>
  index >= 0 && index < taken.length ? (taken[index] ?? 0) : 0;

/** The taken time of an index's bits. */
export function rangesOfCells({ origin, bits }: TakenCells): Ranges {
  const taken = load(bits);
  const edges: number[] = [];
  let carry = 0;
  for (let index = 0; index <= taken.length; index += 1) {
    const word = wordOf(taken, index);
    // Set where a bit differs from the one before: only there is anything to do.
    let changed = word ^ ((word << 1) | carry);
    carry = word >>> 31;
    for (; changed !== 0; changed &= changed - 1)
      edges.push(origin + (index * WORD + 31 - Math.clz32(changed & -changed)) * CELL);
  }
  return edges;
}

/**
 * Those of some starts for which a run, with its buffers, overlaps no taken cell (section 4, fit). A word of cells is looked
 * at together, and what is too short between two taken ones never becomes a range.
 */
export function startsClearOfCells(starts: Ranges, cells: TakenCells, run: Run): Ranges {
  const [from, to] = takenBy(run, 0);
  const needed = Math.ceil((to - from) / CELL);
  if (needed > WORD) return startsClear(starts, rangesOfCells(cells), run);
  const count = Math.ceil(cells.bits.length / 4);
  // Far from the bits everything is free: who works always must not cost more.
  const near = [cells.origin - from - WORD * CELL, cells.origin - from + (count + 1) * WORD * CELL];
  const far = subtract(starts, near);
  if (far.length > 0) return union(far, startsClearOfCells(intersect(starts, near), cells, run));
  const taken = load(cells.bits);
  /** The start whose padded run begins with cell 0; and how much later the last one is that ends with the cells it needs. */
  const base = cells.origin - from;
  const slack = (needed - 1) * CELL - (to - from);
  const clear: number[] = [];
  for (let i = 0; i < starts.length; i += 2) {
    const earliest = starts[i] ?? 0;
    const end = starts[i + 1] ?? 0;
    // By the cell in which the padded run begins; one more at the end, to see how far the last ones are free.
    const first = Math.floor((earliest - base) / CELL);
    const lastWord = (Math.floor((end - 1 - base) / CELL) + 1) >> 5;
    let free = first;
    let wasBlocked = 1;
    for (let index = first >> 5; index <= lastWord; index += 1) {
      let blocked = blockedIn(taken, index, needed);
      if (index === first >> 5) blocked |= ~(-1 << (first & 31));
      let changed = blocked ^ ((blocked << 1) | wasBlocked);
      wasBlocked = blocked >>> 31;
      for (; changed !== 0; changed &= changed - 1) {
        const lowest = changed & -changed;
        const cell = index * WORD + 31 - Math.clz32(lowest);
        if ((blocked & lowest) === 0) free = cell;
        else addClear(clear, earliest, end, base + free * CELL, base + cell * CELL + slack + 1);
      }
    }
    if (wasBlocked === 0)
      addClear(clear, earliest, end, base + free * CELL, base + (lastWord + 1) * WORD * CELL + slack + 1);
  }
  return clear;
}

/** A word whose bits say that of the cells from this one on, as many as are needed, one is taken; at most 32. */
function blockedIn(taken: Int32Array, index: number, needed: number): number {
  let low = wordOf(taken, index);
  let high = wordOf(taken, index + 1);
  for (let width = 1; width < needed;) {
    const more = Math.min(width, needed - width);
    low |= (low >>> more) | (high << (WORD - more));
    high |= high >>> more;
    width += more;
  }
  return low;
}

function addClear(clear: number[], earliest: number, end: number, from: number, to: number): void {
  if (from < end && to > earliest && from < to) clear.push(Math.max(from, earliest), Math.min(to, end));
}
