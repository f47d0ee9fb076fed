import type { Interval, TakenCells } from './types.ts';

/**
 * A set of minutes as a flat list: from (inclusive), to (exclusive), from, to, ... Ascending, and nothing touches. Flat,
 * because the engine spends its time here and arrays of small numbers are what the machine is fast at.
 */
export type Ranges = readonly number[];

/** Far enough from every instant, small enough for integer arithmetic. */
export const EVER: Ranges = [-(2 ** 30), 2 ** 30];
export const NEVER: Ranges = [];

/** Adds a range whose `from` is not before the one added last, and joins them where they touch. */
function append(ranges: number[], from: number, to: number): void {
  if (from >= to) return;
  const end = ranges.length - 1;
  if (end < 0 || from > (ranges[end] ?? 0)) ranges.push(from, to);
  else if (to > (ranges[end] ?? 0)) ranges[end] = to;
}

/** @param edges from, to, from, to, ... in any order; they may touch and overlap, and empty or reversed ones count as nothing */
export function joined(edges: readonly number[]): Ranges {
  const ranges: number[] = [];
  let lastFrom = -Infinity;
  for (let i = 0; i < edges.length; i += 2) {
    const from = edges[i] ?? 0;
    if (from < lastFrom) return rangesOf(pairsOf(edges));
    lastFrom = from;
    append(ranges, from, edges[i + 1] ?? 0);
  }
  return ranges;
}

function pairsOf(edges: readonly number[]): Interval[] {
  return Array.from({ length: edges.length / 2 }, (_, i) => [edges[i * 2] ?? 0, edges[i * 2 + 1] ?? 0]);
}

/** @param intervals in any order; they may touch and overlap, and empty or reversed ones count as nothing */
export function rangesOf(intervals: readonly Interval[]): Ranges {
  const ranges: number[] = [];
  let lastFrom = -Infinity;
  let end = -Infinity;
  for (const [from, to] of intervals) {
    if (from >= to) continue;
    // Rows come sorted from the database; what does not is sorted here.
    if (from < lastFrom) return rangesOf(intervals.toSorted((a, b) => a[0] - b[0]));
    lastFrom = from;
    if (from > end) {
      ranges.push(from, to);
      end = to;
    } else if (to > end) {
      ranges[ranges.length - 1] = to;
      end = to;
    }
  }
  return ranges;
}

export function intersect(a: Ranges, b: Ranges): Ranges {
  // Most limits hold everywhere: nothing to copy then.
  if (b.length === 2 && isWithin(a, b)) return a;
  if (a.length === 2 && isWithin(b, a)) return b;
  const both: number[] = [];
  for (let i = 0, j = 0; i < a.length && j < b.length;) {
    const aTo = a[i + 1] ?? 0;
    const bTo = b[j + 1] ?? 0;
    const from = Math.max(a[i] ?? 0, b[j] ?? 0);
    const to = Math.min(aTo, bTo);
    if (from < to) both.push(from, to);
    if (aTo < bTo) i += 2;
    else j += 2;
  }
  return both;
}

function isWithin(ranges: Ranges, [from = 0, to = 0]: Ranges): boolean {
  return ranges.length === 0 || ((ranges[0] ?? 0) >= from && (ranges.at(-1) ?? 0) <= to);
}

export function union(a: Ranges, b: Ranges): Ranges {
  if (a.length === 0) return b;
  if (b.length === 0) return a;
  const all: number[] = [];
  for (let i = 0, j = 0; i < a.length || j < b.length;) {
    if (j >= b.length || (i < a.length && (a[i] ?? 0) <= (b[j] ?? 0))) {
      append(all, a[i] ?? 0, a[i + 1] ?? 0);
      i += 2;
    } else {
      append(all, b[j] ?? 0, b[j + 1] ?? 0);
      j += 2;
    }
  }
  return all;
}

export const subtract = (a: Ranges, b: Ranges): Ranges => withoutGrown(a, b, 0, 0);

/** `a` without `b`, each range of `b` first reaching `back` minutes further back and `on` minutes further on. */
function withoutGrown(a: Ranges, b: Ranges, back: number, on: number): Ranges {
  const rest: number[] = [];
  let j = 0;
  for (let i = 0; i < a.length; i += 2) {
    let from = a[i] ?? 0;
    const to = a[i + 1] ?? 0;
    while (j < b.length && (b[j + 1] ?? 0) + on <= from) j += 2;
    for (let k = j; k < b.length && (b[k] ?? 0) - back < to; k += 2) {
      const taken = (b[k] ?? 0) - back;
      if (taken > from) rest.push(from, taken);
      from = Math.max(from, (b[k + 1] ?? 0) + on);
    }
    if (from < to) rest.push(from, to);
  }
  return rest;
}

