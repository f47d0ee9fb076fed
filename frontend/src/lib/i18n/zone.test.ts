import { expect, test } from 'vitest';
import { daysFrom, instantAt, instantOf, wallOf } from './zone.ts';

test('the wall clock of a place and back', () => {
  expect(instantOf('2026-11-21T18:00', 'America/Argentina/Buenos_Aires')).toBe('2026-11-21T21:00:00.000Z');
  expect(wallOf('2026-11-21T21:00:00Z', 'America/Argentina/Buenos_Aires')).toBe('2026-11-21T18:00');
});

test('a day on which clocks change is as long as it is', () => {
  const hours = ({ from, to }: { from: string; to: string }) =>
    (Date.parse(to) - Date.parse(from)) / 3_600_000;
  expect(hours(daysFrom('2026-03-29', 1, 'Europe/Madrid'))).toBe(23);
  expect(hours(daysFrom('2026-10-25', 1, 'Europe/Madrid'))).toBe(25);
  expect(daysFrom('2026-11-21', 7, 'UTC')).toEqual({
    from: '2026-11-21T00:00:00.000Z',
    to: '2026-11-28T00:00:00.000Z',
  });
});

test('a typed local time is the instant at which the clock there shows it, in summer and in winter', () => {
  expect(instantAt('2026-11-30T09:00', 'America/Argentina/Buenos_Aires')).toBe('2026-11-30T12:00:00.000Z');
  expect(instantAt('2026-07-01T09:00', 'Europe/Madrid')).toBe('2026-07-01T07:00:00.000Z');
  expect(instantAt('2026-01-01T00:30', 'Europe/Madrid')).toBe('2025-12-31T23:30:00.000Z');
  expect(instantAt('', 'Europe/Madrid')).toBeUndefined();
  expect(instantAt('2026-11-30T25:61', 'Europe/Madrid')).toBeUndefined();
});
