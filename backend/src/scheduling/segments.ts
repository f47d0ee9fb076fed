import type { ResourceNeed, Segment } from './types.ts';

/** A service with the customer's choices. */
export interface ChosenService {
  /** Of the variant; without segments all of it is one. */
  minutes: number;
  /** In their order; they replace `resources`. */
  segments?: readonly Segment[] | undefined;
  /** Taken from start to end. */
  resources: readonly ResourceNeed[];
  /** How many at the same time. */
  providers: number;
  /** Numbers that the customer gave, at the minutes of each one. */
  inputs?: readonly { minutesPerUnit: number; n: number }[] | undefined;
  /** Of all add-ons together. */
  addOnMinutes: number;
  /** How long all of it takes, as staff decided: instead of what it would come to. */
  takes?: number | undefined;
}

/**
 * The parts in which a service takes its subjects, without buffers (scheduling rules, section 2). What duration inputs and
 * add-ons add, and what the variant has more than its segments, lengthens the last segment that needs a provider, or the last
 * one if none does.
 *
 * Colour 45 (provider), processing 35, finish 30 (provider), with a treatment of 10 minutes: 45, 35, 40.
 * Cleaning 60 with 30 for each of 3 rooms: one segment of 150. What staff decided lengthens, or shortens, the same segment, to
 * one minute at the least.
 * @param chosen all minutes whole, none below zero
 */
export function segmentsFor(chosen: ChosenService): Segment[] {
  const { minutes, resources, providers, inputs = [], addOnMinutes, takes } = chosen;
  const segments = chosen.segments?.length
    ? chosen.segments.map((segment) => ({ ...segment, provider: segment.provider && providers > 0 }))
    : [{ minutes, provider: providers > 0, resources }];
  const cut = segments.reduce((sum, segment) => sum + segment.minutes, 0);
  const input = inputs.reduce((sum, { minutesPerUnit, n }) => sum + minutesPerUnit * n, 0);
  return lasting(segments, takes ?? Math.max(minutes, cut) + input + addOnMinutes);
}

/**
 * The same segments, of which the last one that needs a provider, or the last one if none does, is lengthened or shortened until
 * all of them take so many minutes; to one minute at the least.
 */
export function lasting(segments: readonly Segment[], minutes: number): Segment[] {
  const more = minutes - segments.reduce((sum, segment) => sum + segment.minutes, 0);
  const withProvider = segments.findLastIndex(({ provider }) => provider);
  const lengthened = withProvider < 0 ? segments.length - 1 : withProvider;
  return segments.map((segment, index) =>
    index === lengthened ? { ...segment, minutes: Math.max(1, segment.minutes + more) } : segment,
  );
}
