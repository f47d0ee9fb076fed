import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod/mini';
import { dataOf, outcome } from '../../../test/browser.ts';
import { testApp, type TestApp } from '../../../test/harness.ts';
import { tomorrow } from '../../../test/shop.ts';
import { announced, book, createStaff, historyOf, type Someone, type Staff } from '../../../test/staff.ts';
import { inTransaction } from '../../lib/context.ts';
import { managedService } from './services.contract.ts';

let t: TestApp;
let staff: Staff;

beforeAll(async () => {
  t = await testApp();
  staff = await createStaff(t);
});
afterAll(() => t.close());

const NOT_FOUND = [404, 'NOT_FOUND'];
const FORBIDDEN = [403, 'FORBIDDEN'];
const fieldsOf = (answer: { json: () => unknown }) =>
  (answer.json() as { error: { details: { field: string }[] } }).error.details.map(({ field }) => field);
const ars = (amount: number) => ({ amount, currency: 'ARS' });

const add = (who: Someone, body: object) =>
  who.send('POST', `/businesses/${staff.shop.businessId}/services`, body);
const made = async (templateKey: string, more: object = {}) =>
  dataOf(managedService, await add(staff.owner, { templateKey, ...more }));
const change = (id: string, body: object, who = staff.owner) => who.send('PATCH', `/services/${id}`, body);

