import { describe, expect, it } from 'vitest';
import { mistakesAfter, set, type Change } from '../../../test/vertical-file.ts';

const shop = 'demo.businesses[0]';
const say = (text: string) => ({ 'es-AR': text, en: text, 'pt-BR': text });
const fee = { basisPoints: 1000 };
const service = (path: string, value: unknown) => set(`serviceTypes[0].${path}`, value);
const rule = (change: object) => set('priceRules', [{ key: 'x', name: say('X'), amount: 1, ...change }]);
const message = (change: object) => set('messages', [{ key: 'x', channels: ['email'], ...change }]);
const field = (change: object, ...before: object[]) =>
  set(
    'customerFields',
    [...before, { key: 'x', ...change }].map((each) => ({ name: say('X'), ...each })),
  );
const rooms = { key: 'rooms', name: say('Rooms'), max: 8, minutesPerUnit: 10 };
const size = {
  key: 'size',
  type: 'choice',
  options: ['small', 'large'].map((key) => ({ key, name: say(key) })),
};

/** A class of the first business, taught by its first provider in its chair; `change` is of its timetable. */
const classes =
  (sessions: object[], type: object = {}): Change =>
  (data) => {
    const [kind] = data['serviceTypes'] as object[];
    const { businesses } = data['demo'] as { businesses: object[] };
    const [business] = businesses as { services: object[]; providers: object[] }[];
    Object.assign(kind ?? {}, {
      capacity: 8,
      variants: [{ key: 'seat', name: say('Seat'), minutes: 60, price: 1 }],
      addOns: [],
      ...type,
    });
    Object.assign(business ?? {}, {
      services: [{ type: 'haircut' }],
      sessions: sessions.map((session) => ({
        type: 'haircut',
        provider: 'ezequiel-luduena',
        days: [2],
        time: '10:00',
        ...session,
      })),
      providers: business?.providers.map((person) => ({ ...person, services: ['haircut'] })),
    });
    for (const other of businesses.slice(1) as {
      services: { type: string }[];
      providers: { services?: string[] }[];
    }[]) {
      other.services = other.services.filter(({ type }) => type !== 'haircut');
      for (const person of other.providers) {
        if (person.services) person.services = person.services.filter((name) => name !== 'haircut');
      }
    }
  };

