import type { Reason } from './types.ts';

/** In the order in which they are told. */
const REASONS = [
  'OUTSIDE_HOURS',
  'HOLIDAY',
  'TIME_OFF',
  'BUSY',
  'BUFFER',
  'NO_RESOURCE',
  'NOTICE',
  'CUTOFF',
  'TOO_FAR',
  'DAY_LIMIT',
  'WEEK_LIMIT',
  'CUSTOMER_LIMIT',
] as const satisfies Reason[];

/** Some reasons, one bit for each. */
export type Obstacles = number;
/** Ways to go on: the obstacles of each, without those that have all of another's. */
export type Choice = readonly Obstacles[];

const bits = new Map<Reason, Obstacles>(REASONS.map((reason, index) => [reason, 1 << index]));

export function obstaclesOf(...reasons: Reason[]): Obstacles {
  return reasons.reduce((sum, reason) => sum | (bits.get(reason) ?? 0), 0);
}

export function reasonsOf(obstacles: Obstacles): Reason[] {
  return REASONS.filter((reason) => obstacles & obstaclesOf(reason));
}

/** One way or another. */
export function either(choice: readonly Obstacles[]): Choice {
  if (choice.length < 2) return choice;
  const distinct = [...new Set(choice)];
  return distinct.filter((one) => !distinct.some((other) => other !== one && (other & one) === other));
}

const [BUSY, BUFFER] = [obstaclesOf('BUSY'), obstaclesOf('BUFFER')];

/** Who is not busy at all has nobody's buffers in the way either. */
function together(one: Obstacles, other: Obstacles): Obstacles {
  const all = one | other;
  return all & BUSY ? all & ~BUFFER : all;
}

/** One way and another. */
export function both(a: Choice, b: Choice): Choice {
  // Nearly always there is one way, and this is asked for every minute of a day.
  if (a.length === 1 && b.length === 1) return [together(a[0] ?? 0, b[0] ?? 0)];
  return either(a.flatMap((one) => b.map((other) => together(one, other))));
}

/** Any so many of some people, each with the ways around what stands between them and the service. */
export function anyOf(count: number, people: readonly Choice[]): Choice {
  if (count === 1) return either(people.flat());
  const byCount: Choice[] = [[0]];
  for (const person of people)
    for (let size = count; size > 0; size -= 1)
      byCount[size] = either([...(byCount[size] ?? []), ...both(byCount[size - 1] ?? [], person)]);
  return byCount[count] ?? [];
}

/** The way with the fewest obstacles; of those the one with the earlier ones in the order of reasons. */
export function fewest(choice: Choice): Obstacles {
  if (choice.length < 2) return choice[0] ?? 0;
  const ranked = choice.toSorted((a, b) => reasonsOf(a).length - reasonsOf(b).length || a - b);
  return ranked[0] ?? 0;
}
