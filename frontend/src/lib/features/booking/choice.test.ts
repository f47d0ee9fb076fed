import { expect, test } from 'vitest';
import type { BusinessPage, Service } from '#lib/api/types.ts';
import { anew, choiceHref, choicePairs, readChoice, same, wantedOf } from './choice.ts';

const price = { amount: 1, currency: 'ARS' };
const service = (id: string, more: Partial<Service> = {}): Service => ({
  id,
  businessId: 'b',
  slug: id,
  name: {},
  description: {},
  category: 'all',
  providersRequired: 1,
  capacity: 1,
  place: 'location',
  durationInputs: [],
  variants: [`${id}-short`, `${id}-long`].map((key) => ({
    ...{ id: key, key, name: {}, minutes: 30, price },
    priceFrom: price,
  })),
  addOns: [{ id: `${id}-wash`, key: 'wash', name: {}, minutes: 0, price, maxQuantity: 2 }],
  ...more,
});

const rooms = {
  key: 'rooms',
  name: {},
  min: 1,
  max: 6,
  default: 2,
  minutesPerUnit: 20,
  pricePerUnit: price,
};

const business = {
  services: [
    service('cut'),
    service('beard'),
    service('class', { capacity: 8 }),
    service('home', { place: 'customer', durationInputs: [rooms] }),
  ],
  providers: [
    { id: 'ana', serviceIds: ['cut'], locationIds: ['here', 'there'] },
    { id: 'leo', serviceIds: ['cut', 'beard', 'home'], locationIds: ['there'] },
  ],
  locations: [{ id: 'here' }, { id: 'there' }],
} as BusinessPage;

const read = (query: string) => readChoice(new URLSearchParams(query), business);

test('an address says all of a visit, and is written the same way again', () => {
  const query =
    'service=cut&variant=cut-long&addon.cut-wash=2&service=beard&variant=beard-short&provider=leo' +
    '&location=there&date=2026-03-02&start=2026-03-02T10%3A00%3A00-03%3A00';
  expect(choiceHref(read(query))).toBe(`?${query}`);
  expect(wantedOf(read(query))).toEqual({
    items: [
      {
        serviceId: 'cut',
        variantId: 'cut-long',
        addOns: [{ id: 'cut-wash', quantity: 2 }],
        providerId: 'leo',
      },
      { serviceId: 'beard', variantId: 'beard-short', providerId: 'leo' },
    ],
    locationId: 'there',
    seats: 1,
  });
});

test('who does only one of the services serves that one, the other is done by whoever is free', () => {
  const choice = read('service=cut&service=beard&provider=ana');
  expect(choice.items.map(({ providerId }) => providerId)).toEqual(['ana', undefined]);
  expect(choicePairs(choice)).toContainEqual(['provider.cut', 'ana']);
});

test('what cannot be had is left out: unknown things, wild numbers, a class within a visit, two kinds of place', () => {
  const wild = read('service=nothing&service=cut&service=cut&variant=x&addon.cut-wash=99&provider=x&seats=5');
  expect(wild.items).toHaveLength(1);
  expect(wild.items[0]).toMatchObject({ variant: { id: 'cut-short' }, providerId: undefined });
  expect(wild.items[0]?.addOns.size).toBe(0);
  expect(wild.seats).toBe(1);
  expect(read('service=cut&service=class&seats=3')).toMatchObject({
    items: [{ service: { id: 'class' } }],
    seats: 3,
  });
  expect(read('service=home&service=cut').items.map(({ service: { id } }) => id)).toEqual(['home']);
});

test('inputs have their usual number until another is given within their bounds', () => {
  const rooms = (query: string) => read(`service=home&${query}`).items[0]?.inputs.get('rooms');
  expect([rooms(''), rooms('input.rooms=5'), rooms('input.rooms=7')]).toEqual([2, 5, 2]);
});

test('the place is named only where it matters', () => {
  expect(read('service=cut').locationId).toBe('here');
  expect(read('service=home&location=there').locationId).toBeUndefined();
});

test('whoever is asked for is so where they work, and is not where they do not', () => {
  const asked = (query: string) => {
    const { locationId, items } = read(query);
    return [locationId, ...items.map(({ providerId }) => providerId)];
  };
  expect(asked('service=cut&provider=leo')).toEqual(['there', 'leo']);
  expect(asked('service=cut&provider=ana')).toEqual(['here', 'ana']);
  expect(asked('service=cut&provider=leo&location=here')).toEqual(['here', undefined]);
  // With nobody named it is where somebody does all of it.
  expect(asked('service=beard')).toEqual(['there', undefined]);
  expect(asked('service=cut&service=beard&provider=ana')).toEqual(['there', 'ana', undefined]);
  // At the customer's place it does not matter.
  expect(asked('service=home&provider=leo&location=here')).toEqual([undefined, 'leo']);
});

test('another day asks for another time, another service for the same', () => {
  const choice = read('service=cut&start=2026-03-02T10:00:00-03:00&repeat=weekly');
  const day = '?service=cut&variant=cut-short&location=here&date=2026-03-02';
  expect(choiceHref(choice, anew)).toBe(day);
  expect(choiceHref(choice, same)).toBe(`${day}&start=2026-03-02T10%3A00%3A00-03%3A00`);
});

test('of two starts the last one counts: it was chosen on a page whose address had one already', () => {
  const [one, other] = ['2026-03-02T10:00:00-03:00', '2026-03-02T11:00:00-03:00'];
  expect(read(`service=cut&start=${one}&start=${other}`).start).toBe(other);
});

test('a start may say which class it is, and wins over one that was said before', () => {
  const start = '2026-03-02T10:00:00-03:00';
  const one = { start, sessionId: 's1', date: '2026-03-02' };
  expect(read(`service=class&start=${start}&session=s1`)).toMatchObject(one);
  expect(read(`service=class&start=${start}+s1&session=s2`)).toMatchObject(one);
  expect(read('service=class&start=tomorrow+s1').start).toBeUndefined();
});
