import { expect, test } from 'vitest';
import type { SearchResult } from '#lib/api/types.ts';
import { resultViews } from './result-view.ts';
import { bookHref, dayName, freeDays } from './times.ts';

const money = (amount: number) => ({ amount, currency: 'ARS' });
const at = (start: string, price = 10_000) => ({ start, end: start, price: money(price) });

const result: SearchResult = {
  business: { id: 'b', slug: 'la-de-mitre', name: 'La de Mitre', cover: null },
  service: { id: 's', name: { 'es-AR': 'Corte' }, category: 'cut', place: 'location', minutes: 45 },
  location: {
    id: 'l',
    name: 'Centro',
    address: { line: 'Mitre 738', city: 'Rosario', region: 'Santa Fe' },
    point: null,
  },
  distanceKm: 1.24,
  timeZone: 'America/Argentina/Cordoba',
  priceFrom: money(10_000),
  starts: [
    at('2026-11-21T23:30:00-03:00', 12_000),
    at('2026-11-22T09:00:00-03:00'),
    at('2026-11-28T09:00:00-03:00'),
  ],
};
/** Late on Saturday there, already Sunday in Greenwich. */
const now = new Date('2026-11-22T01:00:00Z');

test('times are those at the place, under the days that they are there', () => {
  const days = freeDays(result, { locale: 'es-AR', now });
  expect(days.map(({ name, starts }) => [name, starts.map(({ time }) => time)])).toEqual([
    ['Hoy', ['23:30']],
    ['Mañana', ['09:00']],
    ['Sáb, 28 nov', ['09:00']],
  ]);
  const [first, second] = days.map(({ starts }) => starts[0]!);
  // What costs something else than usual says so, and is heard whole.
  expect(first!.note).toMatch(/120/);
  expect(second!.note).toBe('');
  expect(second!.label).toBe('Corte, domingo, 22 de noviembre, 09:00');
});

test('a time goes on to its booking with all that was chosen', () => {
  const [day] = freeDays(result, { locale: 'en', provider: 'p', now, most: 1 });
  expect(Object.fromEntries(new URL(day!.starts[0]!.href, 'http://x').searchParams)).toEqual({
    service: 's',
    provider: 'p',
    location: 'l',
    date: '2026-11-21',
    start: '2026-11-21T23:30:00-03:00',
  });
  expect(bookHref('a b', { service: 's', variant: '' })).toBe('/b/a%20b/book?service=s');
});

test.each([
  ['2026-11-21', 'Today'],
  ['2026-11-22', 'Tomorrow'],
  ['2026-11-25', 'Wed, Nov 25'],
  ['2026-12-05', 'Sat, Dec 5'],
])('%s is called %s', (date, name) => {
  expect(dayName(date, '2026-11-21', 'en')).toBe(name);
});

test('a business stands once, where the first of its services is', () => {
  const other = { ...result, business: { ...result.business, id: 'c', slug: 'tonico', name: 'Tónico' } };
  const again = { ...result, service: { ...result.service, id: 't' } };
  const views = resultViews([result, other, again], { locale: 'es-AR', now });
  expect(views.map(({ business, offers }) => [business.name, offers.map(({ key }) => key)])).toEqual([
    ['La de Mitre', ['s', 't']],
    ['Tónico', ['s']],
  ]);
  expect(views[0]!.place).toBe('Mitre 738, Rosario · a 1,2 km');
});
