import { describe, expect, it } from 'vitest';
import { assign, explainStarts, findSlots } from './engine.ts';
import { parseProblem } from './plain.ts';
import { isoOf } from './days.ts';
import { zoneOf } from './zones.ts';
import type { Problem } from './types.ts';

type Plain = Record<string, unknown>;

const everyDay = (...times: string[]) =>
  times.map((time) => {
    const [start, end] = time.split('-');
    return { days: [1, 2, 3, 4, 5, 6, 7], start, end };
  });

/** Ana works 09:00-12:00 in London on Monday 2 March 2026; asked is an hour, every hour. Each case says what differs. */
function problem(change: Plain = {}, ana: Plain = {}): Problem {
  const rules = { slotInterval: 60, ...(change['rules'] as Plain | undefined) };
  return parseProblem({
    now: '2026-03-01T12:00:00Z',
    timeZone: 'Europe/London',
    from: '2026-03-02',
    to: '2026-03-02',
    ...(change['visit'] ? {} : { service: { durationMinutes: 60 } }),
    providers: [{ id: 'ana', weekly: everyDay('09:00-12:00'), ...ana }],
    ...change,
    rules,
  });
}

/** Starts as the clock of the problem's zone shows them. */
function starts(asked: Problem, zone = asked.timeZone): string[] {
  return findSlots(asked).map(({ start }) => {
    const { minute } = zoneOf(zone).toLocal(start);
    return `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`;
  });
}

const busy = (from: string, to: string, kind?: string) => [
  `2026-03-02T${from}:00Z`,
  `2026-03-02T${to}:00Z`,
  ...(kind ? [kind] : []),
];
const chair = (id: string, ...taken: string[][]) => ({ id, type: 'chair', busy: taken });
const ben = (more: Plain = {}) => ({ id: 'ben', weekly: everyDay('09:00-12:00'), ...more });
const ana = (more: Plain = {}) => ({ id: 'ana', weekly: everyDay('09:00-12:00'), ...more });

it('a cutoff on a date that the zone left out is on the next one', () => {
  // Fakaofo had no 30 December 2011: 00:30 of that day became 00:30 of the 31st, half an hour after 11:00Z.
  const asked = problem(
    {
      now: '2011-12-30T11:00:00Z',
      timeZone: 'Pacific/Fakaofo',
      from: '2011-12-31',
      to: '2011-12-31',
      rules: { cutoff: { daysBefore: 1, time: '00:30' } },
    },
    { weekly: everyDay('09:00-10:00') },
  );
  expect(starts(asked)).toEqual(['09:00']);
  expect(starts({ ...asked, now: asked.now + 30 })).toEqual([]);
});

describe('working time (section 3)', () => {
  it.each<[string, Plain, string[]]>([
    // 11:00 + 60 = 12:00, which is still inside.
    ['weekly hours', {}, ['09:00', '10:00', '11:00']],
    [
      'two intervals with a break',
      { weekly: everyDay('09:00-10:30', '11:00-13:00') },
      ['09:00', '11:00', '12:00'],
    ],
    [
      'intervals that touch are one',
      { weekly: everyDay('09:00-10:30', '10:30-12:00') },
      ['09:00', '10:00', '11:00'],
    ],
    [
      'an override replaces',
      { overrides: [{ date: '2026-03-02', intervals: [{ start: '15:00', end: '16:00' }] }] },
      ['15:00'],
    ],
    ['an override with nothing closes', { overrides: [{ date: '2026-03-02', intervals: [] }] }, []],
    [
      'hours that hold until the day before',
      { weekly: [{ ...everyDay('09:00-12:00')[0], validTo: '2026-03-01' }] },
      [],
    ],
    [
      'hours that hold from that day on',
      { weekly: [{ ...everyDay('09:00-12:00')[0], validFrom: '2026-03-02' }] },
      ['09:00', '10:00', '11:00'],
    ],
    ['time off in instants', { timeOff: [busy('10:00', '10:30')] }, ['09:00', '11:00']],
    ['a whole day off', { timeOff: ['2026-03-02'] }, []],
    // Sunday 22:00-02:00 goes on after midnight: Monday 00:00 and 01:00; Monday's own: 22:00 and 23:00.
    ['past midnight', { weekly: everyDay('22:00-02:00') }, ['00:00', '01:00', '22:00', '23:00']],
    ['without weekly hours nobody works', { weekly: undefined }, []],
  ])('%s', (_, hours, expected) => {
    expect(starts(problem({}, hours))).toEqual(expected);
  });

  it.each<[string, Plain, Plain, string[]]>([
    ['opening hours bound everybody', { weekly: everyDay('10:00-20:00') }, {}, ['10:00', '11:00']],
    ['a location without weekly hours is open', {}, {}, ['09:00', '10:00', '11:00']],
    ['an empty list is never open', { weekly: [] }, {}, []],
    ['a holiday closes', { holidays: ['2026-03-02'] }, {}, []],
    [
      'an override of the provider works on a holiday',
      { holidays: ['2026-03-02'] },
      { overrides: [{ date: '2026-03-02', intervals: [{ start: '09:00', end: '10:00' }] }] },
      ['09:00'],
    ],
    [
      'an override of the location means that it is worked',
      {
        holidays: ['2026-03-02'],
        overrides: [{ date: '2026-03-02', intervals: [{ start: '10:00', end: '12:00' }] }],
      },
      {},
      ['10:00', '11:00'],
    ],
    // The Sunday before was none: 22:00-02:00 goes on into the holiday.
    [
      'what began the evening before goes on',
      { holidays: ['2026-03-02'] },
      { weekly: everyDay('22:00-02:00') },
      ['00:00', '01:00'],
    ],
  ])('%s', (_, location, hours, expected) => {
    expect(starts(problem({ location }, hours))).toEqual(expected);
  });
});

