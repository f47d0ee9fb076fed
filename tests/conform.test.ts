import { afterAll, beforeAll, expect, test } from 'vitest';
import { testDatabase, type TestDatabase } from '../backend/test/database.ts';
import { loadVerticals } from '../backend/src/modules/verticals/verticals.service.ts';
import type { Vertical } from '../backend/src/modules/verticals/verticals.contract.ts';
import { conformance, type Outcome } from '../scripts/niche/conformance.ts';

/** Parts in which the provider is free, and classes with seats; `npm run niche -- conform` tries all verticals. */
const KEYS = ['barbershop', 'fitness-studio'];

let database: TestDatabase;
let verticals: Vertical[];
beforeAll(async () => {
  database = await testDatabase();
  const all = await loadVerticals();
  verticals = KEYS.flatMap((key) => all.get(key) ?? []);
});
afterAll(() => database.drop());

test('every service type of two verticals is found, held, booked and cancelled', async () => {
  // A type that nobody sells is no success.
  const [first, ...others] = verticals as [Vertical, ...Vertical[]];
  const unsold = { ...(first.serviceTypes[0] as Vertical['serviceTypes'][number]), key: 'sold-by-nobody' };
  const tried = [{ ...first, serviceTypes: [...first.serviceTypes, unsold] }, ...others];
  const outcomes: Outcome[] = [];
  for await (const outcome of conformance(database.env, tried)) outcomes.push(outcome);
  expect(outcomes.filter(({ passed }) => !passed)).toMatchObject([
    { vertical: 'barbershop', type: 'sold-by-nobody', text: 'no business of the demo sells it' },
  ]);
  expect(outcomes.map(({ type }) => type)).toEqual(
    tried.flatMap(({ serviceTypes }) => serviceTypes.map(({ key }) => key)),
  );
}, 120_000);
