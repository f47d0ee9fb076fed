import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { dataOf, outcome } from '../../../test/browser.ts';
import { testApp, type TestApp } from '../../../test/harness.ts';
import { tomorrow } from '../../../test/shop.ts';
import { announced, book, createStaff, historyOf, type Someone, type Staff } from '../../../test/staff.ts';
import { managedProvider } from './providers.contract.ts';
import { managedResourceUnit } from './resources.contract.ts';

let t: TestApp;
let staff: Staff;

beforeAll(async () => {
  t = await testApp();
  staff = await createStaff(t, { providers: 2, chairs: 2 });
});
afterAll(() => t.close());

const NOT_FOUND = [404, 'NOT_FOUND'];
const FORBIDDEN = [403, 'FORBIDDEN'];
const fieldsOf = (answer: { json: () => unknown }) =>
  (answer.json() as { error: { details: { field: string }[] } }).error.details.map(({ field }) => field);

const add = (who: Someone, body: object) =>
  who.send('POST', `/businesses/${staff.shop.businessId}/providers`, body);

describe('a provider', () => {
  it('says what they want of themselves, and no more than that', async () => {
    const { provider, shop, customer, owner } = staff;
    const bio = { 'es-AR': 'Corto desde los quince.' };
    const changed = dataOf(managedProvider, await provider.send('PATCH', '/me/provider', { bio }));
    expect([changed.id, changed.bio]).toEqual([shop.providerIds[0], bio]);
    expect(outcome(await provider.send('PATCH', '/me/provider', { level: null }))[0]).toBe(400);
    expect(outcome(await provider.send('PATCH', `/providers/${changed.id}`, { bio }))).toEqual(FORBIDDEN);
    expect(outcome(await owner.send('PATCH', '/me/provider', { bio }))).toEqual(NOT_FOUND);
    expect(outcome(await customer.send('PATCH', '/me/provider', { bio }))).toEqual(FORBIDDEN);
  });

  it('is added with places, services and an account, changed and taken off the list', async () => {
    const { owner, reception, shop } = staff;
    const body = {
      name: 'Ana Paz',
      title: { 'es-AR': 'Barbera', en: 'Barber' },
      priority: 3,
      timeZone: 'Europe/Madrid',
      userId: reception.id,
      locationIds: [shop.locationId],
      serviceIds: [shop.services.cut],
    };
    const made = dataOf(managedProvider, await add(owner, body));
    expect(made).toMatchObject({ ...body, slug: 'ana-paz', businessId: shop.businessId });
    expect(dataOf(managedProvider, await add(owner, { name: 'Ana Paz' })).slug).toBe('ana-paz-2');
    const serviceIds = [shop.services.crew, shop.services.padded].toSorted();
    const changed = await owner.send('PATCH', `/providers/${made.id}`, { serviceIds, userId: null });
    expect(changed.json()).toMatchObject({
      data: { serviceIds, userId: null, locationIds: body.locationIds, stranded: { total: 0 } },
    });
    expect(outcome(await owner.send('DELETE', `/providers/${made.id}`))).toEqual([200]);
    expect(outcome(await owner.send('GET', `/manage/providers/${made.id}`))).toEqual(NOT_FOUND);
    const history = await historyOf(t.a, made.id);
    expect(history.map(({ action }) => action)).toEqual([
      'provider.created',
      'provider.changed',
      'provider.deleted',
    ]);
    expect(history[1]?.before).toEqual({ serviceIds: body.serviceIds, userId: reception.id });
    expect(await announced(t.a, shop.businessId)).toBeGreaterThanOrEqual(3);
  });

  it('is refused with the field', async () => {
    const { owner, neighbour, shop } = staff;
    const elsewhere = (await neighbour.send('GET', '/manage/locations')).json<{ data: { id: string }[] }>()
      .data[0]!.id;
    for (const [field, more] of [
      ['locationIds.1', { locationIds: [shop.locationId, elsewhere] }],
      ['serviceIds.0', { serviceIds: [shop.locationId] }],
      ['userId', { userId: neighbour.id }],
      ['level', { level: 'emperor' }],
      ['timeZone', { timeZone: 'Mars/Olympus' }],
      ['title.en', { title: { en: '<i>Barber</i>' } }],
      ['priority', { priority: -1 }],
      ['businessId', { businessId: shop.businessId }],
    ] as const) {
      const answer = await add(owner, { name: 'Beto', ...more });
      expect([field, outcome(answer), fieldsOf(answer)]).toEqual([field, [400, 'VALIDATION'], [field]]);
    }
  });

  it('is changed by whoever rules all the places they work at', async () => {
    const { shop, owner, branch, reception, provider, neighbour, foreigner } = staff;
    const path = `/providers/${shop.providerIds[1]}`;
    const change = { priority: 5 };
    expect(outcome(await branch.send('PATCH', path, change))).toEqual([200]);
    expect(outcome(await add(branch, { name: 'Caro', locationIds: [shop.locationId] }))).toEqual([201]);
    expect(outcome(await add(branch, { name: 'Dario' }))).toEqual(FORBIDDEN);
    expect(outcome(await branch.send('PATCH', path, { locationIds: [] }))).toEqual(FORBIDDEN);
    for (const who of [reception, provider]) {
      expect(outcome(await who.send('PATCH', path, change))).toEqual(FORBIDDEN);
      expect(outcome(await who.send('GET', `/manage${path}`))).toEqual([200]);
    }
    for (const who of [neighbour, foreigner]) {
      expect(outcome(await who.send('PATCH', path, change))).toEqual(NOT_FOUND);
      expect(outcome(await who.send('DELETE', path))).toEqual(NOT_FOUND);
      expect(outcome(await who.send('GET', `/manage${path}`))).toEqual(NOT_FOUND);
    }
    expect(outcome(await owner.send('PATCH', path, { locationIds: [] }))).toEqual([200]);
    expect(outcome(await branch.send('PATCH', path, change))).toEqual(FORBIDDEN);
    await owner.send('PATCH', path, { locationIds: [shop.locationId] });
  });

  it('does not leave bookings behind unasked: a place, a service, the business', async () => {
    const { owner, shop } = staff;
    const providerId = shop.providerIds[1] ?? '';
    const path = `/providers/${providerId}`;
    await book(t.a, shop, { providerId, from: tomorrow('10:00'), to: tomorrow('10:30') });
    await book(t.a, shop, { from: tomorrow('10:00'), to: tomorrow('10:30') });
    for (const change of [{ locationIds: [] }, { serviceIds: [] }, { serviceIds: [shop.services.crew] }]) {
      const answer = await owner.send('PATCH', path, change);
      expect(outcome(answer)).toEqual([409, 'STRANDS_BOOKINGS']);
      expect(answer.json()).toMatchObject({ error: { data: { total: 1, bookings: [{ providerId }] } } });
    }
    expect(outcome(await owner.send('PATCH', path, { serviceIds: [shop.services.cut] }))).toEqual([200]);
    expect(outcome(await owner.send('DELETE', path))).toEqual([409, 'STRANDS_BOOKINGS']);
    expect(outcome(await owner.send('GET', `/manage${path}`))).toEqual([200]);
    const done = await owner.send('DELETE', `${path}?acceptStranded=true`);
    expect(done.json()).toMatchObject({ data: { stranded: { total: 1 } } });
  });
});

