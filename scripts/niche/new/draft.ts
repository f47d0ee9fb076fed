import type {
  Locale,
  LocalizedText,
  Vertical,
} from '../../../backend/src/modules/verticals/verticals.contract.ts';
import { LOCALES } from '../../../backend/src/modules/verticals/verticals.fields.ts';
import type { Answers } from './answers.ts';
import { brandFor } from './brand.ts';
import { demoOf } from './demo.ts';
import { capital, keyOf } from './words.ts';

type Json = Record<string, unknown>;

/** What is taken over from the nearest vertical: how it is booked and paid, but none of what it sells or asks. */
const TAKEN_OVER = ['scheduling', 'policies', 'series', 'messages', 'features', 'payments'] as const;

const isText = (value: object) => {
  const keys = Object.keys(value);
  return keys.length > 0 && keys.every((key) => (LOCALES as readonly string[]).includes(key));
};

/** The same with its texts in one language; undefined where one of them is not written in it. */
function inLanguage(value: unknown, language: Locale): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) {
    const list = value.map((each) => inLanguage(each, language));
    return list.includes(undefined) ? undefined : list;
  }
  if (isText(value)) {
    const text = (value as LocalizedText)[language];
    return text === undefined ? undefined : { [language]: text };
  }
  const entries = Object.entries(value).map(([key, each]) => [key, inLanguage(each, language)] as const);
  return entries.some(([, each]) => each === undefined) ? undefined : Object.fromEntries(entries);
}

const hasAmounts = (value: unknown) => /"(amount|above)":/.test(JSON.stringify(value));

/** What the file of the nearest says of how things are booked, where it means the same here. */
function takenOver(base: Json | undefined, currency: string, { language, currency: own }: Answers): Json {
  const sections: Json = {};
  for (const name of TAKEN_OVER) {
    const section = inLanguage(base?.[name], language);
    if (section === undefined || (hasAmounts(section) && currency !== own)) continue;
    sections[name] = section;
  }
  const scheduling = sections['scheduling'] as Json | undefined;
  // Hours at which others begin say nothing of when these do.
  if (scheduling) delete scheduling['fixedStarts'];
  return sections;
}

/** Minor units of an amount as people write it. */
export function minorUnits(amount: number, currency: string): number {
  const { maximumFractionDigits: digits = 2 } = new Intl.NumberFormat('en', {
    style: 'currency',
    currency,
  }).resolvedOptions();
  return Math.round(amount * 10 ** digits);
}

function serviceTypes(answers: Answers) {
  const { language, services, place, takes, seats, currency, people } = answers;
  const say = (text: string) => ({ [language]: text });
  return services.map(({ name, minutes, price, description }) => ({
    key: keyOf(name),
    name: say(name),
    description: say(description),
    category: 'all',
    variants: [{ key: 'usual', name: say(`${minutes} min`), minutes, price: minorUnits(price, currency) }],
    requires: {
      providers: takes === 'thing' ? 0 : people,
      resources: takes === 'person' ? [] : [{ type: 'thing', quantity: 1 }],
    },
    ...(seats > 1 && { capacity: seats }),
    ...(place !== 'location' && { place }),
  }));
}

/**
 * The file of a new vertical.
 * @param verticals those that are there
 * @param base the data of the nearest one's file
 */
export function draftOf(answers: Answers, verticals: readonly Vertical[], base?: Json): Json {
  const { key, language, name, tagline, description, terms, country, currency, timeZone, phone } = answers;
  const say = (text: string) => ({ [language]: text });
  const near = verticals.find(({ vertical }) => vertical === answers.from);
  return {
    $schema: '../schema.json',
    vertical: key,
    version: 1,
    name: say(name),
    tagline: say(tagline),
    description: say(description),
    terminology: { [language]: terms },
    locale: {
      default: language,
      supported: [language],
      country,
      currency,
      timeZone,
      phone: { prefix: phone.split(' ', 1)[0], example: phone },
    },
    branding: brandFor(verticals, answers.accent),
    marketplace: Object.assign({}, near && inLanguage(base?.['marketplace'], language), {
      mode: answers.mode,
    }),
    ...(answers.takes !== 'person' && {
      resourceTypes: [{ key: 'thing', name: say(capital(terms.resource.one)) }],
    }),
    categories: [{ key: 'all', name: say(capital(terms.service.other)) }],
    serviceTypes: serviceTypes(answers),
    ...takenOver(base, near?.locale.currency ?? '', answers),
    demo: demoOf(answers),
  };
}
