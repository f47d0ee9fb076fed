import { expect, test } from 'vitest';
import { todayIn } from './dates.ts';

test('the date at an instant is that of the place', () => {
  const instant = Date.parse('2026-01-01T01:00:00Z');
  expect(todayIn('America/Argentina/Buenos_Aires', instant)).toBe('2025-12-31');
  expect(todayIn('UTC', new Date(instant))).toBe('2026-01-01');
});
