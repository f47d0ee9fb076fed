import { expect, test } from 'vitest';
import type { SearchResult } from '#lib/api/types.ts';
import { nextFree } from './next-free.ts';

const price = { amount: 1_000, currency: 'ARS' };
const free = (id: string, ...starts: string[]): SearchResult => ({
  business: { id: 'b', slug: 'aurora', name: 'Aurora', cover: null },
  service: { id, name: { en: id }, category: 'cut', place: 'location', minutes: 30 },
  location: null,
  distanceKm: null,
  timeZone: 'UTC',
  priceFrom: price,
  starts: starts.map((start) => ({ start, end: start, price })),
});

test('what is free first of each service, by day, named as it is seen', () => {
  const days = nextFree(
    [
      free('Cut', '2026-11-21T10:00:00+00:00', '2026-11-21T10:15:00+00:00'),
      free('Beard', '2026-11-22T09:00:00+00:00'),
      // The same at another place, later.
      free('Cut', '2026-11-23T10:00:00+00:00'),
    ],
    { locale: 'en', now: new Date('2026-11-21T08:00:00Z') },
  );
  expect(days.map(({ name, starts }) => [name, starts.map(({ note }) => note)])).toEqual([
    ['Today', ['Cut']],
    ['Tomorrow', ['Beard']],
  ]);
  const [start] = days[0]!.starts;
  expect(start!.label).toBe(`${start!.time} Cut, Saturday, November 21`);
});
