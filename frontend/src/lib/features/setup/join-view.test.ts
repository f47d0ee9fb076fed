import { expect, test } from 'vitest';
import { nextStep, priceField, stepFor } from './join-view.ts';

type Application = Exclude<Parameters<typeof stepFor>[1], null>;
const application = (missing: Application['missing']) => ({ missing }) as Application;

test('the journey goes on where it stopped', () => {
  expect(nextStep(null)).toBe('business');
  expect(nextStep(application(['location', 'hours', 'services']))).toBe('place');
  expect(nextStep(application(['services']))).toBe('services');
  expect(nextStep(application(['resources']))).toBe('services');
  expect(nextStep(application([]))).toBe('done');
});

test('a step back is open, one ahead is not, and nobody begins twice', () => {
  expect(stepFor('place', application(['services']))).toBe('place');
  expect(stepFor('done', application(['services']))).toBe('services');
  expect(stepFor('business', application([]))).toBe('done');
  expect(stepFor('hours', null)).toBe('business');
});

test('prices are shown as they are typed', () => {
  expect(priceField({ amount: 850_000, currency: 'ARS' })).toBe('8500');
  expect(priceField({ amount: 1_050, currency: 'EUR' })).toBe('10.50');
});
