// What is asked for.
import fc from 'fast-check';
import type { WrittenProvider, WrittenService } from '../reference/form.ts';
import { type Drawn, maybe, steps, weighted } from './draw.ts';

export const PROVIDER_IDS = ['p1', 'p2', 'p3', 'p10'] as const;
export const TYPES = ['chair', 'room'] as const;

const duration = weighted(
  [16, steps(15, 1, 8)],
  [8, steps(5, 1, 20)],
  [4, fc.integer({ min: 1, max: 100 })],
  [1, steps(60, 4, 30)],
);

const buffer = maybe(40, weighted([2, fc.constantFrom(5, 10, 15, 30)], [1, fc.nat({ max: 70 })]));

const needs = fc.uniqueArray(
  fc.record({ type: fc.constantFrom(...TYPES), quantity: maybe(20, fc.integer({ min: 1, max: 2 })) }),
  { selector: ({ type }) => type, maxLength: 2 },
);

const segment = fc.record({
  minutes: weighted([1, duration], [1, fc.constantFrom(5, 10, 15, 20)]),
  provider: fc.constantFrom(undefined, true, false),
  needs,
});

export const service = fc.record({
  duration,
  before: buffer,
  after: buffer,
  crew: maybe(20, fc.integer({ min: 0, max: 3 })),
  needs: maybe(40, needs),
  segments: maybe(25, fc.array(segment, { minLength: 1, maxLength: 4, size: 'max' })),
  /** Writes down minutes and needs beside the segments, which replace them. */
  isDouble: fc.boolean(),
  providerIds: maybe(15, fc.subarray([...PROVIDER_IDS])),
});

/** Adds a chair to a service that would take nothing. */
export function writeService(
  drawn: Drawn<typeof service>,
  providers: WrittenProvider[] | undefined,
): WrittenService {
  const { duration, before, after, crew, needs = [], segments, isDouble, providerIds } = drawn;
  const takesPeople = providers !== undefined && (crew ?? 1) > 0;
  const parts = segments ?? [{ minutes: duration, provider: true, needs }];
  const takesSomething = parts.some(
    ({ needs, provider }) => needs.length > 0 || (takesPeople && provider !== false),
  );
  const chairs = takesSomething ? [] : [{ type: 'chair', quantity: undefined }];
  const isWritten = !segments || isDouble;
  return {
    durationMinutes: isWritten ? duration : undefined,
    bufferBefore: before,
    bufferAfter: after,
    providers: crew,
    resources: isWritten ? [...needs, ...(segments ? [] : chairs)] : undefined,
    providerIds: providerIds?.filter((id) => providers?.some((provider) => provider.id === id)),
    segments: segments?.map(({ minutes, provider, needs }, index) => ({
      minutes,
      provider,
      resources: index === 0 ? [...needs, ...chairs] : needs,
    })),
  };
}