describe('a service', () => {
  it('is made from a service type of the vertical as a draft, with own prices', async () => {
    const service = await made('haircut', { prices: { scissors: ars(2_500_000) } });
    const type = t.deps.verticals.get('barbershop')!.serviceTypes.find(({ key }) => key === 'haircut')!;
    expect(service).toMatchObject({
      slug: 'haircut',
      templateKey: 'haircut',
      name: type.name,
      publishedAt: null,
      requires: type.requires,
      segments: null,
      place: 'location',
      capacity: 1,
      differsIn: [],
    });
    expect(service.variants.map(({ key, price }) => [key, price])).toEqual([
      ['scissors', ars(2_500_000)],
      ['clippers', ars(1_400_000)],
    ]);
    const types = await staff.owner.send('GET', '/manage/service-types');
    expect(types.json<{ data: { key: string }[] }>().data.map(({ key }) => key)).toContain('haircut');
    expect((await made('haircut')).slug).toBe('haircut-2');
    expect((await historyOf(t.a, service.id)).map(({ action }) => action)).toEqual(['service.created']);
  });

  it('keeps segments and the settings of its type', async () => {
    const bleach = await made('bleach');
    expect(bleach.segments?.map(({ minutes, provider }) => [minutes, provider])).toEqual([
      [50, true],
      [40, false],
      [50, true],
    ]);
    expect(bleach.differsIn).toEqual([]);
    const [settings] = await inTransaction(t.a.ctx, ({ db, tenant }) =>
      db.setting.findMany({ where: { tenantId: tenant.id, serviceId: bleach.id } }),
    );
    expect(settings?.value).toMatchObject({ policies: { deposit: { new: { basisPoints: 3000 } } } });
  });

  it('is refused with the field when it is made', async () => {
    for (const [field, body] of [
      ['templateKey', { templateKey: 'haircutt' }],
      ['prices.long', { templateKey: 'haircut', prices: { long: ars(1) } }],
      [
        'prices.scissors.currency',
        { templateKey: 'haircut', prices: { scissors: { amount: 1, currency: 'USD' } } },
      ],
      ['prices.scissors.amount', { templateKey: 'haircut', prices: { scissors: ars(-1) } }],
    ] as const) {
      const answer = await add(staff.owner, body);
      expect([outcome(answer), fieldsOf(answer)]).toEqual([[400, 'VALIDATION'], [field]]);
    }
  });

  it('keeps the ids of what bookings point at when its lists are given anew', async () => {
    const service = await made('haircut');
    const [scissors, clippers] = service.variants;
    const variants = [
      { key: 'clippers', name: clippers!.name, minutes: 30, price: ars(1_500_000) },
      { key: 'machine', name: { en: 'Machine' }, minutes: 20, price: ars(1_000_000) },
    ];
    const changed = dataOf(managedService, await change(service.id, { variants, addOns: [] }));
    expect(changed.variants.map(({ id, ...variant }) => [id === clippers!.id, variant])).toEqual([
      [true, variants[0]],
      [false, variants[1]],
    ]);
    expect(changed.addOns).toEqual([]);
    expect(changed.differsIn).toEqual(['variants', 'addOns']);
    const gone = await inTransaction(t.a.ctx, ({ db, tenant }) =>
      db.serviceVariant.findUnique({ where: { tenantId_id: { tenantId: tenant.id, id: scissors!.id } } }),
    );
    expect(gone?.deletedAt).not.toBeNull();
    const back = { key: 'scissors', name: scissors!.name, minutes: 45, price: scissors!.price };
    expect(outcome(await change(service.id, { variants: [back] }))).toEqual([200]);
  });

  it('is changed in everything else, and shown to customers once published', async () => {
    const service = await made('razor-shave');
    const body = {
      name: { en: 'Shave' },
      description: {},
      category: 'care',
      position: 4,
      slug: 'shave',
      buffers: { before: 5, after: 10 },
      requires: { providers: 1, resources: [{ type: 'basin', quantity: 1 }] },
      durationInputs: [
        {
          key: 'towels',
          name: { en: 'Towels' },
          min: 0,
          max: 3,
          default: 1,
          minutesPerUnit: 5,
          pricePerUnit: ars(100),
        },
      ],
    };
    expect(dataOf(managedService, await change(service.id, body))).toMatchObject(body);
    const shown = async () =>
      (await staff.customer.send('GET', `/services?businessId=${staff.shop.businessId}&limit=100`))
        .json<{ data: { id: string }[] }>()
        .data.some(({ id }) => id === service.id);
    expect(await shown()).toBe(false);
    expect(outcome(await staff.owner.send('POST', `/services/${service.id}/publication`))).toEqual([200]);
    expect(await shown()).toBe(true);
    expect(outcome(await staff.owner.send('DELETE', `/services/${service.id}/publication`))).toEqual([200]);
    expect(await shown()).toBe(false);
    const before = await announced(t.a, staff.shop.businessId);
    await change(service.id, { position: 5 });
    expect(await announced(t.a, staff.shop.businessId)).toBe(before + 1);
    // Nothing changed: nothing to tell.
    await change(service.id, { position: 5 });
    expect(await announced(t.a, staff.shop.businessId)).toBe(before + 1);
  });

  it('may not become what no service type may be', async () => {
    const { id, variants } = await made('fade');
    const [plain] = variants.map(({ id: _id, ...variant }) => variant);
    const parts = [
      { minutes: 20, provider: true, resources: [] },
      { minutes: 20, provider: true, resources: [] },
    ];
    for (const [field, body] of [
      ['category', { category: 'rockets' }],
      ['variants.1.key', { variants: [plain, plain] }],
      ['variants', { variants: [] }],
      ['variants.0.price.currency', { variants: [{ ...plain, price: { amount: 1, currency: 'EUR' } }] }],
      ['variants.0.name.en', { variants: [{ ...plain, name: { en: '<b>x</b>' } }] }],
      ['variants.0.minutes', { segments: parts, requires: { providers: 1, resources: [] } }],
      ['requires.resources', { segments: parts }],
      [
        'requires.resources.0.type',
        { requires: { providers: 1, resources: [{ type: 'rocket', quantity: 1 }] } },
      ],
      ['requires', { requires: { providers: 0, resources: [] } }],
      ['requires.providers', { capacity: 5, requires: { providers: 2, resources: [] } }],
      ['variants', { capacity: 5 }],
      ['place', { place: 'online' }],
      ['intakeForm', { intakeForm: 'none' }],
      ['capacity', { capacity: 0 }],
      ['name', { name: {} }],
      ['tenantId', { tenantId: id }],
    ] as const) {
      const answer = await change(id, body);
      expect([field, outcome(answer)]).toEqual([field, [400, 'VALIDATION']]);
      expect(fieldsOf(answer)).toContain(field);
    }
    expect(outcome(await change(id, { slug: 'haircut' }))).toEqual([409, 'SLUG_TAKEN']);
  });

  it('is of those who rule the whole business', async () => {
    const { id } = await made('kids-cut');
    const { branch, reception, provider, neighbour, foreigner } = staff;
    for (const who of [branch, reception, provider]) {
      expect(outcome(await add(who, { templateKey: 'fade' }))).toEqual(FORBIDDEN);
      expect(outcome(await change(id, { position: 1 }, who))).toEqual(FORBIDDEN);
      expect(outcome(await who.send('DELETE', `/services/${id}`))).toEqual(FORBIDDEN);
      expect(outcome(await who.send('GET', `/manage/services/${id}`))).toEqual([200]);
    }
    for (const who of [neighbour, foreigner]) {
      expect(outcome(await add(who, { templateKey: 'fade' }))).toEqual(NOT_FOUND);
      expect(outcome(await change(id, { position: 1 }, who))).toEqual(NOT_FOUND);
      expect(outcome(await who.send('DELETE', `/services/${id}`))).toEqual(NOT_FOUND);
      expect(outcome(await who.send('POST', `/services/${id}/publication`))).toEqual(NOT_FOUND);
      expect(outcome(await who.send('GET', `/manage/services/${id}`))).toEqual(NOT_FOUND);
      const listed = dataOf(z.array(managedService), await who.send('GET', '/manage/services?limit=100'));
      expect(listed.some((service) => service.id === id)).toBe(false);
    }
  });

  it('that is booked is sold no longer only if that is accepted', async () => {
    const { id, variants } = await made('scalp-care');
    const booked = await book(t.a, staff.shop, {
      serviceId: id,
      from: tomorrow('10:00'),
      to: tomorrow('10:30'),
    });
    const [variant] = variants.map(({ id: _id, ...rest }) => ({ ...rest, minutes: 60 }));
    expect(outcome(await change(id, { variants: [variant] }))).toEqual([200]);
    const asked = await staff.owner.send('DELETE', `/services/${id}`);
    expect(asked.json()).toMatchObject({
      error: { code: 'STRANDS_BOOKINGS', data: { total: 1, bookings: [{ id: booked }] } },
    });
    const done = await staff.owner.send('DELETE', `/services/${id}?acceptStranded=true`);
    expect(done.json()).toMatchObject({ data: { stranded: { total: 1 } } });
    expect(outcome(await staff.owner.send('GET', `/manage/services/${id}`))).toEqual(NOT_FOUND);
  });
});
