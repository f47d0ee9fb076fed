import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod/mini';
import { dataOf, outcome } from '../../../test/browser.ts';
import { testApp, type TestApp } from '../../../test/harness.ts';
import { tomorrow } from '../../../test/shop.ts';
import { announced, book, createStaff, historyOf, type Staff } from '../../../test/staff.ts';
import { strandedOnly } from '../schedules/stranded.contract.ts';
import { managedBusiness } from './businesses.contract.ts';
import { managedLocation } from './locations.contract.ts';

let t: TestApp;
let staff: Staff;

beforeAll(async () => {
  t = await testApp();
  staff = await createStaff(t);
});
afterAll(() => t.close());

const NOT_FOUND = [404, 'NOT_FOUND'];
const FORBIDDEN = [403, 'FORBIDDEN'];

const refusal = (answer: { json: () => unknown }) =>
  (answer.json() as { error: { code: string; details: { field: string }[]; data?: unknown } }).error;

describe('a business', () => {
  it('is created by an admin, edited, shown to customers once published, and noted each time', async () => {
    const { admin, customer } = staff;
    const body = { name: 'Peluquería Doña Ana', description: { 'es-AR': 'De barrio.' } };
    const made = dataOf(managedBusiness, await admin.send('POST', '/businesses', body));
    expect(made).toMatchObject({ ...body, slug: 'peluqueria-dona-ana', publishedAt: null });
    expect(outcome(await customer.send('GET', `/businesses/${made.slug}`))).toEqual(NOT_FOUND);

    const change = { phone: '+54 341 555-0142', description: { en: 'Round the corner.' } };
    const edited = await admin.send('PATCH', `/businesses/${made.slug}`, change);
    expect(dataOf(managedBusiness, edited)).toMatchObject(change);
    const published = await admin.send('POST', `/businesses/${made.id}/publication`);
    expect(dataOf(managedBusiness, published).publishedAt).not.toBeNull();
    expect(outcome(await customer.send('GET', `/businesses/${made.slug}`))).toEqual([200]);
    await admin.send('DELETE', `/businesses/${made.id}/publication`);
    expect(outcome(await customer.send('GET', `/businesses/${made.slug}`))).toEqual(NOT_FOUND);

    expect(outcome(await admin.send('DELETE', `/businesses/${made.id}`))).toEqual([200]);
    expect(outcome(await admin.send('GET', `/manage/businesses/${made.id}`))).toEqual(NOT_FOUND);
    const history = await historyOf(t.a, made.id);
    expect(history.map(({ action }) => action)).toEqual([
      'business.created',
      'business.changed',
      'business.published',
      'business.unpublished',
      'business.deleted',
    ]);
    expect(history[1]).toMatchObject({
      before: { phone: null, description: body.description },
      after: change,
      createdBy: admin.id,
    });
    expect(await announced(t.a, made.id)).toBe(5);
  });

  it('is found by a part of its name, by its state and in an order', async () => {
    const { admin, neighbour, foreigner } = staff;
    const list = async (query: string, who = admin) =>
      dataOf(z.array(managedBusiness), await who.send('GET', `/manage/businesses?${query}`)).map(
        ({ name }) => name,
      );
    for (const name of ['Zeta % One', 'Zeta Two']) await admin.send('POST', '/businesses', { name });
    await admin.send('POST', '/businesses/zeta-two/publication');
    expect(await list('search=zeta&sort=name&order=desc')).toEqual(['Zeta Two', 'Zeta % One']);
    expect(await list('search=%25')).toEqual(['Zeta % One']);
    expect(await list('search=zeta&state=hidden')).toEqual(['Zeta % One']);
    expect(await list('search=zeta&state=published')).toEqual(['Zeta Two']);
    expect(await list('search=zeta', neighbour)).toEqual([]);
    expect(await list('search=zeta', foreigner)).toEqual([]);
    const first = await admin.send('GET', '/manage/businesses?search=zeta&sort=name&limit=1');
    const { meta } = first.json<{ meta: { nextCursor: string } }>();
    expect(await list(`search=zeta&sort=name&limit=1&cursor=${meta.nextCursor}`)).toEqual(['Zeta Two']);
  });

  it('is created once for one Idempotency-Key', async () => {
    const headers = { 'idempotency-key': 'business-1' };
    const send = () => staff.admin.send('POST', '/businesses', { name: 'Once' }, headers);
    const [first, second] = [await send(), await send()];
    expect([first.statusCode, second.statusCode]).toEqual([201, 201]);
    expect(dataOf(managedBusiness, second).id).toBe(dataOf(managedBusiness, first).id);
  });

  it('has an address of its own', async () => {
    const { admin } = staff;
    const named = (body: object) => admin.send('POST', '/businesses', { name: 'Two', ...body });
    expect(dataOf(managedBusiness, await named({})).slug).toBe('two');
    expect(dataOf(managedBusiness, await named({})).slug).toBe('two-2');
    expect(outcome(await named({ slug: 'two' }))).toEqual([409, 'SLUG_TAKEN']);
    expect(outcome(await admin.send('PATCH', '/businesses/two-2', { slug: 'two' }))).toEqual([
      409,
      'SLUG_TAKEN',
    ]);
  });

  it.each([
    ['name', { name: '<b>Shop</b>' }],
    ['name', { name: 'x'.repeat(121) }],
    ['name', { name: 'two\nlines' }],
    ['description.en', { description: { en: '<script>' } }],
    ['description.fr', { description: { fr: 'Bonjour' } }],
    ['phone', { phone: '555' }],
    ['slug', { slug: 'Not A Slug' }],
    ['publishedAt', { publishedAt: null }],
  ])('is refused with the field: %s', async (field, change) => {
    const answer = await staff.owner.send('PATCH', `/businesses/${staff.shop.businessId}`, change);
    expect(outcome(answer)).toEqual([400, 'VALIDATION']);
    expect(refusal(answer).details.map((detail) => detail.field)).toContain(field);
  });

  it('is changed by whoever may, there', async () => {
    const { shop, ...people } = staff;
    const path = `/businesses/${shop.businessId}`;
    const change = (who: keyof typeof people) => people[who].send('PATCH', path, { email: 'a@example.com' });
    expect(outcome(await change('owner'))).toEqual([200]);
    expect(outcome(await change('admin'))).toEqual([200]);
    for (const who of ['reception', 'provider', 'customer', 'branch'] as const)
      expect([who, outcome(await change(who))]).toEqual([who, FORBIDDEN]);
    expect(outcome(await change('neighbour'))).toEqual(NOT_FOUND);
    expect(outcome(await change('foreigner'))).toEqual(NOT_FOUND);
    expect(outcome(await people.owner.send('DELETE', path))).toEqual(FORBIDDEN);
    expect(outcome(await people.owner.send('POST', '/businesses', { name: 'Mine' }))).toEqual(FORBIDDEN);
  });

  it('has the clock of its first place, once it has one', async () => {
    const { admin } = staff;
    const made = dataOf(managedBusiness, await admin.send('POST', '/businesses', { name: 'Far away' }));
    expect(made.timeZone).toBeNull();
    for (const timeZone of ['Asia/Tokyo', 'Europe/London']) {
      const body = { name: timeZone.split('/')[1], address: { line: 'Main Street 1' }, timeZone };
      expect(outcome(await admin.send('POST', `/businesses/${made.id}/locations`, body))).toEqual([201]);
    }
    const shown = await admin.send('GET', `/manage/businesses/${made.id}`);
    expect(dataOf(managedBusiness, shown).timeZone).toBe('Asia/Tokyo');
  });

  it('is listed to those who work there', async () => {
    const slugs = async (who: 'owner' | 'branch' | 'neighbour') =>
      dataOf(z.array(managedBusiness), await staff[who].send('GET', '/manage/businesses')).map(
        ({ slug }) => slug,
      );
    expect(await slugs('owner')).toEqual(['shop']);
    expect(await slugs('branch')).toEqual(['shop']);
    expect(await slugs('neighbour')).toEqual(['other']);
    expect(outcome(await staff.customer.send('GET', '/manage/businesses'))).toEqual(FORBIDDEN);
  });
});

