import { expect, test } from 'vitest';
import { todayIn } from './dates.ts';
import { formatDateTime } from './format.ts';

test('the date at an instant is that of the place', () => {
  const instant = Date.parse('2026-01-01T01:00:00Z');
  expect(todayIn('America/Argentina/Buenos_Aires', instant)).toBe('2025-12-31');
  expect(todayIn('UTC', new Date(instant))).toBe('2026-01-01');
});

test('a day and time is written as timetables are: with 24 hours, but in English', () => {
  const at = (locale: string) => formatDateTime('2026-11-22T18:20:00Z', locale, 'UTC');
  expect(['es-AR', 'pt-BR'].map((locale) => at(locale).includes('18:20'))).toEqual([true, true]);
  expect(at('en')).toContain('6:20');
});