describe('starts (section 4)', () => {
  it.each<[string, Plain, Plain, string[]]>([
    ['clock', { slotInterval: 45 }, { weekly: everyDay('09:10-12:00') }, ['09:45', '10:30']],
    // 1440 is no multiple of 50: each local day counts anew from its midnight (550 = 09:10).
    ['an interval that does not divide the day', { slotInterval: 50 }, {}, ['09:10', '10:00', '10:50']],
    [
      'workStart',
      { slotInterval: 45, alignment: 'workStart' },
      { weekly: everyDay('09:10-12:00') },
      ['09:10', '09:55', '10:40'],
    ],
    ['fixed starts', { fixedStarts: ['10:30', '09:00', '11:30'] }, {}, ['09:00', '10:30']],
    ['notice', { minNoticeMinutes: 22 * 60 + 1 }, {}, ['11:00']],
    // Now is Sunday 12:00: not before 12:00 of the day before.
    ['cutoff passed', { cutoff: { daysBefore: 1, time: '12:00' } }, {}, []],
    ['cutoff to come', { cutoff: { daysBefore: 1, time: '12:01' } }, {}, ['09:00', '10:00', '11:00']],
    ['window', { maxAdvanceDays: 0 }, {}, []],
    ['window that just reaches', { maxAdvanceDays: 1 }, {}, ['09:00', '10:00', '11:00']],
    ['a full day', { providerPerDay: 1 }, { busy: [busy('14:00', '15:00', 'booking')] }, []],
    [
      'only bookings count',
      { providerPerDay: 1 },
      { busy: [busy('14:00', '15:00')] },
      ['09:00', '10:00', '11:00'],
    ],
    [
      'a full week',
      { providerPerWeek: 1 },
      { busy: [['2026-03-08T10:00:00Z', '2026-03-08T11:00:00Z', 'booking']] },
      [],
    ],
    [
      'the week before is another',
      { providerPerWeek: 1 },
      { busy: [['2026-03-01T10:00:00Z', '2026-03-01T11:00:00Z', 'booking']] },
      ['09:00', '10:00', '11:00'],
    ],
  ])('%s', (_, rules, hours, expected) => {
    expect(starts(problem({ rules }, hours))).toEqual(expected);
  });

  it('keeps its distance: after of the one and before of the next', () => {
    const service = { durationMinutes: 30, bufferBefore: 10, bufferAfter: 5 };
    // Taken 10:00-10:30: the padded range of 09:15 would end at 09:50, of 09:30 at 10:05; 10:45 begins at 10:35.
    expect(
      starts(problem({ service, rules: { slotInterval: 15 } }, { busy: [busy('10:00', '10:30')] })),
    ).toEqual(['09:00', '09:15', '10:45', '11:00', '11:15', '11:30']);
  });

  it('lets buffers lie outside working time', () => {
    const service = { durationMinutes: 180, bufferBefore: 30, bufferAfter: 30 };
    expect(starts(problem({ service }))).toEqual(['09:00']);
  });

  it.each<[string, Plain, Plain, string[]]>([
    // An hour of three: 09:30 would leave 30 minutes before, 10:30 after; of 10:00 both sides are an hour.
    ['no orphans', { minGap: 60 }, {}, ['09:00', '10:00', '11:00']],
    ['gaps of a minute more are of use', { minGap: 30 }, {}, ['09:00', '09:30', '10:00', '10:30', '11:00']],
    // 09:00-10:30 free: every start leaves 30 minutes somewhere, so none of that day is hidden.
    ['never a whole day', { minGap: 60 }, { weekly: everyDay('09:00-10:30') }, ['09:00', '09:30']],
    ['the shortest service asked for by default', {}, {}, ['09:00', '10:00', '11:00']],
  ])('packing: %s', (_, rules, hours, expected) => {
    expect(starts(problem({ rules: { slotInterval: 30, packing: 'noOrphans', ...rules } }, hours))).toEqual(
      expected,
    );
  });
});

