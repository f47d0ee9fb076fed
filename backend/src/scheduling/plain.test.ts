import { expect, test } from 'vitest';
import { dayOf, instantOf } from './days.ts';
import { answerOf, parseProblem, refusedOf } from './plain.ts';

const least = {
  now: '2026-03-01T12:00:00Z',
  timeZone: 'Europe/London',
  from: '2026-03-02',
  to: '2026-03-31',
  service: { durationMinutes: 30 },
  rules: { slotInterval: 30 },
  providers: [{ id: 'p1' }],
};

const at = (start: string, end: string) => ({ start, end });

test('the least that a problem needs, and what is filled in', () => {
  expect(parseProblem(least)).toEqual({
    now: instantOf('2026-03-01T12:00:00Z'),
    timeZone: 'Europe/London',
    from: dayOf('2026-03-02'),
    to: dayOf('2026-03-31'),
    services: [
      {
        segments: [{ minutes: 30, provider: true, resources: [] }],
        providers: 1,
        bufferBefore: 0,
        bufferAfter: 0,
      },
    ],
    maxGap: 0,
    rules: { grid: { alignment: 'clock', slotInterval: 30 }, minNotice: 0, packing: 'all', minGap: 30 },
    providers: [
      {
        id: 'p1',
        timeZone: 'Europe/London',
        overrides: [],
        timeOff: [],
        daysOff: [],
        busy: [],
        bookings: [],
      },
    ],
    resources: [],
  });
});

test('everything that a problem can say', () => {
  const problem = parseProblem({
    ...least,
    service: undefined,
    visit: [
      {
        durationMinutes: 999,
        segments: [
          { minutes: 45, resources: [{ type: 'chair' }] },
          { minutes: 35, provider: false, resources: [{ type: 'chair', quantity: 2 }] },
        ],
        bufferBefore: 5,
        bufferAfter: 10,
        providers: 2,
        providerIds: ['p1'],
      },
      { durationMinutes: 50, resources: [{ type: 'room', quantity: 1 }], providers: 0 },
    ],
    maxGap: 15,
    rules: {
      slotInterval: 30,
      fixedStarts: ['09:00', '10:30'],
      alignment: 'workStart',
      minNoticeMinutes: 60,
      cutoff: { daysBefore: 1, time: '18:00' },
      maxAdvanceDays: 365,
      packing: 'noOrphans',
      providerPerDay: 8,
      providerPerWeek: 40,
    },
    location: { weekly: [{ days: [6, 7], start: '22:00', end: '02:00' }], holidays: ['2026-03-06'] },
    providers: [
      {
        id: 'p1',
        timeZone: 'America/New_York',
        weekly: [{ days: [1], start: '00:00', end: '24:00', validFrom: '2026-03-01', validTo: '2026-03-31' }],
        overrides: [
          { date: '2026-03-10', intervals: [at('12:00', '16:00')] },
          { date: '2026-03-11' },
          // Entries of one date count together.
          { date: '2026-03-10', intervals: [at('20:00', '00:00')] },
        ],
        timeOff: [['2026-03-12T00:00:00Z', '2026-03-13T01:00:00+01:00'], '2026-03-14'],
        busy: [
          ['2026-03-02T09:00:00Z', '2026-03-02T09:30Z'],
          ['2026-03-02T11:00:00Z', '2026-03-02T11:30:00.000Z', 'booking'],
        ],
      },
    ],
    resources: [
      { id: 'c1', type: 'chair', weekly: [], busy: [['2026-03-02T09:00:00Z', '2026-03-02T09:30:00Z']] },
    ],
  });
  expect(problem.services).toEqual([
    {
      segments: [
        { minutes: 45, provider: true, resources: [{ type: 'chair', quantity: 1 }] },
        { minutes: 35, provider: false, resources: [{ type: 'chair', quantity: 2 }] },
      ],
      providers: 2,
      bufferBefore: 5,
      bufferAfter: 10,
      providerIds: ['p1'],
    },
    {
      segments: [{ minutes: 50, provider: false, resources: [{ type: 'room', quantity: 1 }] }],
      providers: 0,
      bufferBefore: 0,
      bufferAfter: 0,
    },
  ]);
  expect(problem.maxGap).toBe(15);
  expect(problem.rules).toEqual({
    grid: { fixedStarts: [540, 630] },
    minNotice: 60,
    cutoff: { daysBefore: 1, time: 1080 },
    maxAdvanceDays: 365,
    packing: 'noOrphans',
    // The shortest service of the visit: the second, 50 minutes, not the first of 80.
    minGap: 50,
    providerPerDay: 8,
    providerPerWeek: 40,
  });
  expect(problem.location).toEqual({
    weekly: [
      { weekday: 6, start: 1320, end: 1560 },
      { weekday: 7, start: 1320, end: 1560 },
    ],
    overrides: [],
    holidays: [dayOf('2026-03-06')],
  });
  expect(problem.providers).toEqual([
    {
      id: 'p1',
      timeZone: 'America/New_York',
      weekly: [
        { weekday: 1, start: 0, end: 1440, validFrom: dayOf('2026-03-01'), validTo: dayOf('2026-03-31') },
      ],
      overrides: [
        {
          day: dayOf('2026-03-10'),
          intervals: [
            [720, 960],
            [1200, 1440],
          ],
        },
        { day: dayOf('2026-03-11'), intervals: [] },
      ],
      timeOff: [[instantOf('2026-03-12T00:00:00Z'), instantOf('2026-03-13T00:00:00Z')]],
      daysOff: [[dayOf('2026-03-14'), dayOf('2026-03-14')]],
      busy: [
        [instantOf('2026-03-02T09:00:00Z'), instantOf('2026-03-02T09:30:00Z')],
        [instantOf('2026-03-02T11:00:00Z'), instantOf('2026-03-02T11:30:00Z')],
      ],
      bookings: [[instantOf('2026-03-02T11:00:00Z'), instantOf('2026-03-02T11:30:00Z')]],
    },
  ]);
  // Never open, unlike a resource without weekly hours.
  expect(problem.resources[0]?.weekly).toEqual([]);
});

test('without providers a service takes resources only', () => {
  const { services, providers } = parseProblem({
    ...least,
    providers: undefined,
    service: { durationMinutes: 60, resources: [{ type: 'court' }] },
  });
  expect(providers).toBeUndefined();
  expect(services[0]).toMatchObject({
    providers: 0,
    segments: [{ provider: false, resources: [{ type: 'court', quantity: 1 }] }],
  });
});

test('an answer in the plain form', () => {
  const start = instantOf('2026-03-02T09:30:00Z');
  expect(answerOf([{ start, end: start + 30, providers: ['p1'] }])).toEqual({
    slots: [{ start: '2026-03-02T09:30:00Z', providers: ['p1'] }],
    count: 1,
  });
  expect(refusedOf([{ start, reasons: ['BUSY', 'NOTICE'] }])).toEqual([
    { start: '2026-03-02T09:30:00Z', reasons: ['BUSY', 'NOTICE'] },
  ]);
});