const cases: [what: string, change: Change, path: string, told: RegExp][] = [
  // Scheduling
  ['an unknown rule', set('scheduling.slotIntervall', 5), 'scheduling.slotIntervall', /mean "slotInterval"/],
  ['a grid of nothing', set('scheduling.slotInterval', 0), 'scheduling.slotInterval', /at least 1/],
  ['an unknown packing', set('scheduling.packing', 'noOrphan'), 'scheduling.packing', /mean "noOrphans"/],
  ['a gap beside no packing', set('scheduling', { minGap: 20 }), 'scheduling.minGap', /"all"/],
  ['a gap off the grid', set('scheduling.visitMaxGap', 7), 'scheduling.visitMaxGap', /multiple of 5/],
  [
    'starts out of order',
    set('scheduling.fixedStarts', ['10:00', '09:00']),
    'scheduling.fixedStarts[1]',
    /not come after 10:00/,
  ],
  [
    'a start twice',
    set('scheduling.fixedStarts', ['10:00', '10:00']),
    'scheduling.fixedStarts[1]',
    /each start once/,
  ],
  [
    'a cutoff without time',
    set('scheduling.cutoff', { daysBefore: 1 }),
    'scheduling.cutoff.time',
    /Wall-clock/,
  ],
  // Policies
  [
    'a ladder upside down',
    set('policies.cancellation', [
      { untilMinutesBefore: 0, fee },
      { untilMinutesBefore: 60, fee },
    ]),
    'policies.cancellation[1].untilMinutesBefore',
    /not less than 0/,
  ],
  [
    'a ladder without its end',
    set('policies.cancellation', [{ untilMinutesBefore: 60, fee }]),
    'policies.cancellation[0].untilMinutesBefore',
    /Add a step for 0/,
  ],
  ['a fee of both kinds', set('policies.noShowFee', { ...fee, amount: 1 }), 'policies.noShowFee', /either/],
  ['a fee of no kind', set('policies.deposit.new', {}), 'policies.deposit.new', /either/],
  [
    'a fee above the price',
    set('policies.noShowFee', { basisPoints: 10_001 }),
    'policies.noShowFee.basisPoints',
    /at most 10000/,
  ],
  // Prices
  ['a rule that does two things', rule({ price: 1 }), 'priceRules[0]', /one of "basisPoints"/],
  ['a level not there', rule({ levels: ['senor'] }), 'priceRules[0].levels[0]', /mean "senior"/],
  [
    'a date not there',
    rule({ dates: { from: '2026-02-30', to: '2026-03-01' } }),
    'priceRules[0].dates.from',
    /date/,
  ],
  ['dates swapped', rule({ dates: { from: '2026-03-02', to: '2026-03-01' } }), 'priceRules[0].dates', /Swap/],
  [
    'times of no length',
    rule({ times: { start: '10:00', end: '10:00' } }),
    'priceRules[0].times',
    /ends when/,
  ],
  [
    'a rule that never comes up',
    set('priceRules', [
      { key: 'always', name: say('A'), amount: 1 },
      { key: 'never', name: say('B'), days: [1], amount: 1 },
    ]),
    'priceRules[0].key',
    /no rule after it/,
  ],
  [
    'a rule twice',
    set('priceRules', [
      { key: 'x', name: say('A'), days: [1], amount: 1 },
      { key: 'x', name: say('B'), days: [2], amount: 1 },
    ]),
    'priceRules[1].key',
    /already at priceRules\[0\]/,
  ],
  ['a rule without a language', rule({ name: { en: 'X' } }), 'priceRules[0].name.es-AR', /Write it in es-AR/],
  // Messages, features, payments
  ['a reminder without its time', message({ which: 'reminder' }), 'messages[0].minutesBefore', /Say when/],
  [
    'a time of what has none',
    message({ which: 'confirmed', minutesAfter: 5 }),
    'messages[0].minutesAfter',
    /reminder and followUp/,
  ],
  [
    'an unknown channel',
    message({ which: 'changed', channels: ['mail'] }),
    'messages[0].channels[0]',
    /"email"/,
  ],
  ['a series without rhythm', set('features.series', true), 'features.series', /Add one to series/],
  ['an unknown way to pay', set('payments.chain', ['mercadopgo']), 'payments.chain[0]', /"mercadopago"/],
  ['a way to pay twice', set('payments.chain', ['venue', 'venue']), 'payments.chain[1]', /twice/],
  ['a tax in percent', set('payments.tax.basisPoints', 10.5), 'payments.tax.basisPoints', /2100 is 21 %/],
  // Forms
  ['a choice of nothing', field({ type: 'choice' }), 'customerFields[0].options', /missing/],
  [
    'options of a text',
    field({ ...size, type: 'text' }),
    'customerFields[0].options',
    /does nothing in a text/,
  ],
  ['a consent to nothing', field({ type: 'consent' }), 'customerFields[0].consent', /missing/],
  [
    'a number the wrong way round',
    field({ type: 'number', min: 2, max: 1 }),
    'customerFields[0].min',
    /above/,
  ],
  [
    'a condition on what comes later',
    field({ type: 'text', showIf: { field: 'sizes', is: 'small' } }),
    'customerFields[0].showIf.field',
    /no earlier field/,
  ],
  [
    'a condition on a misspelt field',
    field({ type: 'text', showIf: { field: 'siz', is: 'small' } }, size),
    'customerFields[1].showIf.field',
    /mean "size"/,
  ],
  [
    'a condition on no answer',
    field({ type: 'text', showIf: { field: 'size', is: true } }, size),
    'customerFields[1].showIf.is',
    /one of small, large/,
  ],
  ['a form not there', service('intakeForm', 'color'), 'serviceTypes[0].intakeForm', /mean "colour"/],
  // Service types
  [
    'inputs swapped',
    service('durationInputs', [{ ...rooms, min: 9 }]),
    'serviceTypes[0].durationInputs[0].max',
    /below/,
  ],
  [
    'an input that starts outside',
    service('durationInputs', [{ ...rooms, default: 9 }]),
    'serviceTypes[0].durationInputs[0].default',
    /Use 1 to 8/,
  ],
  [
    'an input that changes nothing',
    service('durationInputs', [{ ...rooms, minutesPerUnit: 0 }]),
    'serviceTypes[0].durationInputs[0]',
    /neither length nor price/,
  ],
  [
    'a rule said twice',
    classes([{}], { approval: false, scheduling: { approval: true } }),
    'serviceTypes[0].scheduling.approval',
    /twice/,
  ],
  ['resources nowhere', service('place', 'online'), 'serviceTypes[0].place', /stand at locations/],
  ['seats of unlike length', service('capacity', 5), 'serviceTypes[0].variants', /share one session/],
  ['seats that grow', service('capacity', 5), 'serviceTypes[0].addOns[0]', /lengthens what is sold by seats/],
  ['seats without a timetable', service('capacity', 5), `${shop}.services[1].type`, /in no timetable/],
  [
    'seats at fixed starts',
    classes([{}], { fixedStarts: ['10:00'] }),
    'serviceTypes[0].fixedStarts',
    /timetable/,
  ],
  // The timetable
  [
    'a session of what has no seats',
    set(`${shop}.sessions`, [{ type: 'fade', days: [2], time: '10:00' }]),
    `${shop}.sessions[0].type`,
    /by seats/,
  ],
  [
    'a session somewhere else',
    classes([{ location: 'pichinca' }]),
    `${shop}.sessions[0].location`,
    /mean "pichincha"/,
  ],
  ['a session of nobody', classes([{ provider: undefined }]), `${shop}.sessions[0].provider`, /missing/],
  [
    'a session of a stranger',
    classes([{ provider: 'brenda-soza' }]),
    `${shop}.sessions[0].provider`,
    /"brenda-sosa"/,
  ],
  [
    'a session at night',
    classes([{ time: '13:30' }]),
    `${shop}.sessions[0].time`,
    /outside the (opening )?hours/,
  ],
  [
    'two sessions of one person',
    classes([{}, { time: '10:30' }]),
    `${shop}.sessions[1].time`,
    /another session/,
  ],
  [
    'sessions without room',
    classes([{}, { provider: 'nahuel-ferreyra', time: '10:30' }], {
      requires: { providers: 1, resources: [{ type: 'chair', quantity: 2 }] },
    }),
    `${shop}.sessions[1].time`,
    /no chair free/,
  ],
  // The rest
  ['a level of nobody', set(`${shop}.providers[0].level`, 'mastr'), `${shop}.providers[0].level`, /"master"/],
  [
    'a zone of a person',
    set(`${shop}.providers[0].timeZone`, 'Mars'),
    `${shop}.providers[0].timeZone`,
    /not a time zone/,
  ],
  [
    'hours of a unit',
    set(`${shop}.locations[0].resources[0].hours`, [{ days: [1], start: '09:00', end: '09:00' }]),
    `${shop}.locations[0].resources[0].hours[0]`,
    /ends when/,
  ],
  [
    'a commission in percent',
    set('marketplace.commission.direct', 0.15),
    'marketplace.commission.direct',
    /hundredths/,
  ],
  ['a facet twice', set('marketplace.facets', ['date', 'date']), 'marketplace.facets[1]', /twice/],
  [
    'an unknown placeholder',
    set('seo.business.title.en', '{busines}'),
    'seo.business.title.en',
    /mean "business"/,
  ],
];

