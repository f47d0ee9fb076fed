import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { browser, dataOf, outcome, signedIn } from '../../../test/browser.ts';
import { testApp, type TestApp } from '../../../test/harness.ts';
import { createShop, tomorrow, type Shop } from '../../../test/shop.ts';
import { inTransaction } from '../../lib/context.ts';
import { verticalOf } from '../tenants/tenants.service.ts';
import type { FormField, Vertical } from '../verticals/verticals.contract.ts';
import { serviceTerms } from './terms.contract.ts';

const POLICIES = {
  cancellation: [
    { untilMinutesBefore: 1440, fee: { basisPoints: 0 } },
    { untilMinutesBefore: 0, fee: { basisPoints: 5_000 } },
  ],
  noShowFee: { basisPoints: 10_000 },
  deposit: { new: { basisPoints: 3_000 }, risky: { basisPoints: 10_000 }, above: 500 },
};
const text = (en: string) => ({ en, 'es-AR': en });
const field = (key: string, more: Partial<FormField> = {}): FormField => ({
  key,
  name: text(key),
  type: 'text',
  required: true,
  ...more,
});

let t: TestApp;
let shop: Shop;
let elsewhere: Shop;

beforeAll(async () => {
  t = await testApp();
  shop = await createShop(t.a, { policies: POLICIES, features: { waitlist: true, series: false } });
  elsewhere = await createShop(t.b, { slug: 'other' });
  const vertical = verticalOf(t.deps.verticals, t.a);
  const [first] = vertical.serviceTypes;
  if (!first) throw new Error('The vertical has no services.');
  (t.deps.verticals as Map<string, Vertical>).set('barbershop', {
    ...vertical,
    intakeForms: [{ key: 'pet', name: text('Pet'), fields: [field('name')] }],
    customerFields: [
      field('allergy'),
      field('privacy', { type: 'consent', consent: { version: 2, text: text('I agree.') } }),
    ],
    serviceTypes: [{ ...first, key: 'groom', intakeForm: 'pet' }],
  });
  await inTransaction(t.a.ctx, async ({ db, tenant }) => {
    const tenantId = tenant.id;
    await db.service.update({
      where: { tenantId_id: { tenantId, id: shop.services.cut } },
      data: { templateKey: 'groom' },
    });
    await db.setting.create({
      data: { tenantId, serviceId: shop.services.cut, value: { scheduling: { approval: true } } },
    });
  });
});
afterAll(() => t.close());

const ask = (id: string, query = '', who = browser(t, t.a)) =>
  who.send('GET', `/services/${id}/terms${query}`);
const terms = async (...given: Parameters<typeof ask>) => dataOf(serviceTerms, await ask(...given));

it('says what holds for a service, layer over layer, and nothing that is the business’s own', async () => {
  const cut = await terms(shop.services.cut);
  expect(cut).toMatchObject({
    businessId: shop.businessId,
    locationId: shop.locationId,
    minNoticeMinutes: 0,
    approval: true,
    policies: { cancellation: POLICIES.cancellation, noShowFee: POLICIES.noShowFee },
    deposit: { new: { basisPoints: 3_000 }, regular: null, above: 500 },
    waitlist: true,
    rhythms: [],
    mostSeats: 1,
    intakeForm: { key: 'pet' },
    answered: [],
  });
  expect(JSON.stringify(cut)).not.toMatch(/risky|priority|customerActive|messages/);
  const lesson = await terms(shop.services.class);
  expect(lesson).toMatchObject({ approval: false, intakeForm: null, mostSeats: 10, mostGuests: 9 });
});

it('names only ways to pay that there are, and tells of coupons once there is one', async () => {
  const before = await terms(shop.services.cut);
  expect(before.payments).toEqual(['venue']);
  expect(before.coupons).toBe(false);
  const grants = [{ role: 'manager' as const, businessId: shop.businessId }];
  const staff = await signedIn(t, t.a, 'manager@example.com', grants);
  const coupon = { businessId: shop.businessId, code: 'HOLA', basisPoints: 1_000 };
  expect(outcome(await staff.send('POST', '/coupons', coupon))).toEqual([201]);
  expect((await terms(shop.services.cut)).coupons).toBe(true);
});

it('knows what the caller has answered once, and nobody else', async () => {
  const ana = await signedIn(t, t.a, 'ana@example.com');
  const booked = await ana.send('POST', '/bookings', {
    items: [{ serviceId: shop.services.cut }],
    start: tomorrow('10:00', 1),
    answers: { name: 'Rex' },
    customerAnswers: { allergy: 'none', privacy: 2 },
  });
  expect(outcome(booked)).toEqual([201]);
  expect((await terms(shop.services.cut, '', ana)).answered).toEqual(['allergy', 'privacy']);
  expect((await terms(shop.services.cut)).answered).toEqual([]);
});

it('is 404 for what is not there: another tenant’s, another’s place, what is hidden', async () => {
  const gone = [404, 'NOT_FOUND'];
  expect(outcome(await ask(randomUUID()))).toEqual(gone);
  expect(outcome(await ask(elsewhere.services.cut))).toEqual(gone);
  expect(outcome(await ask(shop.services.cut, `?locationId=${elsewhere.locationId}`))).toEqual(gone);
  await inTransaction(t.a.ctx, ({ db, tenant }) =>
    db.service.update({
      where: { tenantId_id: { tenantId: tenant.id, id: shop.services.basin } },
      data: { publishedAt: null },
    }),
  );
  expect(outcome(await ask(shop.services.basin))).toEqual(gone);
});
