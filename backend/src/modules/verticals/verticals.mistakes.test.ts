import { describe, expect, it } from 'vitest';
import { drop, mistakesAfter, set, type Change } from '../../../test/vertical-file.ts';
import { valueText } from './verticals.mistakes.ts';
import { readVertical } from './verticals.service.ts';

const shop = 'demo.businesses[0]';
const person = `${shop}.providers[0]`;
const monday = { days: [1], start: '09:00', end: '13:00' };

// Each change, where it is told, and what the person who made it reads.
const cases: [what: string, change: Change, path: string, told: RegExp][] = [
  ['an unknown key', set('taglin', 'x'), 'taglin', /not a key.*Did you mean "tagline"\?/],
  [
    'an unknown key unlike any',
    set('locale.weather', 1),
    'locale.weather',
    /known here: default, supported, country/,
  ],
  ['a missing text', drop('tagline'), 'tagline', /missing\. Add an object\..*own voice/],
  [
    'a missing nested key',
    drop('branding.colors.accent'),
    'branding.colors.accent',
    /missing\. Add a text\..*Seed/,
  ],
  ['a wrong type', set('version', 'one'), 'version', /is not a whole number/],
  [
    'a broken price',
    set('serviceTypes[0].variants[0].price', 19000.5),
    'serviceTypes[0].variants[0].price',
    /minor units/,
  ],
  [
    'a negative price',
    set('serviceTypes[0].variants[0].price', -1),
    'serviceTypes[0].variants[0].price',
    /at least 0/,
  ],
  [
    'a service of no minutes',
    set('serviceTypes[0].variants[0].minutes', 0),
    'serviceTypes[0].variants[0].minutes',
    /at least 1/,
  ],
  [
    'no variants',
    set('serviceTypes[0].variants', []),
    'serviceTypes[0].variants',
    /number of entries that is not at least 1/,
  ],
  [
    'an unknown font',
    set('branding.fonts.text', 'libre-frankln'),
    'branding.fonts.text',
    /mean "libre-franklin"/,
  ],
  ['an unknown motif', set('branding.motif', 'zzzzzz'), 'branding.motif', /Choose one of arches, blocks/],
  ['a weight the face has not', set('branding.logo.weight', 200), 'branding.logo.weight', /Use 400 to 900/],
  [
    'a colour by name',
    set('branding.colors.second', 'gold'),
    'branding.colors.second',
    /"#rrggbb" or "oklch/,
  ],
  ['a radius beyond bounds', set('branding.radius', 25), 'branding.radius', /at most 24/],
  ['a text with spaces around', set('name.en', ' Barbers'), 'name.en', /without spaces/],
  ['a text of no language', set('name', {}), 'name', /every supported locale/],
  ['a language of another country', set('name.es', 'x'), 'name.es', /mean "en"|known here: es-AR/],
  [
    'a text missing in a language',
    drop('serviceTypes[1].name.pt-BR'),
    'serviceTypes[1].name.pt-BR',
    /Write it in pt-BR/,
  ],
  ['terms missing in a language', drop('terminology.en'), 'terminology.en', /Write it in en/],
  [
    'a noun without gender',
    drop('terminology.es-AR.provider.gender'),
    'terminology.es-AR.provider.gender',
    /missing.*gender/,
  ],
  [
    'a default not supported',
    set('locale.supported', ['en', 'pt-BR']),
    'locale.default',
    /not in locale\.supported/,
  ],
  ['no currency', set('locale.currency', 'ARX'), 'locale.currency', /ISO 4217 code, such as "AR/],
  ['no country', set('locale.country', 'XQ'), 'locale.country', /ISO 3166/],
  [
    'no zone',
    set('locale.timeZone', 'America/Bueno_Aires'),
    'locale.timeZone',
    /mean "America\/Buenos_Aires"/,
  ],
  ['an offset as zone', set('locale.timeZone', '-03:00'), 'locale.timeZone', /IANA name/],
  [
    'a zone of a place',
    set(`${shop}.locations[0].timeZone`, 'Mars/Base'),
    `${shop}.locations[0].timeZone`,
    /not a time zone/,
  ],
  ['an unknown category', set('serviceTypes[0].category', 'cuts'), 'serviceTypes[0].category', /mean "cut"/],
  [
    'an unknown resource type',
    set('serviceTypes[0].requires.resources[0].type', 'chairs'),
    'serviceTypes[0].requires.resources[0].type',
    /no key of resourceTypes\. Did you mean "chair"/,
  ],
  [
    'a key twice',
    set('serviceTypes[1].key', 'haircut'),
    'serviceTypes[1].key',
    /already at serviceTypes\[0\]\.key/,
  ],
  [
    'a service that takes nothing',
    set('serviceTypes[0].requires', { providers: 0, resources: [] }),
    'serviceTypes[0].requires',
    /takes nobody and nothing/,
  ],
  [
    'segments that do not add up',
    set('serviceTypes[5].segments[0].minutes', 20),
    'serviceTypes[5].variants[0].minutes',
    /50 minutes of the segments/,
  ],
  [
    'resources beside segments',
    set('serviceTypes[5].requires.resources', [{ type: 'chair' }]),
    'serviceTypes[5].requires.resources',
    /although there are segments/,
  ],
  [
    'segments without the provider',
    set('serviceTypes[5].requires.providers', 0),
    'serviceTypes[5].requires.providers',
    /does not agree/,
  ],
  ['a wrong wall time', set(`${person}.hours[0].start`, '9:30'), `${person}.hours[0].start`, /"09:30"/],
  [
    'a weekday zero',
    set(`${person}.hours[0].days`, [0]),
    `${person}.hours[0].days[0]`,
    /at least 1.*1 is Monday/,
  ],
  ['empty hours', set(`${person}.hours[0].end`, '09:30'), `${person}.hours[0]`, /ends when it starts/],
  [
    'overlapping hours',
    set(`${shop}.locations[0].hours[0].end`, '17:00'),
    `${shop}.locations[0].hours`,
    /overlap on day 2/,
  ],
  [
    'hours while closed',
    set(`${person}.hours`, [monday]),
    `${person}.hours`,
    /beyond the opening hours of pichincha/,
  ],
  [
    'a place the business has not',
    set(`${person}.location`, 'pichinca'),
    `${person}.location`,
    /mean "pichincha"/,
  ],
  [
    'a service type not there',
    set(`${shop}.services[0].type`, 'fades'),
    `${shop}.services[0].type`,
    /mean "fade"/,
  ],
  [
    'a price of no variant',
    set(`${shop}.services[1].prices`, { scisors: 1 }),
    `${shop}.services[1].prices.scisors`,
    /mean "scissors"/,
  ],
  [
    'a person doing what is not sold',
    set(`${person}.services`, ['scalp-care']),
    `${person}.services[0]`,
    /nothing that this business sells/,
  ],
  ['a service nobody does', set(`${shop}.providers`, []), `${shop}.services[0]`, /too few of its providers/],
  [
    'a service without its things',
    set(`${shop}.locations[0].resources`, []),
    `${shop}.services[0]`,
    /needs 1 chair, which none/,
  ],
  ['an address twice', set('demo.businesses[1].slug', 'el-pasaje'), 'demo.businesses[1].slug', /already at/],
  [
    'a phone without its country',
    set(`${shop}.phone`, '341 555 0118'),
    `${shop}.phone`,
    /international form/,
  ],
  ['another name than the file', set('vertical', 'barbers'), 'vertical', /Write "barbershop"/],
];

describe('readVertical', () => {
  it.each(cases)('points at %s', (_, change, path, told) => {
    const found = mistakesAfter(change).find((mistake) => mistake.path === path);
    expect(found, `no mistake at ${path}`).toBeDefined();
    expect(`${found?.message ?? ''}. ${found?.remedy ?? ''}`).toMatch(told);
  });

  it('finds nothing in a file without mistakes', () => {
    expect(mistakesAfter()).toEqual([]);
  });

  it('tells all mistakes at once, of shape and of meaning', () => {
    const mistakes = mistakesAfter(
      set('taglin', 1),
      set('locale.weather', 1),
      set('serviceTypes[0].category', 'cuts'),
    );
    expect(mistakes.map(({ path }) => path)).toEqual([
      'locale.weather',
      'taglin',
      'serviceTypes[0].category',
    ]);
  });

  it('tells twenty mistakes of both kinds, and nothing that only follows from one of them', () => {
    const changes: [path: string, change: Change][] = [
      ['taglin', set('taglin', 1)],
      ['locale.weather', set('locale.weather', 1)],
      ['tagline', drop('tagline')],
      ['version', set('version', 'one')],
      ['branding.radius', set('branding.radius', 25)],
      ['branding.colors.second', set('branding.colors.second', 'gold')],
      ['branding.fonts.text', set('branding.fonts.text', 'libre-frankln')],
      ['branding.motif', set('branding.motif', 'zzzzzz')],
      ['serviceTypes[0].variants[0].price', set('serviceTypes[0].variants[0].price', 19000.5)],
      ['serviceTypes[2].variants', set('serviceTypes[2].variants', [])],
      [`${person}.hours[0].start`, set(`${person}.hours[0].start`, '9:30')],
      ['terminology.es-AR.provider.gender', drop('terminology.es-AR.provider.gender')],
      ['branding.logo.weight', set('branding.logo.weight', 200)],
      ['locale.currency', set('locale.currency', 'ARX')],
      ['locale.timeZone', set('locale.timeZone', 'America/Bueno_Aires')],
      ['serviceTypes[1].name.pt-BR', drop('serviceTypes[1].name.pt-BR')],
      ['serviceTypes[0].category', set('serviceTypes[0].category', 'cuts')],
      [
        'serviceTypes[0].requires.resources[0].type',
        set('serviceTypes[0].requires.resources[0].type', 'chairs'),
      ],
      ['demo.businesses[1].slug', set('demo.businesses[1].slug', 'el-pasaje')],
      ['vertical', set('vertical', 'barbers')],
    ];
    const told = mistakesAfter(...changes.map(([, change]) => change)).map(({ path }) => path);
    expect(told.toSorted()).toEqual(changes.map(([path]) => path).toSorted());
  });

  it('does not take what is missing for a mistake of what refers to it', () => {
    expect(mistakesAfter(drop('serviceTypes[0].key')).map(({ path }) => path)).toEqual([
      'serviceTypes[0].key',
    ]);
    expect(mistakesAfter(drop('resourceTypes[0].key')).map(({ path }) => path)).toEqual([
      'resourceTypes[0].key',
    ]);
  });

  it('says where a file stops being JSON', () => {
    const { mistakes, vertical } = readVertical('niche-configs/x.json', '{\n  "vertical": "x",\n}');
    expect(vertical).toBeUndefined();
    expect(mistakes[0]?.message).toMatch(/not JSON.*line 3/);
  });

  it.each(['null', '[]', '3', '""', '{"__proto__": {"vertical": "x"}}', '{"demo": {"__proto__": 1}}'])(
    'refuses %s without falling over',
    (text) => {
      expect(readVertical('niche-configs/x.json', text).mistakes.length).toBeGreaterThan(0);
    },
  );

  it('reads hours over midnight and touching shifts', () => {
    const night = [
      { days: [1, 2, 3, 4, 5, 6, 7], start: '18:00', end: '02:00' },
      { days: [1, 2, 3, 4, 5, 6, 7], start: '09:00', end: '18:00' },
    ];
    expect(mistakesAfter(set(`${shop}.locations[0].hours`, night))).toEqual([]);
    const sunday = [...night, { days: [1], start: '01:00', end: '03:00' }];
    const path = `${shop}.locations[0].hours`;
    expect(mistakesAfter(set(path, sunday)).map((mistake) => mistake.path)).toEqual([path]);
  });
});

describe('valueText', () => {
  it('shows short values whole and cuts long ones', () => {
    expect(valueText(undefined)).toBe('nothing');
    expect(valueText('x'.repeat(200))).toHaveLength(80);
  });
});
