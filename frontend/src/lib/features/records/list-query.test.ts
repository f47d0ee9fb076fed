import { expect, test } from 'vitest';
import { readList, spanOf } from './list-query.ts';

test('what an address asks, of the names that a list knows', () => {
  const url = new URL('http://x.example/?search=%20ana%20&state=&other=1&cursor=abc');
  expect(readList(url, ['search', 'state'])).toEqual({ search: 'ana', cursor: 'abc' });
});

test('days begin where the place is, also where clocks change', () => {
  expect(spanOf({ from: '2026-03-01', to: '2026-03-31' }, 'America/Argentina/Buenos_Aires')).toEqual({
    from: '2026-03-01T03:00:00.000Z',
    to: '2026-04-01T03:00:00.000Z',
  });
  // Clocks go back in Santiago at midnight of April 5th, and forward in New York on March 8th.
  expect(spanOf({ from: '2026-03-08', to: '2026-03-08' }, 'America/New_York')).toEqual({
    from: '2026-03-08T05:00:00.000Z',
    to: '2026-03-09T04:00:00.000Z',
  });
  expect(spanOf({ from: 'tomorrow' }, 'UTC')).toEqual({ from: undefined, to: undefined });
});