describe('a location', () => {
  it('is added, changed and closed by those of its business', async () => {
    const { owner, shop } = staff;
    const body = { name: 'North', address: { line: 'Mitre 1', city: 'Rosario' }, timeZone: 'Europe/London' };
    const answer = await owner.send('POST', `/businesses/${shop.businessId}/locations`, body);
    const made = dataOf(managedLocation, answer);
    expect(made).toMatchObject({ name: 'North', slug: 'north', timeZone: 'Europe/London', point: null });
    expect(made.address).toEqual({ ...body.address, region: '', postalCode: '', country: 'AR' });
    const point = { latitude: -32.9, longitude: -60.6 };
    const changed = await owner.send('PATCH', `/locations/${made.id}`, { point });
    expect(changed.json()).toMatchObject({ data: { point, name: 'North', stranded: { total: 0 } } });
    for (const [field, change] of [
      ['timeZone', { timeZone: 'Mars/Olympus' }],
      ['timeZone', { timeZone: '+03:00' }],
      ['point.latitude', { point: { latitude: 91, longitude: 0 } }],
    ] as const) {
      const wrong = await owner.send('PATCH', `/locations/${made.id}`, change);
      expect(refusal(wrong)).toMatchObject({ code: 'VALIDATION', details: [{ field }] });
    }
    expect(outcome(await owner.send('DELETE', `/locations/${made.id}`))).toEqual([200]);
    expect(outcome(await owner.send('GET', `/manage/locations/${made.id}`))).toEqual(NOT_FOUND);
    expect((await historyOf(t.a, made.id)).map(({ action }) => action)).toEqual([
      'location.created',
      'location.changed',
      'location.deleted',
    ]);
  });

  it('is changed by its own manager, who cannot add another', async () => {
    const { branch, reception, neighbour, foreigner, shop } = staff;
    const path = `/locations/${shop.locationId}`;
    expect(outcome(await branch.send('PATCH', path, { name: 'Centre' }))).toEqual([200]);
    const another = await branch.send('POST', `/businesses/${shop.businessId}/locations`, { name: 'X' });
    expect(outcome(another)).toEqual(FORBIDDEN);
    for (const who of [neighbour, foreigner]) {
      expect(outcome(await who.send('PATCH', path, { name: 'Mine' }))).toEqual(NOT_FOUND);
      expect(outcome(await who.send('DELETE', path))).toEqual(NOT_FOUND);
      expect(outcome(await who.send('GET', `/manage${path}`))).toEqual(NOT_FOUND);
    }
    expect(outcome(await reception.send('PATCH', path, { name: 'Mine' }))).toEqual(FORBIDDEN);
    expect(outcome(await reception.send('GET', `/manage${path}`))).toEqual([200]);
  });

  it('with bookings to come closes only if that is accepted, and tells them', async () => {
    const { owner, shop } = staff;
    const times = { from: tomorrow('10:00'), to: tomorrow('10:30') };
    const id = await book(t.a, shop, times);
    await book(t.a, shop, { from: tomorrow('11:00'), to: tomorrow('11:30'), state: 'cancelled' });
    const expired = new Date(Date.now() - 1_000);
    await book(t.a, shop, {
      from: tomorrow('12:00'),
      to: tomorrow('12:30'),
      state: 'held',
      expiresAt: expired,
    });
    const path = `/locations/${shop.locationId}`;
    const asked = await owner.send('DELETE', path);
    expect(outcome(asked)).toEqual([409, 'STRANDS_BOOKINGS']);
    const named = {
      id,
      startsAt: new Date(times.from).toISOString(),
      endsAt: new Date(times.to).toISOString(),
      providerId: shop.providerIds[0],
      customerName: 'Ana Paz',
    };
    expect(refusal(asked).data).toMatchObject({ total: 1, bookings: [named] });
    expect(outcome(await owner.send('GET', `/manage${path}`))).toEqual([200]);

    const done = await owner.send('DELETE', `${path}?acceptStranded=true`);
    expect(dataOf(strandedOnly, done)).toMatchObject({ stranded: { total: 1, bookings: [named] } });
    expect(outcome(await owner.send('GET', `/manage${path}`))).toEqual(NOT_FOUND);
  });
});
