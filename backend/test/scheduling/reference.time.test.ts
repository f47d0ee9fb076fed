// What the text says, worked out by hand: the reference must not agree with the engine in being wrong.
import { expect, test } from 'vitest';
import { daily, endsOf, problem, timesOf, winter } from './examples.ts';
import type { WrittenHours, WrittenProblem, WrittenService } from './reference/form.ts';

const SPRING = '2026-03-29'; // Berlin: 02:00 is 03:00 at 01:00Z.
const AUTUMN = '2026-10-25'; // Berlin: 03:00 is 02:00 at 01:00Z.

test.each<[what: string, problem: WrittenProblem, times: string[]]>([
  [
    'in spring the hour that is left out has no starts',
    problem('Europe/Berlin', SPRING, ['01:00', '04:00']),
    ['00:00', '00:30', '01:00', '01:30'],
  ],
  [
    'in autumn both instants of a repeated hour are starts',
    problem('Europe/Berlin', AUTUMN, ['02:00', '03:00']),
    ['00:00', '00:30', '01:00', '01:30'],
  ],
  [
    'hours that begin in a gap begin at the later instant: 02:30 is 03:30',
    problem('Europe/Berlin', SPRING, ['02:30', '04:30']),
    ['01:30', '02:00'],
  ],
  [
    'hours that end in an overlap end at the earlier instant',
    problem('Europe/Berlin', AUTUMN, ['01:30', '02:30']),
    ['23:30', '00:00'],
  ],
  ['hours within a gap are none', problem('Europe/Berlin', SPRING, ['02:30', '03:15']), []],
  [
    'half an hour of summer time: 01:30 to 02:00 are shown twice on Lord Howe',
    problem('Australia/Lord_Howe', '2026-04-05', ['01:00', '02:30']),
    ['14:00', '14:30', '15:00', '15:30'],
  ],
  ['a date that was skipped has no starts', problem('Pacific/Apia', '2011-12-30', ['09:00', '12:00']), []],
  [
    'fixed starts: none in a gap',
    problem('Europe/Berlin', SPRING, ['01:00', '05:00'], {
      rules: { fixedStarts: ['01:45', '02:30', '03:15'] },
    }),
    ['00:45', '01:15'],
  ],
  [
    'fixed starts: the earlier one in an overlap',
    problem('Europe/Berlin', AUTUMN, ['00:00', '05:00'], { rules: { fixedStarts: ['02:30'] } }),
    ['00:30'],
  ],
  [
    'workStart counts elapsed minutes, over a change of clocks too',
    problem('Europe/Berlin', SPRING, ['01:15', '04:30'], {
      rules: { slotInterval: 50, alignment: 'workStart' },
    }),
    ['00:15', '01:05', '01:55'],
  ],
  [
    'workStart counts from before time off, but not from before midnight when that is more than 24 hours ago',
    problem('Europe/London', '2026-03-02', ['00:00', '24:00'], {
      rules: { slotInterval: 700, alignment: 'workStart' },
      providers: [
        { id: 'p1', ...daily('00:00', '24:00'), timeOff: [['2026-03-02T00:00:00Z', '2026-03-02T00:10:00Z']] },
      ],
    }),
    ['11:40', '23:20'],
  ],
  [
    'without a location dates and grid are the provider’s, from and to the problem’s',
    problem('Europe/London', '2026-03-02', ['00:00', '02:00'], {
      providers: [{ id: 'p1', timeZone: 'Asia/Kathmandu', ...daily('00:00', '02:00') }],
      rules: { slotInterval: 60 },
    }),
    ['18:15', '19:15'],
  ],
])('clocks: %s', (_, problem, times) => {
  expect(timesOf(problem)).toEqual(times);
});

test('durations are elapsed minutes', () => {
  expect(
    endsOf(problem('Europe/Berlin', SPRING, ['01:30', '03:30'], { service: { durationMinutes: 60 } })),
  ).toEqual(['01:30']);
});

const closed: WrittenHours = { overrides: [{ date: '2026-03-02' }] };
const chair: WrittenService = { durationMinutes: 30, resources: [{ type: 'chair' }] };

