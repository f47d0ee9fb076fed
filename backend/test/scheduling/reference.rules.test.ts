// What the text says, worked out by hand: the reference must not agree with the engine in being wrong.
import { expect, test } from 'vitest';
import { daily, endsOf, startsOf, timesOf, winter } from './examples.ts';
import { referenceBookable } from './reference.ts';
import { readInstant } from './reference/clock.ts';
import type { WrittenProblem, WrittenProvider, WrittenService } from './reference/form.ts';

const busy = (...ranges: [from: string, to: string][]): Pick<WrittenProvider, 'busy'> => ({
  busy: ranges.map(([from, to]) => [`2026-03-02T${from}:00Z`, `2026-03-02T${to}:00Z`]),
});

const colour: WrittenService = {
  segments: [
    { minutes: 30, resources: [{ type: 'chair' }] },
    { minutes: 30, provider: false, resources: [{ type: 'chair' }] },
    { minutes: 30 },
  ],
};

test.each<[what: string, problem: WrittenProblem, starts: string[]]>([
  [
    'buffers keep away from what others have, and may lie outside working time',
    winter(
      ['09:00', '11:00'],
      { service: { durationMinutes: 30, bufferBefore: 15, bufferAfter: 15 }, rules: { slotInterval: 15 } },
      busy(['10:00', '10:15']),
    ),
    ['09:00 p1', '09:15 p1', '10:30 p1'],
  ],
  [
    'a segment without provider leaves them to others; a chair is kept from the first of its segments to the last',
    winter(
      ['09:00', '10:30'],
      { service: colour, resources: [{ id: 'c1', type: 'chair' }] },
      busy(['09:30', '10:00']),
    ),
    ['09:00 p1'],
  ],
  [
    'no unit is changed within a run',
    winter(['09:00', '10:30'], {
      service: colour,
      resources: [
        { id: 'c1', type: 'chair', ...busy(['09:30', '10:00']) },
        { id: 'c2', type: 'chair', ...busy(['09:00', '09:30']) },
      ],
    }),
    [],
  ],
  [
    'a run needs as many units as its most demanding segment',
    winter(['09:00', '10:00'], {
      service: {
        segments: [
          { minutes: 15, resources: [{ type: 'chair' }] },
          { minutes: 15, resources: [{ type: 'chair', quantity: 2 }] },
        ],
      },
      resources: [
        { id: 'c1', type: 'chair' },
        { id: 'c2', type: 'chair', ...busy(['09:00', '09:15']) },
      ],
    }),
    ['09:30 p1'],
  ],
  [
    'a crew is several, and every possible member could take it',
    winter(['09:00', '10:00'], {
      service: { durationMinutes: 30, providers: 2 },
      providers: [
        { id: 'p2', ...daily('09:00', '10:00') },
        { id: 'p1', ...daily('09:00', '10:00') },
        { id: 'p3', ...daily('09:30', '10:00') },
      ],
    }),
    ['09:00 p1 p2', '09:30 p1 p2 p3'],
  ],
  [
    'only some may do it',
    winter(['09:00', '09:30'], {
      service: { durationMinutes: 30, providerIds: ['p2'] },
      providers: [
        { id: 'p1', ...daily('09:00', '10:00') },
        { id: 'p2', ...daily('09:30', '10:00') },
      ],
    }),
    ['09:30 p2'],
  ],
])('fit: %s', (_, problem, starts) => {
  expect(startsOf(problem)).toEqual(starts);
});

const cutAndBeard = (maxGap: number) =>
  winter(['09:00', '10:30'], {
    visit: [{ durationMinutes: 30, bufferAfter: 10, providerIds: ['p1'] }, { durationMinutes: 30 }],
    maxGap,
    service: undefined,
    rules: { slotInterval: 60 },
    providers: [
      { id: 'p1', ...daily('09:00', '10:30'), ...busy(['09:40', '09:45']) },
      { id: 'p2', ...daily('09:38', '10:30') },
    ],
  });

