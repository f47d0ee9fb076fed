/** Draws that are the same in every run. */
export interface Draws {
  /** From 0 (inclusive) to 1 (exclusive). */
  number: () => number;
  /** A whole number below the given one. */
  below: (count: number) => number;
  /** True in so many of 1. */
  chance: (part: number) => boolean;
  /** One of a list; undefined of an empty one. */
  one: <T>(list: readonly T[]) => T | undefined;
}

/** Lehmer's generator (1951). @param seed any whole number from 0 */
export function drawsFrom(seed: number): Draws {
  let state = (seed % 2_147_483_646) + 1;
  const number = () => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647;
  // The first numbers of neighbouring seeds are near each other.
  for (let step = 0; step < 5; step += 1) number();
  const below = (count: number) => Math.floor(number() * count);
  return { number, below, chance: (part) => number() < part, one: (list) => list[below(list.length)] };
}
