import { expect, it } from 'vitest';
import { startOfDay } from './day.ts';

it('finds the first instant of a local day, also where clocks have just changed', () => {
  expect(startOfDay('2026-11-21', 'America/Argentina/Buenos_Aires')).toBe('2026-11-21T03:00:00.000Z');
  expect(startOfDay('2026-11-21', 'UTC')).toBe('2026-11-21T00:00:00.000Z');
  expect(startOfDay('2026-03-08', 'America/New_York')).toBe('2026-03-08T05:00:00.000Z');
  expect(startOfDay('2026-03-09', 'America/New_York')).toBe('2026-03-09T04:00:00.000Z');
  expect(startOfDay('2026-11-21', 'Asia/Kolkata')).toBe('2026-11-20T18:30:00.000Z');
});