describe('a resource unit', () => {
  const addUnit = (who: Someone, body: object) =>
    who.send('POST', `/locations/${staff.shop.locationId}/resource-units`, body);

  it('is added with the next number, renamed and taken away', async () => {
    const { branch, shop } = staff;
    const made = dataOf(managedResourceUnit, await addUnit(branch, { type: 'chair' }));
    expect(made).toMatchObject({ type: 'chair', number: 3, name: {}, locationId: shop.locationId });
    const name = { 'es-AR': 'Del fondo' };
    const changed = await branch.send('PATCH', `/resource-units/${made.id}`, { name, number: 7 });
    expect(dataOf(managedResourceUnit, changed)).toMatchObject({ name, number: 7 });
    expect(outcome(await addUnit(branch, { type: 'chair', number: 7 }))).toEqual([409, 'NUMBER_TAKEN']);
    expect(outcome(await branch.send('DELETE', `/resource-units/${made.id}`))).toEqual([200]);
    expect(outcome(await branch.send('GET', `/manage/resource-units/${made.id}`))).toEqual(NOT_FOUND);
    expect(dataOf(managedResourceUnit, await addUnit(branch, { type: 'chair' })).number).toBe(8);
    expect((await historyOf(t.a, made.id)).map(({ action }) => action)).toEqual([
      'resource-unit.created',
      'resource-unit.changed',
      'resource-unit.deleted',
    ]);
  });

  it('is of a type of the vertical, and of those who rule its place', async () => {
    const { owner, reception, neighbour, foreigner, shop } = staff;
    const wrong = await addUnit(owner, { type: 'rocket' });
    expect([outcome(wrong), fieldsOf(wrong)]).toEqual([[400, 'VALIDATION'], ['type']]);
    const types = await reception.send('GET', '/manage/resource-types');
    expect(types.json<{ data: { key: string }[] }>().data.map(({ key }) => key)).toContain('chair');
    const path = `/resource-units/${shop.units.chair[0]}`;
    expect(outcome(await reception.send('PATCH', path, { number: 9 }))).toEqual(FORBIDDEN);
    for (const who of [neighbour, foreigner]) {
      expect(outcome(await addUnit(who, { type: 'chair' }))).toEqual(NOT_FOUND);
      expect(outcome(await who.send('PATCH', path, { number: 9 }))).toEqual(NOT_FOUND);
      expect(outcome(await who.send('DELETE', path))).toEqual(NOT_FOUND);
    }
  });

  it('that is booked stays unless that is accepted', async () => {
    const { owner, shop } = staff;
    const [unit = ''] = shop.units.chair;
    const booked = { serviceId: shop.services.chair, providerId: null, unitIds: [unit] };
    const id = await book(t.a, shop, { ...booked, from: tomorrow('15:00'), to: tomorrow('15:30') });
    const asked = await owner.send('DELETE', `/resource-units/${unit}`);
    expect(asked.json()).toMatchObject({
      error: { code: 'STRANDS_BOOKINGS', data: { total: 1, bookings: [{ id, providerId: null }] } },
    });
    expect(outcome(await owner.send('DELETE', `/resource-units/${unit}?acceptStranded=1`))).toEqual([200]);
  });
});
