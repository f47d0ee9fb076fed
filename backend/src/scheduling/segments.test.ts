import { expect, test } from 'vitest';
import { segmentsFor, type ChosenService } from './segments.ts';
import type { Segment } from './types.ts';

const chair = [{ type: 'chair', quantity: 1 }];
const segment = (minutes: number, provider: boolean): Segment => ({ minutes, provider, resources: chair });
/** Colour, processing while the provider is free, finish: 110 minutes. */
const colour = [segment(45, true), segment(35, false), segment(30, true)];
const drying = [segment(45, true), segment(35, false)];

test.each<[string, Partial<ChosenService>, Segment[]]>([
  ['without segments there is one that takes everything', {}, [segment(30, true)]],
  ['of a service without providers too', { providers: 0 }, [segment(30, false)]],
  ['an empty list of segments is none', { segments: [] }, [segment(30, true)]],
  ['add-ons lengthen it', { addOnMinutes: 15 }, [segment(45, true)]],
  // Three rooms at 30 minutes and one oven at 20, on top of a base of 30.
  [
    'duration inputs lengthen it',
    {
      inputs: [
        { minutesPerUnit: 30, n: 3 },
        { minutesPerUnit: 20, n: 1 },
      ],
    },
    [segment(140, true)],
  ],
  ['segments replace what is taken throughout', { minutes: 110, segments: colour, resources: [] }, colour],
  ['staff decides how long it takes', { addOnMinutes: 15, takes: 50 }, [segment(50, true)]],
  [
    'or shortens the same segment',
    { minutes: 110, segments: colour, takes: 90 },
    [segment(45, true), segment(35, false), segment(10, true)],
  ],
  [
    'the last segment with a provider is lengthened',
    { minutes: 80, segments: drying, addOnMinutes: 10, inputs: [{ minutesPerUnit: 5, n: 2 }] },
    [segment(65, true), segment(35, false)],
  ],
  [
    'or the last one, if none has a provider',
    { minutes: 80, segments: drying, providers: 0, addOnMinutes: 10 },
    [segment(45, false), segment(45, false)],
  ],
  [
    'what a long variant has more than its segments counts too',
    { minutes: 120, segments: colour },
    [segment(45, true), segment(35, false), segment(40, true)],
  ],
  ['segments are never cut', { minutes: 60, segments: colour }, colour],
])('%s', (_name, chosen, expected) => {
  expect(segmentsFor({ minutes: 30, resources: chair, providers: 1, addOnMinutes: 0, ...chosen })).toEqual(
    expected,
  );
});
