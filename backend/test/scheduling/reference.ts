// A second statement of the scheduling rules, sections 1 to 5 and 8, to compare the engine with: it takes the plain-file
// form of section 10, walks the minutes, tries out all ways to serve, asks only Intl.DateTimeFormat about time, and
// imports nothing of the engine. It is slow and means to be obvious.
import { DAY, dayOf, dayShownAt, instantOf } from './reference/clock.ts';
import type { WrittenProblem } from './reference/form.ts';
import { isBy, isHidden } from './reference/packing.ts';
import { isInTime, isNonexistent, isOnGrid, isWithinLimits, type Lead } from './reference/rules.ts';
import type { TakenAway } from './reference/taken-away.ts';
import { waysFrom, type Way } from './reference/ways.ts';
import { worldOf, type World } from './reference/world.ts';

export interface ReferenceSlot {
  /** Instants: whole minutes since 1970-01-01T00:00Z. */
  start: number;
  end: number;
  providers: string[];
}

/** The starts that are offered (section 4), ascending. */
export const referenceSlots = (problem: WrittenProblem) => ({ slots: slotsIn(worldOf(problem)) });

/** Whether a start is offered (section 4) once some obstacles are taken away (section 8). */
export const referenceBookable = (problem: WrittenProblem, start: number, without?: TakenAway) =>
  waysAt(worldOf(problem, without), start).length > 0;

export const slotsIn = (world: World): ReferenceSlot[] =>
  minutesAskedFor(world.problem).flatMap((minute) => slotAt(world, minute) ?? []);

/** All starts on somebody's grid. */
export const gridIn = (world: World): number[] =>
  minutesAskedFor(world.problem).filter((minute) =>
    leadsOf(world).some((lead) => isOnGrid(world, lead, minute)),
  );

/** Where the fixed starts are moved to that a date does not have. */
export const nonexistentIn = (world: World): number[] =>
  minutesAskedFor(world.problem).filter((minute) =>
    leadsOf(world).some((lead) =>
      (world.problem.rules.fixedStarts ?? []).some((time) =>
        isNonexistent(world.hours.zoneOf(lead), time, minute),
      ),
    ),
  );

/** The instants whose local date in the problem's zone is one of those asked for. */
function minutesAskedFor({ timeZone, from, to }: WrittenProblem): number[] {
  const minutes: number[] = [];
  const [first, last] = [dayOf(from), dayOf(to)];
  const [begin, end] = [instantOf(timeZone, first, 0) - DAY, instantOf(timeZone, last + 1, 0) + DAY];
  for (let minute = begin; minute < end; minute += 1) {
    const day = dayShownAt(timeZone, minute);
    if (first <= day && day <= last) minutes.push(minute);
  }
  return minutes;
}

function slotAt(world: World, start: number): ReferenceSlot | undefined {
  const ways = waysAt(world, start);
  if (ways.length === 0) return undefined;
  const takers = ways.flatMap(({ crews: [first = []] }) => first.map(({ id }) => id));
  return {
    start,
    end: Math.min(...ways.map(({ end }) => end)),
    providers: [...new Set(takers)].sort(),
  };
}

/** All ways to serve what is asked for from a start that pass every rule. */
export const waysAt = (world: World, start: number): Way[] =>
  leadsOf(world).flatMap((lead) => waysLedBy(world, lead, start));

/** Those whose zone and grid can count: who may do the first service; undefined where nobody does. */
const leadsOf = ({ services: [first] }: World): Lead[] =>
  first && first.able.length > 0 ? first.able : [undefined];

/** The ways that pass every rule with the zone and the grid of one of those who take the first service. */
function waysLedBy(world: World, lead: Lead, start: number): Way[] {
  if (!isOnGrid(world, lead, start) || !isInTime(world, lead, start)) return [];
  const ways = waysFrom(world, start, (provider) => isWithinLimits(world, lead, start, provider));
  if (!lead) return ways;
  return ways
    .filter(({ crews: [first = []] }) => first.includes(lead))
    .filter((way) => !isBy(lead, way) || !isHidden(world, lead, start));
}
