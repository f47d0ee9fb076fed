import { expect, test } from 'vitest';
import { alternativesTo, readQuestion, readWhen, searchHref, wantedHref } from './question.ts';

const tenant = { categories: [{ key: 'cut', name: { en: 'Cut' } }] };
const read = (query: string) => readQuestion(new URLSearchParams(query), tenant);

test('an address is read, and written the same', () => {
  const query =
    'service=cut&q=fade&near=Rosario&radiusKm=25&date=2026-11-28&after=17%3A00&before=20%3A00&sort=distance';
  expect(searchHref(read(query))).toBe(`/search?${query}`);
});

test.each([
  ['service=&q=+&near=&date=&after=', '/search'],
  ['service=massage&date=2026-02-31&after=25:00&sort=best&radiusKm=7', '/search'],
  ['near=Rosario&radiusKm=10', '/search?near=Rosario'],
  // Nothing is near, or within some way, of no place.
  ['sort=distance&radiusKm=25', '/search'],
  ['after=18:00&before=17:00', '/search?after=18%3A00'],
])('%s asks for no more than it says', (query, href) => {
  expect(searchHref(read(query))).toBe(href);
});

test.each([
  ['service=cut&near=Rosario', '/b/fade'],
  ['service=cut&date=2026-11-28&after=17:00&before=16:00', '/b/fade?date=2026-11-28&after=17%3A00'],
  ['date=2026-02-31&before=12:00', '/b/fade?before=12%3A00'],
])('of %s a page is told when it is wanted', (query, href) => {
  expect(wantedHref('/b/fade', readWhen(new URLSearchParams(query)))).toBe(href);
  expect(wantedHref('/b/fade', read(query))).toBe(href);
});

test('what found nothing gives up one thing at a time', () => {
  const alternatives = alternativesTo(read('service=cut&near=Rosario&date=2026-11-28&after=17:00'));
  expect(alternatives.map(({ kind, question }) => [kind, searchHref(question)])).toEqual([
    ['time', '/search?service=cut&near=Rosario&date=2026-11-28'],
    ['day', '/search?service=cut&near=Rosario&after=17%3A00'],
    ['radius', '/search?service=cut&near=Rosario&date=2026-11-28&after=17%3A00&radiusKm=50'],
    ['place', '/search?service=cut&date=2026-11-28&after=17%3A00'],
    ['what', '/search?near=Rosario&date=2026-11-28&after=17%3A00'],
  ]);
  expect(alternativesTo({})).toEqual([]);
});
