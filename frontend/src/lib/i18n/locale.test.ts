import { expect, test } from 'vitest';
import { localeFromHeader, nearestLocale } from './locale.ts';
import { localized } from './text.ts';

test.each([
  ['es', 'es-AR'],
  ['ES-mx', 'es-AR'],
  ['en-GB', 'en'],
  ['pt', 'pt-BR'],
  ['pt-br', 'pt-BR'],
  ['fr', undefined],
  ['', undefined],
])('%s is served %s', (tag, locale) => {
  expect(nearestLocale(tag)).toBe(locale);
});

test.each([
  ['fr-FR, en;q=0.5, pt;q=0.8', 'pt-BR'],
  ['en;q=0, pt-PT', 'pt-BR'],
  ['*', undefined],
  [null, undefined],
  ['en;q=abc, es;q=0.1', 'es-AR'],
])('Accept-Language "%s" gets %s', (header, locale) => {
  expect(localeFromHeader(header)).toBe(locale);
});

test('a tenant that does not speak a language is not asked for it', () => {
  expect(localeFromHeader('en, pt', ['es-AR', 'pt-BR'])).toBe('pt-BR');
});

test('text falls back to a language that is written', () => {
  expect(localized({ en: 'Cut' }, 'pt-BR')).toBe('Cut');
  expect(localized({ 'es-AR': 'Corte', en: 'Cut' }, 'en')).toBe('Cut');
  expect(localized({ fr: 'Coupe' }, 'en')).toBe('Coupe');
  expect(localized({}, 'en')).toBe('');
  expect(localized(undefined, 'en')).toBe('');
});
