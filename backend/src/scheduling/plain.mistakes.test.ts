import { describe, expect, test } from 'vitest';
import { parseProblem, PlainFormError } from './plain.ts';

const least = {
  now: '2026-03-01T12:00:00Z',
  timeZone: 'Europe/London',
  from: '2026-03-02',
  to: '2026-03-31',
  service: { durationMinutes: 30 },
  rules: { slotInterval: 30 },
  providers: [{ id: 'p1' }],
};

/** The mistakes of a problem as "path: message". */
function mistakes(json: unknown): string[] {
  try {
    parseProblem(json);
  } catch (error) {
    if (error instanceof PlainFormError)
      return error.problems.map(({ path, message }) => `${path}: ${message}`);
    throw error;
  }
  return [];
}

const withProvider = (provider: object) => ({ ...least, providers: [{ id: 'p1', ...provider }] });
const weekly = (...intervals: object[]) =>
  withProvider({ weekly: intervals.map((interval) => ({ days: [1], ...interval })) });
const override = (...intervals: object[]) => withProvider({ overrides: [{ date: '2026-03-10', intervals }] });
const at = (start: string, end: string) => ({ start, end });

describe('what is no mistake', () => {
  test.each<[string, object]>([
    ['intervals that touch', weekly(at('09:00', '12:00'), at('12:00', '13:00'))],
    ['a whole day', weekly(at('00:00', '24:00'))],
    [
      'the same hours on another weekday',
      withProvider({
        weekly: [
          { days: [1], ...at('09:00', '12:00') },
          { days: [2], ...at('09:00', '12:00') },
        ],
      }),
    ],
    [
      'hours of the next date, where those of the evening before still go on',
      withProvider({
        weekly: [
          { days: [1], ...at('22:00', '02:00') },
          { days: [2], ...at('01:00', '05:00') },
        ],
      }),
    ],
    [
      'hours that follow others',
      weekly(
        { ...at('09:00', '17:00'), validTo: '2026-03-09' },
        { ...at('10:00', '18:00'), validFrom: '2026-03-10' },
      ),
    ],
    [
      // 9 March is a Monday, 10 March is not.
      'hours that hold together, but on no Monday',
      weekly(
        { ...at('09:00', '17:00'), validTo: '2026-03-15' },
        { ...at('10:00', '18:00'), validFrom: '2026-03-10' },
      ),
    ],
    ['400 days', { ...least, to: '2027-04-06' }],
    ['one day', { ...least, to: '2026-03-02' }],
    ['too few units', { ...least, service: { durationMinutes: 30, resources: [{ type: 'room' }] } }],
    ['too few people', { ...least, service: { durationMinutes: 30, providers: 9 } }],
    ['nobody who may do it', { ...least, service: { durationMinutes: 30, providerIds: [] } }],
    ['nobody there', { ...least, providers: [] }],
    [
      'a part that takes nothing',
      { ...least, service: { segments: [{ minutes: 5 }, { minutes: 5, provider: false }] } },
    ],
    [
      'one type in two segments',
      {
        ...least,
        service: { segments: [1, 2].map(() => ({ minutes: 5, resources: [{ type: 'chair' }] })) },
      },
    ],
    ['fixed starts alone', { ...least, rules: { fixedStarts: ['09:00'] } }],
  ])('%s', (_name, json) => expect(mistakes(json)).toEqual([]));
});

