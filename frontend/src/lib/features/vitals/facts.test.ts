import { expect, test } from 'vitest';
import { errorFacts } from './facts.ts';

test('a failure is told by its kind, its place and a number, without what anybody typed', () => {
  const error = new TypeError('ana@example.com is not a function');
  error.stack = `TypeError: ana@example.com\n    at pay (http://fade.localhost/_app/immutable/chunks/a1b2.js?token=s3cret:12:345)`;
  const facts = errorFacts(error);
  expect(facts).toMatchObject({ name: 'TypeError', at: 'a1b2.js:12:345' });
  expect(facts.hash).toMatch(/^[0-9a-f]{8}$/);
  expect(JSON.stringify(facts)).not.toMatch(/ana|s3cret|fade/);
});

test('the same message has the same number, another one has another', () => {
  expect(errorFacts(new Error('a')).hash).toBe(errorFacts(new RangeError('a')).hash);
  expect(errorFacts(new Error('a')).hash).not.toBe(errorFacts(new Error('b')).hash);
});

test('whatever was thrown is told', () => {
  expect(errorFacts('out of luck')).toMatchObject({ name: 'Error', at: '' });
  const odd = new Error('x');
  odd.name = 'Ana says "hi"';
  expect(errorFacts(odd).name).toBe('Error');
});
