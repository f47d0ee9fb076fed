import { DAY } from './days.ts';
import { startRules } from './limits.ts';
import { minGapOf, reachOf } from './prepare.ts';
import { subtract, union, type Ranges } from './ranges.ts';
import type { Instant, Interval, LocalDay, Problem, Subject, TakenCells } from './types.ts';
import { zoneOf } from './zones.ts';

/** Limits count by weeks: how far a booking that counts reaches. */
const WEEK = 8 * DAY;
const MINUTES_PER_BYTE = 40;

/** Tells of something that differs in [from, to). */
type Mark = (from: Instant, to: Instant) => void;

function markRanges(ranges: Ranges, mark: Mark): void {
  for (let i = 0; i < ranges.length; i += 2) mark(ranges[i] ?? 0, ranges[i + 1] ?? 0);
}

/** What time by itself, or the customer's bookings, allows in one problem and not in the other. */
function markRules(before: Problem, after: Problem, mark: Mark): void {
  // The dates of starts are those of the location; with none, those of whoever serves.
  const own = after.location ? [] : (after.providers ?? []).map(({ timeZone }) => timeZone);
  for (const name of new Set([after.timeZone, ...own])) {
    const stay = { zone: zoneOf(name), first: after.from - 2, last: after.to + 2 };
    for (const [, rule] of startRules) {
      const [was, is] = [rule(before, stay), rule(after, stay)];
      markRanges(union(subtract(was, is), subtract(is, was)), mark);
    }
  }
}

const textOf = ([from, to]: Interval) => `${from} ${to}`;

/** The intervals that only one of two lists has. */
function markIntervals(before: readonly Interval[], after: readonly Interval[], mark: Mark): void {
  const isSame =
    before.length === after.length && before.every((one, i) => textOf(one) === textOf(after[i] ?? [0, 0]));
  if (isSame) return;
  const [was, is] = [new Set(before.map(textOf)), new Set(after.map(textOf))];
  for (const one of before) if (!is.has(textOf(one))) mark(...one);
  for (const one of after) if (!was.has(textOf(one))) mark(...one);
}

const NOTHING: TakenCells = { origin: 0, bits: new Uint8Array() };

function markCells(before: TakenCells = NOTHING, after: TakenCells = NOTHING, mark: Mark): void {
  const extent = ({ origin, bits }: TakenCells) => [origin, origin + bits.length * MINUTES_PER_BYTE] as const;
  if (before.origin !== after.origin || before.bits.length !== after.bits.length) {
    mark(...extent(before));
    mark(...extent(after));
    return;
  }
  if (Buffer.compare(before.bits, after.bits) === 0) return;
  for (const [index, byte] of after.bits.entries()) {
    const from = after.origin + index * MINUTES_PER_BYTE;
    if (byte !== before.bits[index]) mark(from, from + MINUTES_PER_BYTE);
  }
}

function markTaken(before: readonly Subject[], after: readonly Subject[], mark: Mark): void {
  for (const [index, { busy, taken }] of after.entries()) {
    markIntervals(before[index]?.busy ?? [], busy, mark);
    markCells(before[index]?.taken, taken, mark);
  }
}

/**
 * The local days on which a problem may offer something else than one before it; on all others of its range both offer the
 * same. Compared are the time that has passed and been taken since: `now`, `busy`, `taken`, `bookings` and `customer`.
 * @param before the same in everything else: range, services, rules, hours, and who there is, in the same order
 */
export function changedDays(before: Problem, after: Problem): Set<LocalDay> {
  const { from, to, timeZone } = after;
  const { toLocal } = zoneOf(timeZone);
  // A start sees what it would take and the gaps beside that; and the dates of other zones may begin a day apart.
  const around = DAY + reachOf(after) + minGapOf(after);
  const changed = new Set<LocalDay>();

  function mark(since: Instant, until: Instant): void {
    const first = Math.max(since - around, (from - 1) * DAY);
    const last = Math.min(until + around, (to + 2) * DAY);
    if (first > last) return;
    const end = Math.min(to, toLocal(last).day);
    for (let day = Math.max(from, toLocal(first).day); day <= end; day += 1) changed.add(day);
  }

  markRules(before, after, mark);
  markTaken(before.providers ?? [], after.providers ?? [], mark);
  markTaken(before.resources, after.resources, mark);
  for (const [index, { bookings = [] }] of (after.providers ?? []).entries())
    markIntervals(before.providers?.[index]?.bookings ?? [], bookings, (since, until) => {
      mark(since - WEEK, until + WEEK);
    });
  return changed;
}
