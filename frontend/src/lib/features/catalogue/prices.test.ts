import { expect, it, vi } from 'vitest';
import { formatLeast } from './prices.ts';

// Only Kit knows whether it runs in a browser; here the messages are those of the first language.
vi.mock('#lib/i18n/words.ts', () => import('#paraglide/messages.js'));

const money = (amount: number) => ({ amount, currency: 'ARS' });
const text = (...ones: Parameters<typeof formatLeast>[0]) =>
  formatLeast(ones, 'es-AR').replaceAll('\u00a0', ' ');

it('says "desde" only where a price is not always the same', () => {
  const price = money(100_000);
  const dear = { price, priceFrom: money(120_000) };
  expect(text(dear)).toBe('$ 1.200');
  expect(text(dear, dear)).toBe('$ 1.200');
  expect(text({ ...dear, priceUpTo: money(150_000) })).toBe('desde $ 1.200');
  expect(text(dear, { price })).toBe('desde $ 1.000');
  expect(text()).toBe('');
});

it('says it where only a later one of the same least price may cost more', () => {
  const price = money(100_000);
  expect(text({ price }, { price, priceUpTo: money(150_000) })).toBe('desde $ 1.000');
});
