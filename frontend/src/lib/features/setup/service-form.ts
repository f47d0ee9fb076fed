import type { ManagedService } from '#lib/api/types.ts';
import { m } from '#lib/i18n/words.ts';
import { typedPrice } from './prices.ts';

type Fields = Readonly<Record<string, string>>;
type Words = Record<string, string>;
type Need = { type: string; quantity: number };

interface Known {
  locale: string;
  /** Languages of the site. */
  locales: readonly string[];
  currency: string;
  resourceTypes: readonly string[];
}

const MOST_ROWS = 50;

/** The rows of a list in which any of the fields is filled in, and not to be removed: `variants.0.minutes`, `variants.0.remove`. */
function rowsIn(
  fields: Fields,
  list: string,
  filledBy: readonly string[],
): { at: number; of: (name: string) => string }[] {
  return Array.from({ length: MOST_ROWS }, (_, at) => ({
    at,
    of: (name: string) => fields[`${list}.${at}.${name}`] ?? '',
  })).filter(({ of }) => filledBy.some((name) => of(name) !== '') && of('remove') !== 'on');
}

const wholeIn = (text: string): number | null => (/^\d{1,5}$/.test(text) ? Number(text) : null);

/** A key that none of the others has: made of the name, as people know it. */
function keyFor(name: string, taken: Set<string>): string {
  const plain = name
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '')
    .slice(0, 30);
  const base = /^[a-z]/.test(plain) ? plain : `option${plain && `-${plain}`}`;
  let key = base;
  for (let count = 2; taken.has(key); count += 1) key = `${base}-${count}`;
  taken.add(key);
  return key;
}

/** The text of a row in the language it is edited in; in the others it stays what it was. */
const wordsWith = (before: Partial<Words> | undefined, locale: string, text: string): Partial<Words> => {
  const { [locale]: _, ...others } = before ?? {};
  return text === '' ? others : { ...others, [locale]: text };
};

function needsIn(fields: Fields, prefix: string, types: readonly string[]): Need[] {
  return types
    .map((type) => ({ type, quantity: wholeIn(fields[`${prefix}.${type}`] ?? '') ?? 0 }))
    .filter(({ quantity }) => quantity > 0);
}

/** Texts by language: `name.es-AR`, `name.en`, ... */
function wordsIn(fields: Fields, name: string, locales: readonly string[]): Words {
  return Object.fromEntries(
    locales.flatMap((locale) => {
      const text = fields[`${name}.${locale}`] ?? '';
      return text === '' ? [] : [[locale, text]];
    }),
  );
}

function optionsIn(
  fields: Fields,
  list: 'addOns' | 'variants',
  before: ManagedService[typeof list],
  { locale, currency }: Known,
  errors: Words,
) {
  const taken = new Set(before.map(({ key }) => key));
  return rowsIn(fields, list, ['name', 'minutes', 'price']).map(({ at, of }) => {
    const was = before.find(({ key }) => key === of('key'));
    const minutes = wholeIn(of('minutes') || (list === 'addOns' ? '0' : ''));
    const amount = typedPrice(of('price'), currency);
    if (minutes === null) errors[`${list}.${at}.minutes`] = m.svc_minutes_wrong();
    if (amount === null) errors[`${list}.${at}.price`] = m.svc_price_wrong();
    return {
      key: was?.key ?? keyFor(of('name'), taken),
      name: wordsWith(was?.name, locale, of('name')),
      minutes: minutes ?? 0,
      price: { amount: amount ?? 0, currency },
      ...(list === 'addOns' ? { maxQuantity: wholeIn(of('most')) || 1 } : {}),
    };
  });
}

/**
 * The change that a service's form asks for, as the API takes it, and what is wrong in it, by field.
 * A form's lists are whole: a row that is empty, or marked as removed, is not in them.
 */
export function serviceChangeIn(fields: Fields, service: ManagedService, known: Known) {
  const errors: Words = {};
  const name = wordsIn(fields, 'name', known.locales);
  if (Object.keys(name).length === 0) errors[`name.${known.locale}`] = m.field_required();
  const variants = optionsIn(fields, 'variants', service.variants, known, errors);
  if (variants.length === 0) errors['variants.0.minutes'] = m.svc_variant_needed();
  const segments = rowsIn(fields, 'segments', ['minutes']).map(({ at, of }) => ({
    minutes: wholeIn(of('minutes')) ?? 0,
    provider: of('provider') === 'on',
    resources: needsIn(fields, `segments.${at}.resource`, known.resourceTypes),
  }));
  if (segments.length === 1) errors['segments.0.minutes'] = m.svc_segments_two();
  const count = (field: string, otherwise: number) => wholeIn(fields[field] ?? '') ?? otherwise;
  return {
    errors,
    body: {
      name,
      description: wordsIn(fields, 'description', known.locales),
      category: fields['category'] ?? service.category,
      variants,
      addOns: optionsIn(fields, 'addOns', service.addOns, known, errors),
      segments: segments.length === 0 ? null : segments,
      requires: {
        providers: count('providers', service.requires.providers),
        resources: needsIn(fields, 'resource', known.resourceTypes),
      },
      buffers: { before: count('before', 0), after: count('after', 0) },
      capacity: count('capacity', service.capacity),
      place: fields['place'] ?? service.place,
    },
  };
}

const RULE_KINDS = ['percent', 'amount', 'price'] as const;

/** The price rules of a form: `rules.0.name`, `rules.0.days` (those that are checked, between commas), ... */
export function priceRulesIn(
  fields: Fields,
  {
    locale,
    currency,
    before,
  }: { locale: string; currency: string; before: readonly { key: string; name: Partial<Words> }[] },
) {
  const errors: Words = {};
  const taken = new Set(before.map(({ key }) => key));
  const rules = rowsIn(fields, 'rules', ['name', 'value', 'days', 'from', 'to']).map(({ at, of }) => {
    const was = before.find(({ key }) => key === of('key'));
    const kind = RULE_KINDS.find((one) => one === of('kind')) ?? 'percent';
    const sign = of('value').startsWith('-') ? -1 : 1;
    const typed = of('value').replace(/^[-+]/, '');
    const value = kind === 'percent' ? Number(typed.replace(',', '.')) * 100 : typedPrice(typed, currency);
    if (typed === '' || value === null || !Number.isFinite(value))
      errors[`rules.${at}.value`] = m.svc_rule_wrong();
    if (of('name') === '') errors[`rules.${at}.name`] = m.field_required();
    const days = of('days').split(',').filter(Boolean).map(Number);
    const [start, end] = [of('from'), of('to')];
    if ((start === '') !== (end === '')) errors[`rules.${at}.to`] = m.hours_half();
    const signed = Math.round(sign * (value ?? 0));
    return {
      key: was?.key ?? keyFor(of('name'), taken),
      name: wordsWith(was?.name, locale, of('name')),
      ...(days.length > 0 ? { days } : {}),
      ...(start && end ? { times: { start, end } } : {}),
      ...(kind === 'percent'
        ? { basisPoints: signed }
        : { [kind]: kind === 'price' ? Math.abs(signed) : signed }),
    };
  });
  return { rules, errors };
}
