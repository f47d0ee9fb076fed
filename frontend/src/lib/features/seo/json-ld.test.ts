import { expect, test } from 'vitest';
import type { BusinessPage } from '#lib/api/types.ts';
import { addressIn } from './addresses.ts';
import { businessData, dataBlock } from './json-ld.ts';

const business: BusinessPage = {
  id: '1',
  slug: 'aurora',
  name: 'Aurora </script><script>alert(1)</script> & Hijas',
  description: { 'es-AR': 'Cortes' },
  phone: '+54 341 555 0101',
  cover: null,
  serviceCount: 1,
  providerCount: 0,
  priceFrom: null,
  locations: [
    {
      id: '2',
      slug: 'centro',
      name: 'Centro',
      address: { line: 'Mitre 738', city: 'Rosario', region: 'Santa Fe', postalCode: '' },
      point: { latitude: -32.9, longitude: -60.6 },
      timeZone: 'America/Argentina/Cordoba',
      weeklyHours: [{ weekday: 6, startMinute: 1200, endMinute: 1500 }],
    },
  ],
  services: [
    {
      id: '3',
      businessId: '1',
      slug: 'corte',
      name: { 'es-AR': 'Corte' },
      description: {},
      category: 'cut',
      providersRequired: 1,
      capacity: 1,
      place: 'location',
      durationInputs: [],
      variants: [
        {
          id: '4',
          key: 'usual',
          name: { en: 'Usual' },
          minutes: 30,
          price: { amount: 1500050, currency: 'ARS' },
          priceFrom: { amount: 1500050, currency: 'ARS' },
        },
      ],
      addOns: [],
    },
  ],
  providers: [],
};
const data = businessData(business, 'https://fade.example/b/aurora', 'https://fade.example/x.png', 'es-AR');

test('a name cannot end the block, and is read as it was written', () => {
  const block = dataBlock(data[0] ?? {});
  const inside = block.slice(block.indexOf('>') + 1, block.lastIndexOf('</script>'));
  expect(inside).not.toMatch(/[<>]/);
  expect((JSON.parse(inside) as { name: string }).name).toBe(business.name);
});

test('a business tells its place, hours past midnight, and prices in whole units', () => {
  expect(data).toMatchObject([
    {
      '@id': 'https://fade.example/b/aurora#centro',
      geo: { latitude: -32.9, longitude: -60.6 },
      openingHoursSpecification: [
        { dayOfWeek: 'https://schema.org/Saturday', opens: '20:00', closes: '01:00' },
      ],
      hasOfferCatalog: {
        itemListElement: [
          {
            price: '15000.50',
            priceCurrency: 'ARS',
            itemOffered: { '@type': 'Service', name: 'Corte' },
            url: 'https://fade.example/b/aurora/book?service=3',
          },
        ],
      },
    },
  ]);
});

test('a language has an address of its own', () => {
  expect(addressIn('https://a.example', '/b/x', 'en')).toBe('https://a.example/b/x?lang=en');
  expect(addressIn('https://a.example', '/search?service=cut', 'en')).toBe(
    'https://a.example/search?service=cut&lang=en',
  );
  expect(addressIn('https://a.example', '/')).toBe('https://a.example/');
});
