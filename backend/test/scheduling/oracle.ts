// The engine beside the reference: the same starts, ends and providers, and "offered means bookable" (scheduling rules,
// section 9), tried with a few starts of each problem.
import { isDeepStrictEqual } from 'node:util';
import { assign, findSlots } from '../../src/scheduling/engine.ts';
import { parseProblem } from '../../src/scheduling/plain.ts';
import type { Assignment, Problem, Slot } from '../../src/scheduling/types.ts';
import { gridIn, type ReferenceSlot, slotsIn, waysAt } from './reference.ts';
import { writeInstant } from './reference/clock.ts';
import type { WrittenProblem } from './reference/form.ts';
import { takesOf } from './reference/takes.ts';
import type { Way } from './reference/ways.ts';
import { type World, worldOf } from './reference/world.ts';

/** Where the engine and the reference differ about a problem; undefined if they agree. */
export function compare(json: WrittenProblem): string | undefined {
  const problem = parseProblem(json);
  const world = worldOf(json);
  const slots = slotsIn(world);
  return (
    differenceOf(findSlots(problem), slots) ??
    firstOf(few(slots), (slot) => mistakeInAssigning(problem, world, slot)) ??
    firstOf(few(refusedStarts(world, slots)), (start) =>
      assign(problem, start) ? `${writeInstant(start)} is not offered, but assigned` : undefined,
    )
  );
}

function differenceOf(found: readonly Slot[], slots: readonly ReferenceSlot[]): string | undefined {
  const wrong = found.find((slot) => !slots.some((other) => isDeepStrictEqual(slot, other)));
  const missing = slots.find((slot) => !found.some((other) => isDeepStrictEqual(slot, other)));
  if (wrong || missing)
    return `engine ${describe(wrong)}, reference ${describe(missing)} (${found.length} and ${slots.length} slots)`;
  return found.length === slots.length && found.every((slot, index) => slot.start === slots[index]?.start)
    ? undefined
    : 'the engine has starts twice, or not in their order';
}

const describe = (slot: Slot | ReferenceSlot | undefined) =>
  slot
    ? `offers ${writeInstant(slot.start)} to ${writeInstant(slot.end)} by ${slot.providers.join(', ') || 'nobody'}`
    : 'does not';

/** Starts of the grid that are not offered; without such, minutes that are not on it. */
function refusedStarts(world: World, slots: readonly ReferenceSlot[]): number[] {
  const offered = new Set(slots.map(({ start }) => start));
  const refused = gridIn(world).filter((start) => !offered.has(start));
  return refused.length > 0
    ? refused
    : [...offered].map((start) => start + 1).filter((start) => !offered.has(start));
}

/** What is wrong with how the engine would book a start that is offered. */
function mistakeInAssigning(problem: Problem, world: World, slot: ReferenceSlot): string | undefined {
  const ids = slot.providers.toReversed();
  for (const order of [undefined, ids]) {
    const found = assign(problem, slot.start, order);
    const mistake = found ? mistakeIn(found, world, slot, order ?? slot.providers) : 'is not assignable';
    if (mistake)
      return `${writeInstant(slot.start)}${order ? ` in the order ${order.join(', ')}` : ''}: ${mistake}`;
  }
  return undefined;
}

/** @param order who is wanted, best first */
function mistakeIn(
  { start, end, services, takes }: Assignment,
  world: World,
  slot: ReferenceSlot,
  order: readonly string[],
): string | undefined {
  if (start !== slot.start || end !== slot.end) return `is assigned until ${writeInstant(end)}`;
  if (services.some((service, index) => service.end - service.start !== world.services[index]?.minutes))
    return 'a service is not as long as it is';
  const ways = waysAt(world, start).filter((way) => way.end === slot.end);
  const way = ways.find((way) =>
    isDeepStrictEqual(
      services.map((service) => [service.start, service.providerIds.toSorted()]),
      way.begins.map((begin, index) => [begin, idsOf(way, index)]),
    ),
  );
  if (!way) return `no way to serve it is ${JSON.stringify(services)}`;
  if (!takerOf(way) && ways.some(takerOf)) return 'it is assigned to several, though one could take all';
  const [first] = world.services;
  if (world.services.length === 1 && first?.crew === 1 && takerOf(way) !== order[0])
    return `it is assigned to ${takerOf(way) ?? 'nobody'}, though ${order[0] ?? 'nobody'} comes first`;
  const expected = takesOf(world, way);
  const given = takes.toSorted((a, b) =>
    a.subjectId === b.subjectId ? a.from - b.from : a.subjectId < b.subjectId ? -1 : 1,
  );
  return isDeepStrictEqual(given, expected)
    ? undefined
    : `takes ${JSON.stringify(given)} instead of ${JSON.stringify(expected)}`;
}

const idsOf = ({ crews }: Way, index: number) => (crews[index] ?? []).map(({ id }) => id).sort();

/** The single provider of a whole visit. */
function takerOf({ crews: [first = [], ...others] }: Way): string | undefined {
  const [taker] = first;
  return taker && [first, ...others].every((crew) => crew.length === 1 && crew[0] === taker)
    ? taker.id
    : undefined;
}

/** The first, the last and one between. */
const few = <Item>(items: Item[]): Item[] =>
  [...new Set([0, Math.floor(items.length / 2), items.length - 1])].flatMap((index) => items[index] ?? []);

function firstOf<Item>(items: Item[], mistakeOf: (item: Item) => string | undefined): string | undefined {
  for (const item of items) {
    const mistake = mistakeOf(item);
    if (mistake !== undefined) return mistake;
  }
  return undefined;
}