describe('every mistake with its path', () => {
  test.each<[string, object | number, ...string[]]>([
    ['no problem', 3, ': should be an object in braces, not 3'],
    [
      'nothing',
      {},
      'now: is missing: write it as "2026-03-01T12:00:00Z"',
      'timeZone: is missing: write it as "Europe/London"',
      'from: is missing: write it as "2026-03-01"',
      'to: is missing: write it as "2026-03-01"',
    ],
    [
      'unknown keys',
      { ...least, form: 1, rules: { slotInterval: 30, slots: 1, gap: 2 } },
      'rules.slots: is not known: known here are slotInterval, alignment',
      'rules.gap: is not known',
      'form: is not known: known here are now, timeZone, from, to, service',
    ],
    [
      'an unknown key deep down',
      withProvider({ weekly: [{ day: 1 }] }),
      'providers[0].weekly[0].days: is missing',
      'providers[0].weekly[0].start: is missing',
      'providers[0].weekly[0].end: is missing',
      'providers[0].weekly[0].day: is not known',
    ],
    [
      'an unknown zone',
      { ...least, timeZone: 'Mars/Olympus' },
      'timeZone: "Mars/Olympus" is not a time zone: write',
    ],
    [
      'an unknown zone of a provider',
      withProvider({ timeZone: '' }),
      'providers[0].timeZone: "" is not a time zone',
    ],
    [
      'an unknown provider',
      { ...least, service: { durationMinutes: 30, providerIds: ['p1', 'p9'] } },
      'service.providerIds[1]: "p9" is none of the providers',
    ],
    [
      'a date that does not exist',
      { ...least, to: '2026-02-30' },
      'to: "2026-02-30" is not a date; write it as',
    ],
    [
      'a date in words',
      { ...least, location: { holidays: ['1 March'] } },
      'location.holidays[0]: "1 March" is not a date',
    ],
    [
      'a year out of reach',
      { ...least, to: '2101-01-01', from: '2101-01-01' },
      'from: should be from 1970',
      'to: should be from 1970',
    ],
    [
      'seconds',
      { ...least, now: '2026-03-01T12:00:30Z' },
      'now: "2026-03-01T12:00:30Z" is not a whole minute: write',
    ],
    [
      'milliseconds',
      withProvider({ busy: [['2026-03-01T12:00:00.001Z', '2026-03-01T13:00Z']] }),
      'providers[0].busy[0][0]: "2026-03-01T12:00:00.001Z" is not a whole minute',
    ],
    [
      'an instant without zone',
      { ...least, now: '2026-03-01T12:00:00' },
      'now: "2026-03-01T12:00:00" is not an instant',
    ],
    [
      'an instant that does not exist',
      { ...least, now: '2026-02-30T12:00:00Z' },
      'now: "2026-02-30" is not a date',
    ],
    [
      'an hour that does not exist',
      weekly(at('9:00', '25:00')),
      'providers[0].weekly[0].start: "9:00" is not a time of day',
      'providers[0].weekly[0].end: "25:00" is not an end',
    ],
    [
      '24:00 as a start',
      weekly(at('24:00', '02:00')),
      'providers[0].weekly[0].start: "24:00" is not a time of day',
    ],
    [
      'weekly hours without length',
      weekly(at('09:00', '09:00')),
      'providers[0].weekly[0].end: is the same as the start',
    ],
    [
      'an override without length',
      override(at('00:00', '00:00')),
      'providers[0].overrides[0].intervals[0].end: is the same as the start',
    ],
    [
      'weekly hours that overlap',
      weekly(at('09:00', '12:00'), at('11:59', '13:00')),
      'providers[0].weekly[1]: overlaps providers[0].weekly[0]: shorten',
    ],
    [
      'weekly hours that overlap past midnight',
      weekly(at('23:00', '24:00'), at('22:00', '02:00')),
      'providers[0].weekly[1]: overlaps',
    ],
    [
      'weekly hours that overlap while both hold',
      weekly(
        { ...at('09:00', '17:00'), validTo: '2026-03-09' },
        { ...at('10:00', '18:00'), validFrom: '2026-03-09' },
      ),
      'providers[0].weekly[1]: overlaps',
    ],
    [
      'an override that overlaps',
      override(at('09:00', '12:00'), at('08:00', '09:01')),
      'providers[0].overrides[0].intervals[1]: overlaps providers[0].overrides[0].intervals[0]',
    ],
    [
      'two overrides of one date that overlap',
      {
        ...least,
        location: {
          overrides: [1, 2].map(() => ({ date: '2026-03-10', intervals: [at('09:00', '10:00')] })),
        },
      },
      'location.overrides[1].intervals[0]: overlaps location.overrides[0].intervals[0]',
    ],
    [
      'hours of a resource',
      { ...least, resources: [{ id: 'c', type: 'chair', weekly: [{ days: [8], ...at('09:00', '10:00') }] }] },
      'resources[0].weekly[0].days[0]: should be at most 7, not 8',
    ],
    [
      'a busy range that ends when it begins',
      withProvider({ busy: [['2026-03-01T12:00Z', '2026-03-01T12:00Z', 'booking']] }),
      'providers[0].busy[0][1]: is not after its start',
    ],
    [
      'time off that runs backwards',
      withProvider({ timeOff: [['2026-03-01T12:00Z', '2026-03-01T11:00Z']] }),
      'providers[0].timeOff[0][1]: is not after its start',
    ],
    [
      'time off that is neither',
      withProvider({ timeOff: [5] }),
      'providers[0].timeOff[0]: should be a date such as "2026-03-14", or two instants',
    ],
    [
      'time off in seconds',
      withProvider({ timeOff: [['2026-03-01T12:00Z', '2026-03-01T13:00:01Z'], '2026-13-01'] }),
      'providers[0].timeOff[0][1]: "2026-03-01T13:00:01Z" is not a whole minute',
      'providers[0].timeOff[1]: "2026-13-01" is not a date',
    ],
    [
      'a busy range of another kind',
      withProvider({ busy: [['2026-03-01T12:00Z', '2026-03-01T13:00Z', 'hold']] }),
      'providers[0].busy[0][2]: should be "booking", not "hold"',
    ],
    [
      'half a range',
      withProvider({ busy: [['2026-03-01T12:00Z']] }),
      'providers[0].busy[0]: should have at least 2',
    ],
    [
      'a type twice',
      { ...least, service: { durationMinutes: 30, resources: [{ type: 'chair' }, { type: 'chair' }] } },
      'service.resources[1].type: "chair" is there twice: write it once',
    ],
    [
      'a type twice in one segment',
      {
        ...least,
        service: undefined,
        visit: [
          { durationMinutes: 5 },
          {
            segments: [
              { minutes: 5 },
              { minutes: 5, resources: [{ type: 'a' }, { type: 'b' }, { type: 'a' }] },
            ],
          },
        ],
      },
      'visit[1].segments[1].resources[2].type: "a" is there twice',
    ],
    [
      'a service that takes nothing',
      { ...least, service: { durationMinutes: 30, providers: 0 } },
      'service: takes nothing',
    ],
    [
      'a service that takes nothing, without providers',
      { ...least, providers: undefined },
      'service: takes nothing',
    ],
    [
      'segments that take nothing',
      { ...least, service: { segments: [{ minutes: 5, provider: false }] } },
      'service: takes nothing',
    ],
    ['no length', { ...least, service: {} }, 'service.durationMinutes: is missing: write'],
    ['no segments', { ...least, service: { segments: [] } }, 'service.segments: should have at least 1'],
    [
      'half a minute',
      { ...least, service: { durationMinutes: 7.5 } },
      'service.durationMinutes: should be a whole number, not 7.5',
    ],
    [
      'no minutes',
      { ...least, service: { durationMinutes: 0 } },
      'service.durationMinutes: should be at least 1, not 0',
    ],
    [
      'neither service nor visit',
      { ...least, service: undefined },
      'service: is missing: write it, or "visit"',
    ],
    ['both', { ...least, visit: [{ durationMinutes: 30 }] }, 'visit: stands beside "service"'],
    ['no services in a visit', { ...least, service: undefined, visit: [] }, 'visit: should have at least 1'],
    ['no grid', { ...least, rules: {} }, 'rules.slotInterval: is missing: write'],
    ['no rules', { ...least, rules: undefined }, 'rules.slotInterval: is missing: write'],
    [
      'a packing that does not exist',
      { ...least, rules: { slotInterval: 5, packing: 'tight' } },
      'rules.packing: should be "all" or "noOrphans", not "tight"',
    ],
    ['from after to', { ...least, from: '2026-04-01' }, 'from: is after "to": exchange'],
    ['401 days', { ...least, to: '2027-04-07' }, 'to: is 401 days after "from": ask for at most 400'],
    [
      'an id twice',
      { ...least, providers: [{ id: 'p1' }, { id: 'p1' }] },
      'providers[1].id: "p1" is there twice',
    ],
  ])('%s', (_name, json, ...expected) => {
    const found = mistakes(json);
    expect(found.map((line, index) => line.slice(0, expected[index]?.length))).toEqual(expected);
  });

  test('an error is one line for each', () => {
    expect(() => parseProblem({ ...least, from: '2026-04-01', rules: {} })).toThrow(
      'from: is after "to": exchange the two\nrules.slotInterval: is missing',
    );
  });
});
