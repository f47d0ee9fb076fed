import { expect, it, vi } from 'vitest';
import { priceView, type Priced } from './price-view.ts';

// Only Kit knows whether it runs in a browser; here the messages are those of the first language.
vi.mock('#lib/i18n/words.ts', () => import('#paraglide/messages.js'));

type Item = Priced['items'][number];
type Line = Priced['priceLines'][number];

const name = (en: string) => ({ en });
const item = (service: string, more: Partial<Item> = {}): Item => ({
  serviceId: service,
  serviceName: name(service),
  variantId: null,
  variantName: null,
  providers: [],
  sessionId: null,
  seats: null,
  startsAt: '2026-03-14T12:00:00Z',
  endsAt: '2026-03-14T13:00:00Z',
  addOns: [],
  inputs: {},
  ...more,
});
const line = (kind: Line['kind'], en: string, amount: number, item = 0): Line => ({
  item,
  kind,
  name: name(en),
  amount,
});
const plain = (text: string | undefined) => text?.replaceAll(/\s/gu, ' ');
const price = (amount: number) => ({ amount, currency: 'USD' });

it('explains a price line by line, with what is taken off', () => {
  const lines = [
    line('variant', 'Short', 2_000),
    line('rule', 'Evening', 500),
    line('coupon', 'SPRING', -250),
  ];
  const view = priceView({ items: [item('Cut')], priceLines: lines, price: price(2_250) }, 'en');
  expect(view.groups).toHaveLength(1);
  expect(view.groups[0]?.title).toBe('');
  expect(view.groups[0]?.rows.map(({ amount }) => plain(amount))).toEqual(['$20', '$5', '−$2.50']);
  expect(view.groups[0]?.rows[2]?.label).toContain('SPRING');
  expect(plain(view.total)).toBe('$22.50');
});

it('names each service of a visit, how many seats and of each extra, and nothing that costs nothing', () => {
  const items = [
    item('Class', { seats: 3, addOns: [{ id: 'a', name: name('Mat'), quantity: 2 }] }),
    item('Massage'),
  ];
  const priceLines = [
    line('variant', '', 3_000),
    line('addOn', 'Mat', 200),
    line('rule', 'Usual', 0),
    line('variant', 'Long', 0, 1),
  ];
  const { groups } = priceView({ items, priceLines, price: price(3_200) }, 'en');
  expect(groups.map(({ title, rows }) => [title, rows.map(({ label }) => label)])).toEqual([
    ['Class', ['Class × 3', 'Mat × 2']],
    ['Massage', ['Long']],
  ]);
});

it('says once what one move added and another took away, or nothing', () => {
  const items = [item('Cut'), item('Shave')];
  const priceLines = [
    ...[line('variant', 'Short', 2_000), line('rule', 'Master', 500)],
    ...[line('variant', 'Long', 1_000, 1), line('rule', 'Master', 300, 1)],
    ...[line('rule', 'Master', -500), line('rule', 'Master', -100, 1)],
  ];
  const { groups } = priceView({ items, priceLines, price: price(3_200) }, 'en');
  expect(groups.map(({ rows }) => rows.map(({ label, amount }) => `${label} ${plain(amount)}`))).toEqual([
    ['Short $20'],
    ['Long $10', 'Master $2'],
  ]);
});

it('tells a tax that is in the price, and what is paid now and later', () => {
  const tax = { name: name('VAT'), basisPoints: 2_100, mode: 'included' as const };
  const priced = { items: [item('Cut')], priceLines: [line('variant', 'Short', 2_000)], price: price(2_000) };
  const view = priceView(priced, 'en', { tax, deposit: 600, atVenue: false });
  expect(view.note).toContain('VAT (21%)');
  expect(view.split).toMatchObject({ now: '$6', rest: '$14' });
  expect(priceView(priced, 'en', { tax: { ...tax, mode: 'added' } }).note).toBe('');
  expect(priceView(priced, 'en', { deposit: 2_000 }).split).toBeNull();
});
