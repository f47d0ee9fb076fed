import fc from 'fast-check';

export type Drawn<Of> = Of extends fc.Arbitrary<infer Value> ? Value : never;

/** So often in a hundred, else undefined. */
export const maybe = <Value>(percent: number, arbitrary: fc.Arbitrary<Value>) =>
  fc.oneof({ weight: 100 - percent, arbitrary: fc.constant(undefined) }, { weight: percent, arbitrary });

/** One or the other, each so often. */
export const weighted = <Value>(...choices: [weight: number, arbitrary: fc.Arbitrary<Value>][]) =>
  fc.oneof(...choices.map(([weight, arbitrary]) => ({ weight, arbitrary })));

/** Multiples from `min` to `max` times. */
export const steps = (of: number, min: number, max: number) =>
  fc.integer({ min, max }).map((count) => count * of);

/** 0 to `max`; round ones more often. */
export const roundMinutes = (max: number) =>
  weighted(
    [5, steps(30, 0, Math.floor(max / 30))],
    [3, steps(5, 0, Math.floor(max / 5))],
    [1, fc.nat({ max })],
  );
