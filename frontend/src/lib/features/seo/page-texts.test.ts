import { expect, test } from 'vitest';
import { fromTemplate } from './page-texts.ts';

const own = { title: 'Ana · Fade', description: 'Cortes.' };
const template = {
  title: { 'es-AR': '{business}, barbería en {city}', en: '{business}, barbershop in {city}' },
  description: { 'es-AR': 'Elegí horario en {business}.' },
};

test.each([
  ['es-AR', { business: 'Ana', city: 'Rosario' }, 'Ana, barbería en Rosario', 'Elegí horario en Ana.'],
  ['en', { business: 'Ana', city: 'Rosario' }, 'Ana, barbershop in Rosario', 'Elegí horario en Ana.'],
  ['es-AR', { business: 'Ana', city: undefined }, 'Ana · Fade', 'Elegí horario en Ana.'],
  // What people call themselves is not read as a template.
  ['es-AR', { business: '{city}', city: '$&' }, '{city}, barbería en $&', 'Elegí horario en {city}.'],
] as const)('in %s of %o', (locale, words, title, description) => {
  expect(fromTemplate(template, words, locale, own)).toEqual({ title, description });
});

test('without a template a page has its own texts', () => {
  expect(fromTemplate(undefined, {}, 'en', own)).toBe(own);
});