describe('the newer sections', () => {
  it.each(cases)('point at %s', (_, change, path, told) => {
    const mistakes = mistakesAfter(change);
    const found = mistakes.filter((mistake) => mistake.path === path);
    expect(found, `no mistake at ${path}: ${mistakes.map((each) => each.path).join(', ')}`).not.toEqual([]);
    expect(found.map(({ message, remedy }) => `${message}. ${remedy}`).join('\n')).toMatch(told);
  });

  it.each<[string, Change]>([
    [
      'classes with a timetable',
      classes([{}, { time: '11:05' }, { provider: 'nahuel-ferreyra', days: [5] }]),
    ],
    [
      'adults and children in one session',
      classes([{}], {
        variants: ['adult', 'child'].map((key) => ({ key, name: say(key), minutes: 60, price: 1 })),
      }),
    ],
    ['a rule over midnight', rule({ times: { start: '22:00', end: '02:00' } })],
    ['a field after another', field({ type: 'text', showIf: { field: 'size', is: 'large' } }, size)],
    ['an identity document', set('locale.identityDocument', { label: 'DNI' })],
    ['inputs', service('durationInputs', [rooms])],
    [
      'rules of one service',
      service('scheduling', { slotInterval: 30, cutoff: { daysBefore: 1, time: '18:00' } }),
    ],
  ])('accept %s', (_, change) => {
    expect(mistakesAfter(change)).toEqual([]);
  });

  it('need none of their keys', () => {
    const sections = ['scheduling', 'policies', 'messages', 'features', 'payments', 'seo', 'marketplace'];
    expect(mistakesAfter(...sections.map((name) => set(name, {})).filter((_, index) => index !== 2))).toEqual(
      [],
    );
  });

  it('let those who work at no place keep their own hours', () => {
    const night = [{ days: [1], start: '01:00', end: '03:00' }];
    const path = `${shop}.providers[0].hours`;
    const told = (...changes: Change[]) =>
      mistakesAfter(set(path, night), ...changes).map((each) => each.path);
    expect(told()).toContain(path);
    const online = Array.from({ length: 8 }, (_, index) =>
      set(`serviceTypes[${String(index)}].place`, 'online'),
    );
    expect(told(...online)).not.toContain(path);
  });
});