describe('clock changes (section 1)', () => {
  it('measures durations in elapsed minutes', () => {
    // On 29 March London jumps from 01:00 to 02:00: 00:30-03:00 is 90 minutes, and 01:30 does not exist.
    const asked = problem(
      { from: '2026-03-29', to: '2026-03-29', rules: { slotInterval: 30 } },
      { weekly: everyDay('00:30-03:00') },
    );
    expect(findSlots(asked).map(({ start, end }) => [isoOf(start), isoOf(end)])).toEqual([
      ['2026-03-29T00:30:00Z', '2026-03-29T01:30:00Z'],
      ['2026-03-29T01:00:00Z', '2026-03-29T02:00:00Z'],
    ]);
  });

  it('offers both instants of a repeated hour, each once', () => {
    const asked = problem(
      { from: '2026-10-25', to: '2026-10-25', rules: { slotInterval: 60 } },
      { weekly: everyDay('01:00-03:00') },
    );
    expect(findSlots(asked).map(({ start }) => isoOf(start))).toEqual([
      '2026-10-25T00:00:00Z',
      '2026-10-25T01:00:00Z',
      '2026-10-25T02:00:00Z',
    ]);
  });

  it('leaves out a fixed start that does not exist, and says so', () => {
    const asked = problem(
      { from: '2026-03-29', to: '2026-03-29', rules: { fixedStarts: ['01:30', '04:00'] } },
      { weekly: everyDay('00:00-06:00') },
    );
    expect(starts(asked)).toEqual(['04:00']);
    expect(explainStarts(asked)).toEqual([
      { start: zoneOf('Europe/London').toInstant(asked.from, 90), reasons: ['NONEXISTENT_TIME'] },
    ]);
  });

  it('tells of one that is moved into the date from the evening before', () => {
    // Nuuk skipped from 23:00 on the 29th to midnight, at 01:00Z.
    const asked = problem(
      { timeZone: 'America/Nuuk', from: '2031-03-30', to: '2031-03-30', rules: { fixedStarts: ['23:00'] } },
      { weekly: [] },
    );
    expect(explainStarts(asked)[0]).toEqual({
      start: zoneOf('America/Nuuk').toInstant(asked.from, 0),
      reasons: ['NONEXISTENT_TIME'],
    });
  });

  it("counts in each provider's own zone where there is no place", () => {
    // 09:00 in New York is 14:00 in London.
    expect(starts(problem({}, { timeZone: 'America/New_York' }))).toEqual(['14:00', '15:00', '16:00']);
    expect(starts(problem({ location: {} }, { timeZone: 'America/New_York' }))).toEqual([
      '09:00',
      '10:00',
      '11:00',
    ]);
  });
});

