import type { Locale, Vertical } from '../../../backend/src/modules/verticals/verticals.contract.ts';
import { LOCALES } from '../../../backend/src/modules/verticals/verticals.fields.ts';
import { nearestName } from '../../../backend/src/modules/verticals/verticals.nearest.ts';
import { nounOf, nounText, pointOf, serviceOf } from './answers.ts';
import { freeAccent } from './brand.ts';
import { nearestVertical, type Traits } from './nearest.ts';
import { capital, type Term, WORDS } from './words.ts';

export const FLAGS = [
  'language',
  'name',
  'tagline',
  'description',
  'place',
  'takes',
  'seats',
  'people',
  'from',
  'provider',
  'customer',
  'booking',
  'resource',
  'service',
  'mode',
  'brand',
  'slug',
  'country',
  'currency',
  'zone',
  'phone',
  'point',
  'accent',
] as const;
export type Flag = (typeof FLAGS)[number];

/** What was said so far, each as it was written. */
export type Given = Partial<Record<Flag, string>>;

/** What is there already. */
export interface World {
  key: string;
  verticals: readonly Vertical[];
}

export interface Question {
  flag: Flag;
  ask: string;
  /** What depends on it. */
  why: string;
  /** What is taken where nothing is said; undefined: it has to be said. */
  usual: (given: Given, world: World) => string | undefined;
  /** What is wrong with an answer. */
  wrong?: (text: string, given: Given, world: World) => string | undefined;
  /** Left out where it makes no sense. */
  only?: (given: Given) => boolean;
}

const among = (names: readonly string[]) => (text: string) => {
  if (names.includes(text)) return undefined;
  const near = nearestName(text, names);
  return near === undefined ? `choose one of ${names.join(', ')}` : `did you mean "${near}"?`;
};
const matching = (shape: RegExp, remedy: string) => (text: string) => (shape.test(text) ? undefined : remedy);
const some = matching(/\S/, 'write something');

export const baseOf = ({ from }: Given, { verticals }: World) =>
  verticals.find(({ vertical }) => vertical === from);
/** Where nothing was started from, an installation's first file says where it is. */
const homeOf = (given: Given, world: World) => (baseOf(given, world) ?? world.verticals[0])?.locale;
const atHome = (given: Given, world: World) => {
  const home = homeOf(given, world);
  return home && (given.country ?? home.country) === home.country ? home : undefined;
};

function nearest({ place, takes, seats }: Given, { verticals }: World): string {
  const wanted = { place, takes, isShared: Number(seats) > 1 } as Traits;
  return nearestVertical(wanted, verticals)?.vertical ?? 'blank';
}

function noun(flag: Term & Flag, ask: string, only?: Question['only']): Question {
  return {
    flag,
    ask: `${ask} One, several, and m or f where the language has genders: "instructor, instructores, m"`,
    why: 'No screen and no message says anything else.',
    usual(given, world) {
      const language = given.language as Locale;
      const words = baseOf(given, world)?.terminology[language] ?? WORDS[language].terms;
      return nounText(words[flag]);
    },
    wrong: (text, { language }) =>
      nounOf(text, language as Locale)
        ? undefined
        : 'write it with commas: "instructor, instructores, m" (in English "instructor, instructors")',
    ...(only && { only }),
  };
}

