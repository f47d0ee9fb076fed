import { expect, it, vi } from 'vitest';
import { serviceList, type ServiceView } from './business-view.ts';
import { variantPrice } from './listing.ts';

// Only Kit knows whether it runs in a browser; here the messages are those of the first language.
vi.mock('#lib/i18n/words.ts', () => import('#paraglide/messages.js'));

const services = (count: number) =>
  Array.from({ length: count }, (_, id) => ({ id }) as unknown as ServiceView);

it('shows what fits, and keeps the rest of three hundred behind a word', () => {
  expect(serviceList(services(24))).toMatchObject({ rest: [], more: '' });
  const long = serviceList(services(300));
  expect([long.first.length, long.rest.length, long.more]).toEqual([24, 276, 'Ver 276 más']);
});

it('says "desde" only where a price is not always the same', () => {
  const money = (amount: number) => ({ amount, currency: 'ARS' });
  const variant = { id: 'v', key: 'usual', name: {}, minutes: 30, price: money(100_000) };
  const dear = { ...variant, priceFrom: money(120_000) };
  const plain = (text: string) => text.replaceAll('\u00a0', ' ');
  expect(plain(variantPrice(dear, 'es-AR'))).toBe('$ 1.200');
  expect(plain(variantPrice({ ...dear, priceUpTo: money(150_000) }, 'es-AR'))).toBe('desde $ 1.200');
});
