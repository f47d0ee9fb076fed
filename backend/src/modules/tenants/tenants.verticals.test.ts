import { afterAll, beforeAll, expect, it } from 'vitest';
import { testApp, type TestApp } from '../../../test/harness.ts';
import { demandVerticals } from './tenants.verticals.ts';

let t: TestApp;
beforeAll(async () => {
  t = await testApp();
});
afterAll(() => t.close());

it('names those whose vertical was taken away', async () => {
  await expect(demandVerticals(t.deps)).resolves.toBeUndefined();
  const verticals = new Map([...t.deps.verticals].filter(([key]) => key !== 'barbershop'));
  await expect(demandVerticals({ ...t.deps, verticals })).rejects.toThrow(
    /^niche-configs\/barbershop\.json: is not there.* Tenant a \(a\), Tenant b \(b\)\. Put the file back\.$/,
  );
});
