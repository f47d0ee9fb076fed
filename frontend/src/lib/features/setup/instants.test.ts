import { expect, test } from 'vitest';
import { dateAt, instantAt } from './instants.ts';

test('a local time is the instant at which the clock there shows it, in summer and in winter', () => {
  expect(instantAt('2026-11-30T09:00', 'America/Argentina/Buenos_Aires')).toBe('2026-11-30T12:00:00.000Z');
  expect(instantAt('2026-07-01T09:00', 'Europe/Madrid')).toBe('2026-07-01T07:00:00.000Z');
  expect(instantAt('2026-01-01T00:30', 'Europe/Madrid')).toBe('2025-12-31T23:30:00.000Z');
  expect(instantAt('', 'Europe/Madrid')).toBeUndefined();
  expect(dateAt(Date.parse('2026-01-01T01:00:00Z'), 'America/Argentina/Buenos_Aires')).toBe('2025-12-31');
});
