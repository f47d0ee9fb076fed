import type { Interval } from './types.ts';

/**
 * A set of minutes as a flat list: from (inclusive), to (exclusive), from, to, ... Ascending, and nothing touches. Flat,
 * because the engine spends its time here and arrays of small numbers are what the machine is fast at.
 */
export type Ranges = readonly number[];

/** Further than any instant, and small enough for integer arithmetic. */
export const FAR = 2 ** 30;
export const EVER: Ranges = [-FAR, FAR];
export const NEVER: Ranges = [];

/** Adds a range whose `from` is not before the one added last, and joins them where they touch. */
export function append(ranges: number[], from: number, to: number): void {
  if (from >= to) return;
  const last = ranges.length - 1;
  if (last < 0 || from > (ranges[last] ?? 0)) ranges.push(from, to);
  else if (to > (ranges[last] ?? 0)) ranges[last] = to;
}

/** @param edges from, to, from, to, ...: ranges in any order, which may touch and overlap; empty and reversed ones count as nothing */
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
  if (a === EVER || b.length === 0) return b;
  if (b === EVER || a.length === 0) return a;
  if (b.length === 2) return clip(a, b[0] ?? 0, b[1] ?? 0);
  if (a.length === 2) return clip(b, a[0] ?? 0, a[1] ?? 0);
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

/** What of a set lies in [from, to). */
function clip(ranges: Ranges, from: number, to: number): Ranges {
  if ((ranges[0] ?? from) >= from && (ranges[ranges.length - 1] ?? to) <= to) return ranges;
  const clipped: number[] = [];
  for (let i = indexAfter(ranges, from); i < ranges.length && (ranges[i] ?? 0) < to; i += 2)
    clipped.push(Math.max(ranges[i] ?? 0, from), Math.min(ranges[i + 1] ?? 0, to));
  return clipped;
}

/** A set, so many minutes earlier. */
export const earlier = (ranges: Ranges, minutes: number): Ranges =>
  minutes === 0 ? ranges : ranges.map((edge) => edge - minutes);

export function union(a: Ranges, b: Ranges): Ranges {
  if (a.length === 0 || b === EVER) return b;
  if (b.length === 0 || a === EVER) return a;
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

/** `a` without `b`, each range of `b` first reaching `back` minutes further back and `on` minutes further on. */
export function subtract(a: Ranges, b: Ranges, back = 0, on = 0): Ranges {
  if (b.length === 0 || a.length === 0) return a;
  const rest: number[] = [];
  let j = 0;
  for (let i = 0; i < a.length; i += 2) {
    let from = a[i] ?? 0;
    const to = a[i + 1] ?? 0;
    while (j < b.length && (b[j + 1] ?? 0) + on <= from) j += 2;
    // The last range that begins before `to` may reach into the next range of `a`: it is looked at again.
    for (let k = j; k < b.length && (b[k] ?? 0) - back < to; k += 2) {
      const taken = (b[k] ?? 0) - back;
      if (taken > from) rest.push(from, taken);
      const end = (b[k + 1] ?? 0) + on;
      if (end > from) from = end;
    }
    if (from < to) rest.push(from, to);
  }
  return rest;
}

/** The minutes that are in at least `count` of the sets. */
export function inAtLeast(count: number, sets: readonly Ranges[], within: Ranges): Ranges {
  if (count <= 0) return within;
  if (sets.length < count) return NEVER;
  // By number n: the minutes that are in more than n of the sets seen so far.
  const depths: Ranges[] = Array.from({ length: count }, () => NEVER);
  for (const set of sets) {
    const inside = intersect(set, within);
    for (let depth = count - 1; depth > 0; depth -= 1)
      depths[depth] = union(depths[depth] ?? NEVER, intersect(depths[depth - 1] ?? NEVER, inside));
    depths[0] = union(depths[0] ?? NEVER, inside);
    const deepest = depths[count - 1] ?? NEVER;
    // Of many units the first few are often enough.
    if (deepest.length === within.length && deepest.every((edge, index) => edge === within[index])) break;
  }
  return depths[count - 1] ?? NEVER;
}

/** The index of the first range that ends after a minute. */
function indexAfter(ranges: Ranges, minute: number): number {
  let low = 0;
  let high = ranges.length / 2;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((ranges[middle * 2 + 1] ?? 0) <= minute) low = middle + 1;
    else high = middle;
  }
  return low * 2;
}

/** The index of the range that a minute is in, or the complement of the index of the first range after it. */
export function find(ranges: Ranges, minute: number): number {
  const index = indexAfter(ranges, minute);
  return index < ranges.length && (ranges[index] ?? 0) <= minute ? index : ~index;
}

export const has = (ranges: Ranges, minute: number): boolean => find(ranges, minute) >= 0;

/** Whether all of [from, to) is in the set. */
export function covers(ranges: Ranges, from: number, to: number): boolean {
  const index = find(ranges, from);
  return index >= 0 && (ranges[index + 1] ?? 0) >= to;
}

/** Whether nothing of [from, to) is in the set. */
export function isClear(ranges: Ranges, from: number, to: number): boolean {
  const index = indexAfter(ranges, from);
  return index >= ranges.length || (ranges[index] ?? 0) >= to;
}
