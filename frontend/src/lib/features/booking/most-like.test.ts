import { expect, test } from 'vitest';
import { mostLike } from './most-like.ts';

const at = (start: string) => ({ start: `${start}:00-03:00` });

test.each([
  [
    'the same weekday and time, the first of two',
    ['2026-03-03T10:00', '2026-03-05T18:00', '2026-03-12T18:00'],
    1,
  ],
  ['a little later on that day', ['2026-03-05T09:00', '2026-03-05T18:30', '2026-03-06T18:00'], 1],
  [
    'the same time of a day beside it, where that day has nothing',
    ['2026-03-03T18:00', '2026-03-06T18:00'],
    1,
  ],
  ['over the end of a week', ['2026-03-02T09:00', '2026-03-04T18:00'], 1],
])('%s', (_, starts, index) => {
  expect(mostLike(starts.map(at), '2026-02-26T18:00:00-03:00')).toEqual(at(starts[index] ?? ''));
});

test('of a class its session, and of nothing nothing', () => {
  const session = { ...at('2026-03-05T18:00'), sessionId: 's' };
  expect(mostLike([session], '2026-02-26T18:00:00-03:00')).toEqual(session);
  expect(mostLike([], '2026-02-26T18:00:00-03:00')).toBeUndefined();
});

test('a Sunday evening is near to Monday morning', () => {
  expect(mostLike([at('2026-03-04T20:00'), at('2026-03-02T09:00')], '2026-03-01T20:00:00-03:00')).toEqual(
    at('2026-03-02T09:00'),
  );
});
