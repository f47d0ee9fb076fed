import { expect, test } from 'vitest';
import type { SeriesPreview } from '#lib/api/types.ts';
import { agreedOn, seriesPlan } from './series-view.ts';

const at = (day: number, hour = 10) => `2026-03-${String(day).padStart(2, '0')}T${hour}:00:00-03:00`;
const price = { amount: 950_000, currency: 'ARS' };
const dear = { amount: 1_100_000, currency: 'ARS' };
const plain = (text: string) => text.replaceAll('\u00a0', ' ');
const free = (day: number) => ({ date: at(day), isFree: true, reasons: [], alternative: null, price });
const taken = (day: number, start: string | null) => ({
  date: at(day),
  isFree: false,
  reasons: [],
  alternative: start ? { start, end: start, price: dear } : null,
  price: null,
});

const preview = (dates: SeriesPreview['dates']): SeriesPreview => ({
  rhythm: 'weekly',
  name: { 'es-AR': 'Todas las semanas' },
  timeZone: 'America/Argentina/Buenos_Aires',
  dates,
});

test('each date has its answer, and an alternative on another day says so', () => {
  const plan = seriesPlan(
    preview([free(3), taken(10, at(10, 11)), taken(17, at(18)), taken(24, null)]),
    'es-AR',
  );
  expect(plan.dates.map(({ when, text }) => [when, text])).toEqual([
    ['mar 3 mar, 10:00', 'Libre'],
    ['mar 10 mar, 10:00', 'Ocupado; se puede 11:00'],
    ['mar 17 mar, 10:00', 'Ocupado; se puede mié 18 mar, 10:00'],
    ['mar 24 mar, 10:00', 'Ocupado'],
  ]);
  expect(plan.dates.map(({ price }) => plain(price))).toEqual(['$ 9.500', '$ 11.000', '$ 11.000', '']);
  expect([plan.total, ...plan.ways.map(({ label }) => plain(label))]).toEqual([
    '',
    'Moverlas al horario más cercano (en total $ 31.500)',
    'Saltearlas (en total $ 9.500)',
  ]);
  expect(plan.summary).toBe('1 de 4 fechas están libres.');
});

test('where all are free there is nothing to decide, where none can be had nothing to book', () => {
  const all = seriesPlan(preview([free(3), free(10)]), 'es-AR');
  expect([all.ways, all.canBook, plain(all.total)]).toEqual([[], true, '$ 19.000']);
  expect(seriesPlan(preview([taken(3, null)]), 'es-AR')).toMatchObject({ ways: [], canBook: false });
});

test('what is agreed are the free dates, and moved ones at their new start, for what was shown', () => {
  const shown = seriesPlan(preview([free(3), taken(10, at(10, 11)), taken(17, null)]), 'es-AR').dates.map(
    ({ value }) => value,
  );
  const first = { date: at(3), start: at(3) };
  expect(agreedOn(shown, 'skip')).toEqual({ dates: [first], priceUpTo: 950_000 });
  expect(agreedOn(shown, 'move')).toEqual({
    dates: [first, { date: at(10), start: at(10, 11) }],
    priceUpTo: 2_050_000,
  });
});