test('a visit: one service after the other, by whom it can be, as early as it can be', () => {
  expect(startsOf(cutAndBeard(5))).toEqual([]);
  expect(startsOf(cutAndBeard(14))).toEqual(['09:00 p1']);
  expect(endsOf(cutAndBeard(14))).toEqual(['10:10']);
  // The buffer of the first service does not stand in the way of the second.
  const alone = winter(['09:00', '10:00'], {
    visit: [{ durationMinutes: 30, bufferAfter: 10 }, { durationMinutes: 30 }],
    service: undefined,
  });
  expect(startsOf(alone)).toEqual(['09:00 p1']);
});

const now = (time: string) => `2026-03-02T${time}:00Z`;

test.each<[what: string, problem: WrittenProblem, times: string[]]>([
  [
    'notice to the minute',
    winter(['09:00', '10:30'], { now: now('08:30'), rules: { slotInterval: 30, minNoticeMinutes: 60 } }),
    ['09:30', '10:00'],
  ],
  [
    'a cutoff that is reached',
    winter(['09:00', '09:30'], {
      now: '2026-03-01T18:00:00Z',
      rules: { slotInterval: 30, cutoff: { daysBefore: 1, time: '18:00' } },
    }),
    [],
  ],
  [
    'a minute before the cutoff',
    winter(['09:00', '09:30'], {
      now: '2026-03-01T17:59:00Z',
      rules: { slotInterval: 30, cutoff: { daysBefore: 1, time: '18:00' } },
    }),
    ['09:00'],
  ],
  [
    'the last local date of the window',
    winter(['09:00', '09:30'], {
      now: '2026-03-01T23:59:00Z',
      to: '2026-03-04',
      rules: { slotInterval: 30, maxAdvanceDays: 1 },
    }),
    ['09:00'],
  ],
  [
    'a booking counts on the local date and in the ISO week of its start',
    winter(
      ['09:00', '09:30'],
      { to: '2026-03-09', rules: { slotInterval: 30, providerPerDay: 1, providerPerWeek: 3 } },
      {
        busy: [
          ['2026-03-02T20:00:00Z', '2026-03-03T20:00:00Z', 'booking'],
          ['2026-03-08T20:00:00Z', '2026-03-08T21:00:00Z', 'booking'],
          ['2026-03-04T09:00:00Z', '2026-03-08T20:00:00Z'],
        ],
      },
    ),
    ['09:00'],
  ],
  [
    'a visit counts once',
    winter(['09:00', '09:30'], {
      visit: [{ durationMinutes: 15 }, { durationMinutes: 15 }],
      service: undefined,
      rules: { slotInterval: 30, providerPerDay: 1 },
    }),
    ['09:00'],
  ],
  [
    'packing hides what leaves less than a service before or after',
    winter(['09:00', '11:00'], { rules: { slotInterval: 15, packing: 'noOrphans' } }),
    ['09:00', '09:30', '09:45', '10:00', '10:30'],
  ],
  [
    'packing hides nothing where it would hide all of a date',
    winter(['09:00', '09:40'], { rules: { slotInterval: 5, packing: 'noOrphans', minGap: 15 } }),
    ['09:00', '09:05', '09:10'],
  ],
  [
    'packing looks at padded ranges',
    winter(['09:00', '10:10'], {
      service: { durationMinutes: 30, bufferAfter: 10 },
      rules: { slotInterval: 10, packing: 'noOrphans' },
    }),
    ['09:00', '09:30', '09:40'],
  ],
])('rules: %s', (_, problem, times) => {
  expect(timesOf(problem)).toEqual(times);
});

test('what is in the way can be imagined away', () => {
  const start = readInstant('2026-03-02T09:00:00Z');
  const taken = winter(
    ['09:00', '10:00'],
    { now: now('09:01') },
    { ...busy(['09:00', '09:30']), timeOff: ['2026-03-02'] },
  );
  expect(referenceBookable(taken, start, new Set(['NOTICE', 'BUSY']))).toBe(false);
  expect(referenceBookable(taken, start, new Set(['NOTICE', 'BUSY', 'TIME_OFF']))).toBe(true);
});
