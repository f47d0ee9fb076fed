import { afterAll, beforeAll, expect, it } from 'vitest';
import { dataOf, outcome } from '../../../test/browser.ts';
import { testApp, type TestApp } from '../../../test/harness.ts';
import { createStaff, type Staff } from '../../../test/staff.ts';
import * as z from 'zod/mini';
import { auditEvent } from './audit.contract.ts';

let t: TestApp;
let staff: Staff;

beforeAll(async () => {
  t = await testApp();
  staff = await createStaff(t);
  const { admin, shop, foreigner } = staff;
  await admin.send('PATCH', `/businesses/${shop.businessId}`, { name: 'Shop the second' });
  await admin.send('PATCH', `/businesses/${shop.businessId}`, { phone: '+54 341 555-0142' });
  await admin.send('PUT', '/settings', { value: { scheduling: { holdMinutes: 7 } } });
  await foreigner.send('PUT', '/settings', { value: { scheduling: { holdMinutes: 9 } } });
});
afterAll(() => t.close());

const list = async (query = '') =>
  dataOf(z.array(auditEvent), await staff.admin.send('GET', `/audit-events${query}`));

it('tells who did what to which thing, with what it was and became, the newest first', async () => {
  const [settings, phone, name] = await list();
  expect(settings).toMatchObject({
    action: 'settings.changed',
    entity: 'tenant',
    after: { scheduling: { holdMinutes: 7 } },
    actor: { id: staff.admin.id },
  });
  expect(phone).toMatchObject({ after: { phone: '+54 341 555-0142' }, entityName: 'Shop the second' });
  expect(name).toMatchObject({ before: { name: 'shop' }, after: { name: 'Shop the second' } });
});

it('can be asked by who, what, which thing and when, a page at a time', async () => {
  const { admin, owner, shop } = staff;
  expect(await list('?action=business')).toHaveLength(2);
  expect(await list('?action=settings.changed')).toHaveLength(1);
  expect(await list(`?entity=business&entityId=${shop.businessId}`)).toHaveLength(2);
  expect(await list(`?actorId=${admin.id}`)).toHaveLength(3);
  expect(await list(`?actorId=${owner.id}`)).toEqual([]);
  const [newest] = await list();
  expect(await list(`?from=${newest?.at}`)).toEqual([newest]);
  expect(await list(`?to=${newest?.at}`)).toHaveLength(2);

  const first = await admin.send('GET', '/audit-events?limit=2');
  const { meta } = first.json<{ meta: { nextCursor: string } }>();
  expect(await list(`?limit=2&cursor=${meta.nextCursor}`)).toEqual((await list()).slice(2));
});

it('is for those alone who may read it', async () => {
  const { owner, reception, customer, foreigner } = staff;
  for (const who of [owner, reception, customer])
    expect(outcome(await who.send('GET', '/audit-events'))).toEqual([403, 'FORBIDDEN']);
  const theirs = dataOf(z.array(auditEvent), await foreigner.send('GET', '/audit-events'));
  expect(theirs.map(({ after }) => after)).toEqual([{ scheduling: { holdMinutes: 9 } }]);
  expect(outcome(await staff.admin.send('GET', '/audit-events?cursor=nothing'))).toEqual([400, 'BAD_CURSOR']);
});