describe('who and what is taken (sections 2 and 5)', () => {
  it('needs a whole crew at once', () => {
    const service = { durationMinutes: 60, providers: 2 };
    const providers = [ana(), ben({ busy: [busy('10:00', '11:00')] })];
    expect(findSlots(problem({ service, providers })).map(({ providers }) => providers)).toEqual([
      ['ana', 'ben'],
      ['ana', 'ben'],
    ]);
    expect(starts(problem({ service, providers: [ana()] }))).toEqual([]);
  });

  it('takes a unit only where a segment needs it, the same throughout a run', () => {
    // Colour 30 (provider and chair), setting 30 (chair only), finish 30 (both): the provider is free in between.
    const part = (provider: boolean) => ({
      minutes: 30,
      provider,
      resources: [{ type: 'chair', quantity: 1 }],
    });
    const service = { segments: [part(true), part(false), part(true)] };
    const asked = problem(
      {
        service,
        rules: { slotInterval: 30 },
        resources: [chair('c1', busy('11:00', '12:00')), chair('c2', busy('09:00', '10:00'))],
      },
      { busy: [busy('09:30', '10:00'), busy('11:00', '11:30')] },
    );
    // c1 is free until 11:00 and c2 from 10:00: 90 minutes fit into c1 at 09:00 and 09:30, into c2 at 10:00 and 10:30.
    // Of those the provider is busy in a part of theirs at 09:30 (09:30) and 10:00 (11:00).
    expect(starts(asked)).toEqual(['09:00', '10:30']);
    const [slot] = findSlots(asked);
    expect(
      assign(asked, slot?.start ?? 0)?.takes.map(({ subjectId, from, to }) => [subjectId, to - from]),
    ).toEqual([
      ['ana', 30],
      ['ana', 30],
      ['c1', 90],
    ]);
  });

  it('serves by resources alone where there are no providers', () => {
    const asked = problem({
      service: { durationMinutes: 60, resources: [{ type: 'chair', quantity: 2 }] },
      providers: undefined,
      location: { weekly: everyDay('09:00-12:00') },
      resources: [chair('c1'), chair('c2', busy('10:00', '10:30')), chair('c3', busy('11:00', '12:00'))],
    });
    expect(findSlots(asked).map(({ start, providers }) => [isoOf(start), providers])).toEqual([
      ['2026-03-02T09:00:00Z', []],
      ['2026-03-02T10:00:00Z', []],
      ['2026-03-02T11:00:00Z', []],
    ]);
    expect(assign(asked, findSlots(asked)[1]?.start ?? 0)?.takes.map(({ subjectId }) => subjectId)).toEqual([
      'c1',
      'c3',
    ]);
  });

  it('serves a visit without a gap where the next service has one instant only', () => {
    const visit = [
      { durationMinutes: 60, providerIds: ['ana'] },
      { durationMinutes: 60, providerIds: ['ben'] },
    ];
    const providers = [ana(), ben({ weekly: everyDay('10:00-11:00') })];
    expect(starts(problem({ visit, maxGap: 5, providers }))).toEqual(['09:00']);
  });

  it('serves a visit by the way that ends first, by one person where that can be', () => {
    const visit = [{ durationMinutes: 60, providerIds: ['ana'] }, { durationMinutes: 30 }];
    const providers = [ana({ busy: [busy('10:00', '10:10')] }), ben({ weekly: everyDay('09:00-12:00') })];
    const asked = problem({ visit, maxGap: 30, providers });
    // At 09:00 Ana cuts until 10:00; she herself could go on at 10:10, Ben at once.
    const [first, second] = findSlots(asked);
    expect(isoOf(first?.end ?? 0)).toBe('2026-03-02T10:30:00Z');
    expect(assign(asked, first?.start ?? 0)?.services.map(({ providerIds }) => providerIds)).toEqual([
      ['ana'],
      ['ben'],
    ]);
    // At 10:30 there is no start on the grid; at 11:00 it would end at 12:30.
    expect(second).toBeUndefined();
    const alone = problem({ visit, maxGap: 30, providers: [ana()] });
    expect(assign(alone, findSlots(alone)[0]?.start ?? 0)?.takes).toMatchObject([
      { subjectId: 'ana', service: 0 },
    ]);
  });

  it('asks people in the order given', () => {
    const asked = problem({ providers: [ana(), ben()] });
    const start = findSlots(asked)[0]?.start ?? 0;
    const first = (order?: string[]) => assign(asked, start, order)?.services[0]?.providerIds;
    expect([first(), first(['ben', 'ana']), first(['nobody'])]).toEqual([['ana'], ['ben'], ['ana']]);
    expect(assign(asked, start + 5)).toBeUndefined();
  });
});

