import { expect, test, vi } from 'vitest';
import type { Provider, Service, Tenant } from '#lib/api/types.ts';
import { marketplaceView } from './listing.ts';

// Only Kit knows whether it runs in a browser; here the messages are those of the first language.
vi.mock('#lib/i18n/words.ts', () => import('#paraglide/messages.js'));

const name = { 'es-AR': 'Yoga' };
const variants = [{ minutes: 60, priceFrom: { amount: 900_000, currency: 'ARS' } }];
const services = [{ name, category: 'calm', businessId: 'b', variants }] as unknown as Service[];
const providers = [{ id: 'p', name: 'Ana', title: {}, portrait: null }] as unknown as Provider[];
const tenant = { terminology: {}, categories: [{ key: 'calm', name }] } as unknown as Tenant;

function order(listing: Tenant['listing'], offer: Partial<Parameters<typeof marketplaceView>[0]> = {}) {
  const shown = { businesses: [], services, providers, ...offer };
  const { sections } = marketplaceView(shown, undefined, { ...tenant, listing }, 'es-AR');
  return sections.map(({ key }) => key);
}

test('what the vertical lists first comes before the others, which keep their order', () => {
  expect(order('business')).toEqual(['businesses', 'services', 'people']);
  expect(order('service')).toEqual(['services', 'businesses', 'people']);
  expect(order('provider')).toEqual(['people', 'businesses', 'services']);
});

test('of a hundred services a home page names a dozen, and leads to the others', () => {
  const many = Array.from({ length: 100 }, (_, at) => ({
    ...services[0]!,
    name: { 'es-AR': `Clase ${at}` },
  }));
  const { prices, facts } = marketplaceView(
    { businesses: [], services: many, providers },
    undefined,
    tenant,
    'es-AR',
  );
  const { lines } = prices[0]!;
  expect(lines.length).toBe(13);
  expect(lines.at(-1)).toMatchObject({ name: 'Ver 88 más', href: '/c/calm', price: '' });
  expect(facts).toEqual([]);
});

test('nothing is announced that is not there', () => {
  expect(order('provider', { services: [], providers: [] })).toEqual(['businesses']);
});