test.each<[what: string, problem: WrittenProblem, times: string[]]>([
  [
    'an interval past midnight ends on the next local day and touches the next one',
    winter(
      ['00:00', '01:00'],
      { service: { durationMinutes: 120 } },
      {
        weekly: [
          { days: [7], start: '22:00', end: '00:30' },
          { days: [1], start: '00:30', end: '02:30' },
        ],
      },
    ),
    ['00:00', '00:30'],
  ],
  [
    'an override replaces the weekly hours',
    winter(
      ['09:00', '17:00'],
      {},
      { overrides: [{ date: '2026-03-02', intervals: [{ start: '12:00', end: '13:00' }] }] },
    ),
    ['12:00', '12:30'],
  ],
  ['an override without intervals closes', winter(['09:00', '17:00'], {}, closed), []],
  [
    'validFrom and validTo are inclusive',
    winter(
      ['09:00', '09:30'],
      {},
      {
        weekly: [
          { days: [1], start: '09:00', end: '09:30', validTo: '2026-03-02' },
          { days: [1], start: '10:00', end: '10:30', validFrom: '2026-03-02' },
          { days: [1], start: '11:00', end: '11:30', validTo: '2026-03-01' },
          { days: [1], start: '12:00', end: '12:30', validFrom: '2026-03-03' },
        ],
      },
    ),
    ['09:00', '10:00'],
  ],
  [
    'a provider without weekly hours is not working',
    winter(['09:00', '10:00'], { providers: [{ id: 'p1' }] }),
    [],
  ],
  [
    'a location without weekly hours is open',
    winter(['09:00', '10:00'], { location: {} }),
    ['09:00', '09:30'],
  ],
  ['a location that is never open', winter(['09:00', '10:00'], { location: { weekly: [] } }), []],
  [
    'the location’s hours bound',
    winter(['09:00', '11:00'], { location: daily('09:30', '10:30') }),
    ['09:30', '10:00'],
  ],
  ['a holiday', winter(['09:00', '10:00'], { location: { holidays: ['2026-03-02'] } }), []],
  [
    'a holiday with an override of the provider’s own',
    winter(
      ['09:00', '10:00'],
      { location: { holidays: ['2026-03-02'] } },
      { overrides: [{ date: '2026-03-02', intervals: [{ start: '11:00', end: '11:30' }] }] },
    ),
    ['11:00'],
  ],
  [
    'a holiday that is worked, because the location has an override',
    winter(['09:00', '11:00'], {
      location: {
        holidays: ['2026-03-02'],
        overrides: [{ date: '2026-03-02', intervals: [{ start: '10:00', end: '20:00' }] }],
      },
    }),
    ['10:00', '10:30'],
  ],
  [
    'what began the evening before a holiday goes on',
    winter(['22:00', '01:00'], { location: { holidays: ['2026-03-02'] } }),
    ['00:00', '00:30'],
  ],
  [
    'a holiday closes the location for services without providers',
    winter(['09:00', '10:00'], {
      service: chair,
      providers: undefined,
      resources: [{ id: 'c1', type: 'chair' }],
      location: { ...daily('09:00', '10:00'), holidays: ['2026-03-02'] },
    }),
    [],
  ],
  [
    'units without hours work whenever the location is open',
    winter(['09:00', '10:00'], {
      service: chair,
      providers: undefined,
      resources: [{ id: 'c1', type: 'chair' }],
      location: daily('09:00', '10:00'),
    }),
    ['09:00', '09:30'],
  ],
  [
    'time off, a part of the day or all of it',
    winter(
      ['09:00', '10:30'],
      { to: '2026-03-03' },
      { timeOff: [['2026-03-02T09:40:00Z', '2026-03-02T09:50:00Z'], '2026-03-03'] },
    ),
    ['09:00', '10:00'],
  ],
  [
    'time off for all of a date, also where it comes a second time: at 00:01 clocks went back to 22:01',
    problem('America/St_Johns', '1988-10-29', ['00:00', '12:30'], {
      providers: [{ id: 'p1', ...daily('00:00', '12:30'), timeOff: ['1988-10-29'] }],
    }),
    [],
  ],
])('working time: %s', (_, problem, times) => {
  expect(timesOf(problem)).toEqual(times);
});