/** Something that takes a subject, relative to the start it is looked at for; all in minutes. */
export interface Stretch {
  offset: number;
  minutes: number;
  /** Buffers. */
  before: number;
  after: number;
}

/** The starts for which a stretch lies in `work` without its buffers, and with them overlaps nothing of `busy` (section 4, fit). */
export function startsFitting(work: Ranges, busy: Ranges, stretch: Stretch): Ranges {
  const { offset, minutes, before, after } = stretch;
  const inside: number[] = [];
  for (let i = 0; i < work.length; i += 2)
    append(inside, (work[i] ?? 0) - offset, (work[i + 1] ?? 0) - offset - minutes + 1);
  return withoutGrown(inside, busy, offset + minutes + after - 1, before - offset);
}

/** The minutes that are in at least `count` of the sets. */
export function inAtLeast(count: number, sets: readonly Ranges[]): Ranges {
  if (count <= 0) return EVER;
  if (sets.length < count) return NEVER;
  if (sets.length === 1) return sets[0] ?? NEVER;
  // An edge is its minute, doubled, and odd where a range begins: where one ends as another begins, the end comes first.
  const edges = new Float64Array(sets.reduce((sum, set) => sum + set.length, 0));
  let filled = 0;
  for (const set of sets)
    for (let i = 0; i < set.length; i += 1) edges[filled++] = (set[i] ?? 0) * 2 + ((i + 1) % 2);
  edges.sort();
  const found: number[] = [];
  let depth = 0;
  let since = 0;
  for (const edge of edges) {
    const isBeginning = edge % 2 !== 0;
    if (isBeginning) {
      depth += 1;
      if (depth === count) since = (edge - 1) / 2;
    } else {
      if (depth === count) append(found, since, edge / 2);
      depth -= 1;
    }
  }
  return found;
}

/** The index of the range that a minute is in, or the complement of the index of the first range after it. */
export function find(ranges: Ranges, minute: number): number {
  let low = 0;
  let high = ranges.length / 2;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((ranges[middle * 2 + 1] ?? 0) <= minute) low = middle + 1;
    else high = middle;
  }
  return low * 2 < ranges.length && (ranges[low * 2] ?? 0) <= minute ? low * 2 : ~(low * 2);
}

export const has = (ranges: Ranges, minute: number): boolean => find(ranges, minute) >= 0;

/** Whether all of [from, to) is in the set. */
export function covers(ranges: Ranges, from: number, to: number): boolean {
  const index = find(ranges, from);
  return index >= 0 && (ranges[index + 1] ?? 0) >= to;
}

/** Whether nothing of [from, to) is in the set. */
export function isClear(ranges: Ranges, from: number, to: number): boolean {
  const index = find(ranges, from);
  return index < 0 && (~index >= ranges.length || (ranges[~index] ?? 0) >= to);
}

const CELL_MINUTES = 5;

/** The taken time of an index's bits. */
export function rangesOfCells({ origin, bits }: TakenCells): Ranges {
  const edges: number[] = [];
  // Whole words at a time: only where a bit differs from the one before is there anything to do.
  const words = wordsOf(bits);
  let carry = 0;
  for (let index = 0; index < words.length; index += 1) {
    const word = words[index] ?? 0;
    let changed = word ^ ((word << 1) | carry);
    carry = word >>> 31;
    while (changed !== 0) {
      const bit = 31 - Math.clz32(changed & -changed);
      edges.push(origin + (index * 32 + bit) * CELL_MINUTES);
      changed &= changed - 1;
    }
  }
  if (carry === 1) edges.push(origin + words.length * 32 * CELL_MINUTES);
  return edges;
}

/** Bytes as words of 32 bits, lowest first. */
function wordsOf(bits: Uint8Array): Int32Array {
  if (bits.length % 4 === 0 && bits.byteOffset % 4 === 0 && isLittleEndian)
    return new Int32Array(bits.buffer, bits.byteOffset, bits.length / 4);
  const words = new Int32Array(Math.ceil(bits.length / 4));
  for (let index = 0; index < bits.length; index += 1)
    words[index >> 2] = (words[index >> 2] ?? 0) | ((bits[index] ?? 0) << ((index & 3) * 8));
  return words;
}

const isLittleEndian = new Uint8Array(new Uint32Array([1]).buffer)[0] === 1;
