import type { Locale } from '../../../backend/src/modules/verticals/verticals.contract.ts';
import type { Given } from './questions.ts';
import type { Traits } from './nearest.ts';
import { type Term, type Terms, WORDS } from './words.ts';

export interface Service {
  name: string;
  minutes: number;
  /** As people write it, not in minor units. */
  price: number;
  description: string;
}

/** Everything that a new vertical is made from. */
export interface Answers extends Omit<Traits, 'isShared'> {
  key: string;
  language: Locale;
  name: string;
  tagline: string;
  description: string;
  /** Who buys together; 1: each has their own time. */
  seats: number;
  /** Who serves at the same time. */
  people: number;
  /** Key of the vertical whose rules are taken over, or "blank". */
  from: string;
  terms: Terms;
  services: Service[];
  mode: 'single' | 'marketplace';
  brand: string;
  slug: string;
  country: string;
  currency: string;
  timeZone: string;
  phone: string;
  point: [latitude: number, longitude: number];
  accent: string;
}

/** "Clase práctica | 45 | 25000 | Al volante desde el primer minuto." @returns undefined where it is not written so */
export function serviceOf(line: string): Service | undefined {
  const [name = '', minutes = '', price = '', description] = line.split('|').map((part) => part.trim());
  const isNumber = /^\d+$/.test(minutes) && /^\d+(\.\d+)?$/.test(price);
  if (!isNumber || !/\p{L}/u.test(name)) return undefined;
  const said = description || `${name}: ${minutes} min.`;
  return { name, minutes: Number(minutes), price: Number(price), description: said };
}

export const servicesOf = (text: string): Service[] =>
  text.split('\n').flatMap((line) => serviceOf(line) ?? []);

/** "instructor, instructores, m" as a word; the gender only where the language has one. */
export function nounOf(text: string, language: Locale) {
  const [one = '', other = '', gender] = text.split(',').map((part) => part.trim());
  if (one === '' || other === '') return undefined;
  if (language === 'en') return { one, other };
  return gender === 'm' || gender === 'f' ? { one, other, gender } : undefined;
}

export function nounText({ one, other, gender }: Terms[Term]): string {
  return [one, other, ...(gender ? [gender] : [])].join(', ');
}

export const pointOf = (text: string) => text.split(',').map(Number) as [number, number];

/** @param base the words of the nearest vertical, in the language */
export function answersOf(key: string, given: Given, base: Terms | undefined): Answers {
  const language = given.language as Locale;
  const usual = base ?? WORDS[language].terms;
  const told = (['provider', 'customer', 'booking', 'resource'] as const).flatMap((term) => {
    const noun = nounOf(given[term] ?? '', language);
    return noun ? [[term, noun] as const] : [];
  });
  return {
    key,
    language,
    name: given.name ?? '',
    tagline: given.tagline ?? '',
    description: given.description ?? '',
    place: given.place as Answers['place'],
    takes: given.takes as Answers['takes'],
    seats: Number(given.seats),
    people: Number(given.people ?? 1),
    from: given.from ?? 'blank',
    terms: { ...usual, ...Object.fromEntries(told) },
    services: servicesOf(given.service ?? ''),
    mode: given.mode as Answers['mode'],
    brand: given.brand ?? '',
    slug: given.slug ?? '',
    country: given.country ?? '',
    currency: given.currency ?? '',
    timeZone: given.zone ?? '',
    phone: given.phone ?? '',
    point: pointOf(given.point ?? ''),
    accent: given.accent ?? '',
  };
}