describe('reasons (section 8)', () => {
  it.each<[string, Plain, Plain, string[]]>([
    ['OUTSIDE_HOURS', {}, { weekly: everyDay('12:00-13:00') }, ['OUTSIDE_HOURS']],
    ['HOLIDAY', { location: { holidays: ['2026-03-02'] } }, {}, ['HOLIDAY']],
    ['TIME_OFF', {}, { timeOff: ['2026-03-02'] }, ['TIME_OFF']],
    ['BUSY', {}, { busy: [busy('09:30', '09:40')] }, ['BUSY']],
    [
      'BUFFER',
      { service: { durationMinutes: 60, bufferAfter: 10 } },
      { busy: [busy('10:05', '10:30')] },
      ['BUFFER'],
    ],
    [
      'NO_RESOURCE',
      { service: { durationMinutes: 60, resources: [{ type: 'chair', quantity: 1 }] } },
      {},
      ['NO_RESOURCE'],
    ],
    ['NOTICE', { rules: { minNoticeMinutes: 1440 } }, {}, ['NOTICE']],
    ['CUTOFF', { rules: { cutoff: { daysBefore: 1, time: '11:00' } } }, {}, ['CUTOFF']],
    ['TOO_FAR', { rules: { maxAdvanceDays: 0 } }, {}, ['TOO_FAR']],
    [
      'DAY_LIMIT',
      { rules: { providerPerDay: 1 } },
      { busy: [busy('15:00', '16:00', 'booking')] },
      ['DAY_LIMIT'],
    ],
    [
      'WEEK_LIMIT',
      { rules: { providerPerWeek: 1 } },
      { busy: [busy('15:00', '16:00', 'booking')] },
      ['WEEK_LIMIT'],
    ],
    ['several', { rules: { maxAdvanceDays: 0 } }, { timeOff: ['2026-03-02'] }, ['TIME_OFF', 'TOO_FAR']],
  ])('%s', (_, change, hours, expected) => {
    const asked = problem(change, hours);
    const nine = zoneOf('Europe/London').toInstant(asked.from, 540);
    expect(explainStarts(asked).find(({ start }) => start === nine)?.reasons).toEqual(expected);
  });

  /** Why an hour from midnight is not offered on a Monday that is a holiday. */
  const atMidnight = (change: Plain, ana: Plain) =>
    explainStarts(problem({ location: { holidays: ['2026-03-02'] }, ...change }, ana))[0]?.reasons;

  it('no HOLIDAY where the hours of the evening before go on', () => {
    const location = { weekly: everyDay('20:00-24:00'), holidays: ['2026-03-02'] };
    expect(atMidnight({ location }, { weekly: everyDay('22:00-02:00') })).toEqual(['OUTSIDE_HOURS']);
    expect(atMidnight({}, { weekly: everyDay('00:00-12:00') })).toEqual(['HOLIDAY']);
  });

  it('one reason for two people, where one is in the way of both', () => {
    // Sunday is the holiday: the night of Ana would go on from it, or be within longer hours, as Ben has to have them.
    const location = { holidays: ['2026-03-01'] };
    const providers = [ana({ weekly: everyDay('22:00-02:00') }), ben()];
    const service = { durationMinutes: 60, providers: 2 };
    expect(atMidnight({ location, providers, service }, {})).toEqual(['OUTSIDE_HOURS']);
  });

  it('PACKING, and nothing of what is offered', () => {
    const asked = problem({ rules: { slotInterval: 30, packing: 'noOrphans', minGap: 60 } });
    const refused = explainStarts(asked);
    expect(
      refused.filter(({ reasons }) => reasons.includes('PACKING')).map(({ start }) => isoOf(start)),
    ).toEqual(['2026-03-02T09:30:00Z', '2026-03-02T10:30:00Z']);
    const offered = findSlots(asked).map(({ start }) => start);
    expect(refused.some(({ start }) => offered.includes(start))).toBe(false);
    // 48 half hours of the day, each either offered or refused.
    expect(refused.length + offered.length).toBe(48);
  });
});

describe('limits that only the database knows', () => {
  it.each<[string, Partial<Problem['rules']>, number[], number]>([
    ['one booking more than allowed at a time', { customerActive: 2 }, [0, 1], 0],
    ['as many as allowed', { customerActive: 3 }, [0, 1], 3],
    ['one of that day already', { customerPerDay: 1 }, [0], 0],
    ['one of another day', { customerPerDay: 1 }, [-1440], 3],
  ])('%s', (_, rules, minutes, expected) => {
    const asked = problem();
    const noon = zoneOf('Europe/London').toInstant(asked.from, 720);
    const customer = { activeBookings: minutes.map((minute) => noon + minute) };
    expect(findSlots({ ...asked, rules: { ...asked.rules, ...rules }, customer })).toHaveLength(expected);
  });

  it('minutes a day, buffers included', () => {
    const asked = problem({ service: { durationMinutes: 60, bufferAfter: 15 } });
    const [from, to] = [asked.from * 1440 + 900, asked.from * 1440 + 960];
    const provider = {
      ...asked.providers![0]!,
      busy: [[from, to] as const],
      bookings: [[from, to] as const],
    };
    const within = (providerMinutesPerDay: number) =>
      findSlots({ ...asked, providers: [provider], rules: { ...asked.rules, providerMinutesPerDay } }).length;
    expect([within(134), within(135)]).toEqual([0, 3]);
  });
});
