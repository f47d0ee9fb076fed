import { expect, test } from 'vitest';
import { queryOf } from './query.ts';

test('the parameters of an address are kept, the action sent to it is not', () => {
  const of = (search: string) => queryOf(new URL(`https://fade.example/login${search}`));
  expect(of('')).toBe('');
  expect(of('?/password')).toBe('');
  expect(of('?/password&next=%2Fcheckout%2F1&reset=1')).toBe('&next=%2Fcheckout%2F1&reset=1');
});