export const questions: readonly Question[] = [
  {
    flag: 'language',
    ask: `In which language is it written first? (${LOCALES.join(', ')})`,
    why: 'Others are added in the file; `validate` then lists every text that is missing.',
    usual: (given, world) => homeOf(given, world)?.default ?? 'en',
    wrong: among(LOCALES),
  },
  {
    flag: 'name',
    ask: 'What is it? As in "Autoescuelas"',
    why: 'Operators find it by this.',
    usual: () => undefined,
    wrong: some,
  },
  {
    flag: 'tagline',
    ask: 'In one line, to its customers?',
    why: 'It stands under the name on the first page.',
    usual: ({ language }) => WORDS[language as Locale].tagline,
    wrong: some,
  },
  {
    flag: 'description',
    ask: 'In two sentences?',
    why: 'Search engines and shared links show it.',
    usual: ({ name, tagline }) => `${name ?? ''}. ${tagline ?? ''}`,
    wrong: some,
  },
  {
    flag: 'place',
    ask: 'Where does it happen? (location, customer, online)',
    why: "location: at the business; customer: at the customer's address, which is then asked for; online: nowhere.",
    usual: () => 'location',
    wrong: among(['location', 'customer', 'online']),
  },
  {
    flag: 'takes',
    ask: 'What does a booking take? (person, thing, both)',
    why: 'person: somebody serves; thing: a court, a room; both: neither may be double-booked.',
    usual: () => 'person',
    wrong: (text, { place }) =>
      place !== 'location' && text !== 'person'
        ? 'things stand at locations: choose person'
        : among(['person', 'thing', 'both'])(text),
  },
  {
    flag: 'seats',
    ask: 'How many customers share one start? 1: each has their own time',
    why: 'More than one is sold by seats of a weekly timetable: classes, tours.',
    usual: () => '1',
    wrong: matching(/^([1-9]\d?|[1-4]\d\d|500)$/, 'write a number from 1 to 500'),
  },
  {
    flag: 'people',
    ask: 'How many people serve at the same time?',
    why: 'Two where a crew comes.',
    usual: () => '1',
    wrong: (text, { seats }) =>
      Number(seats) > 1 && text !== '1'
        ? 'one person holds a class: write 1'
        : matching(/^([1-9]|10)$/, 'write a number from 1 to 10')(text),
    only: ({ takes }) => takes !== 'thing',
  },
  {
    flag: 'from',
    ask: 'Which vertical are its rules taken from? (a key, or blank)',
    why: 'Notice, cancellation, deposits, messages and ways to pay start as they are there; the nearest is proposed.',
    usual: nearest,
    wrong: (text, _given, { verticals }) =>
      among(['blank', ...verticals.map(({ vertical }) => vertical)])(text),
  },
  noun('provider', 'What is somebody called who serves?', ({ takes }) => takes !== 'thing'),
  noun('customer', 'What is a customer called?'),
  noun('booking', 'What is a booking called?'),
  noun('resource', 'What is the thing called that is taken?', ({ takes }) => takes !== 'person'),
  {
    flag: 'service',
    ask: 'What is sold? A line for each: NAME | MINUTES | PRICE | a sentence about it',
    why: 'Businesses make their services from these, and set their own prices. An empty line ends it.',
    usual: () => undefined,
    wrong(text) {
      const bad = text.split('\n').find((line) => serviceOf(line) === undefined);
      return bad === undefined ? undefined : `"${bad}": write it like "Clase práctica | 45 | 25000"`;
    },
  },
  {
    flag: 'mode',
    ask: 'One business of its own, or many side by side? (single, marketplace)',
    why: 'A tenant can choose otherwise.',
    usual: () => 'marketplace',
    wrong: among(['single', 'marketplace']),
  },
  {
    flag: 'brand',
    ask: 'What is the example called?',
    why: 'It is the wordmark of the demo tenant.',
    usual: (_given, { key }) => key.split('-').map(capital).join(' '),
    wrong: some,
  },
  {
    flag: 'slug',
    ask: 'Under which address?',
    why: '`<slug>.localhost` shows the example.',
    usual: (_given, { key }) => key,
    wrong: (text, _given, { verticals }) =>
      verticals.some(({ demo }) => demo.tenant.slug === text)
        ? 'another example has this address'
        : matching(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'use lower-case letters, digits and hyphens')(text),
  },
  {
    flag: 'country',
    ask: 'In which country? (AR, ES, BR, ...)',
    why: 'Holidays, addresses and telephones follow from it.',
    usual: (given, world) => homeOf(given, world)?.country,
    wrong: matching(/^[A-Z]{2}$/, 'write two capital letters'),
  },
  {
    flag: 'currency',
    ask: 'In which currency are the prices?',
    why: 'Every price of the file is in it.',
    usual: (given, world) => atHome(given, world)?.currency,
    wrong: (text) => among(Intl.supportedValuesOf('currency'))(text),
  },
  {
    flag: 'zone',
    ask: 'In which time zone?',
    why: 'Hours are wall-clock times there, unless a place says otherwise.',
    usual: (given, world) => atHome(given, world)?.timeZone,
    wrong(text) {
      try {
        new Intl.DateTimeFormat('en', { timeZone: text }).format();
        return undefined;
      } catch {
        const near = nearestName(text, Intl.supportedValuesOf('timeZone'));
        return near === undefined ? 'write a name like Europe/Madrid' : `did you mean "${near}"?`;
      }
    },
  },
  {
    flag: 'phone',
    ask: 'How is a telephone number written there?',
    why: 'It is shown in empty fields; what begins with + is put before numbers without it.',
    usual: (given, world) => atHome(given, world)?.phone.example,
    wrong: matching(/^\+[1-9]\d{0,3} [\d -]{5,16}\d$/, 'write it in international form: "+34 911 55 50 14"'),
  },
  {
    flag: 'point',
    ask: 'Where is the example on the map? (latitude,longitude)',
    why: 'Search by distance needs it.',
    usual(given, world) {
      const vertical = atHome(given, world) && (baseOf(given, world) ?? world.verticals[0]);
      const point = vertical?.demo.businesses[0]?.locations[0]?.point;
      return point && `${point.latitude},${point.longitude}`;
    },
    wrong(text) {
      const [latitude, longitude] = pointOf(text);
      return Math.abs(latitude) <= 90 && Math.abs(longitude) <= 179
        ? undefined
        : 'write it like "-34.60,-58.38"';
    },
  },
  {
    flag: 'accent',
    ask: 'Which colour do buttons have? (#rrggbb or oklch(lightness chroma hue))',
    why: 'A whole palette, light and dark, is derived from it; proposed is the hue farthest from all others.',
    usual: (_given, { verticals }) => freeAccent(verticals),
    wrong: matching(
      /^(#[0-9a-fA-F]{6}|oklch\([\d.]+%? [\d.]+ [\d.]+\))$/,
      'write "#1f5fa8" or "oklch(0.45 0.12 250)"',
    ),
  },
];
