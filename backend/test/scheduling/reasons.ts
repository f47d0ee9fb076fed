// "A reason is true: take away what it names (and nothing else is in the way) and the start is offered" (scheduling
// rules, section 8).
import { explainStarts } from '../../src/scheduling/engine.ts';
import { parseProblem } from '../../src/scheduling/plain.ts';
import type { Refusal } from '../../src/scheduling/types.ts';
import { gridIn, nonexistentIn, slotsIn, waysAt } from './reference.ts';
import { writeInstant } from './reference/clock.ts';
import type { WrittenProblem } from './reference/form.ts';
import { isObstacle, type Obstacle } from './reference/taken-away.ts';
import { type World, worldOf } from './reference/world.ts';

/** Whether a start would be offered if some obstacles were taken away. */
type Imagine = (start: number, without: readonly Obstacle[]) => boolean;

/** What is untrue in how the engine explains the starts that are not offered; undefined if nothing is. */
export function untruthAbout(json: WrittenProblem): string | undefined {
  const refusals = explainStarts(parseProblem(json));
  const world = worldOf(json);
  const offered = new Set(slotsIn(world).map(({ start }) => start));
  const grid = new Set(gridIn(world));
  const nonexistent = nonexistentIn(world).filter((start) => !grid.has(start));
  const refused = [...grid, ...nonexistent].filter((start) => !offered.has(start)).sort((a, b) => a - b);
  if (refusals.map(({ start }) => start).join() !== refused.join())
    return `explained are ${refusals.map(({ start }) => writeInstant(start)).join()}, not offered ${refused.map(writeInstant).join()}`;
  const imagine = imaginationOf(json);
  for (const refusal of oneOfEach(refusals)) {
    const { start, reasons } = refusal;
    const untruth = nonexistent.includes(start)
      ? reasons.join() !== 'NONEXISTENT_TIME' && 'does not exist'
      : untruthIn(refusal, world, imagine);
    if (untruth) return `${writeInstant(start)} ${reasons.join()}: ${untruth}`;
  }
  return undefined;
}

function imaginationOf(json: WrittenProblem): Imagine {
  const worlds = new Map<string, World>();
  return (start, without) => {
    const key = without.toSorted().join();
    let imagined = worlds.get(key);
    if (!imagined) worlds.set(key, (imagined = worldOf(json, new Set(without))));
    return waysAt(imagined, start).length > 0;
  };
}

/** The first refusal with each set of reasons. */
const oneOfEach = (refusals: readonly Refusal[]): Refusal[] => [
  ...new Map(refusals.toReversed().map((refusal) => [refusal.reasons.join(), refusal])).values(),
];

function untruthIn({ start, reasons }: Refusal, { services }: World, imagine: Imagine): string | undefined {
  // No reason names people: those who are missing altogether are told like missing units, whatever else there is.
  if (services.some(({ crew, able }) => able.length < crew))
    return reasons.includes('NO_RESOURCE') ? undefined : 'too few people are no reason';
  const obstacles = reasons.filter(isObstacle);
  if (obstacles.length < reasons.length) return 'no such reason here';
  // Where there is more free time, packing may hide what it did not hide before.
  const all = [...new Set<Obstacle>([...obstacles, 'PACKING'])];
  if (!imagine(start, all)) return 'not offered without all that';
  const idle = obstacles.find((obstacle) => {
    const others = all.filter((other) => other !== obstacle);
    return !subsetsOf(others).some((some) => !imagine(start, some) && imagine(start, [...some, obstacle]));
  });
  return idle && `${idle} is not in the way`;
}

const subsetsOf = <Item>([first, ...others]: Item[]): Item[][] =>
  first === undefined ? [[]] : subsetsOf(others).flatMap((subset) => [subset, [first, ...subset]]);
