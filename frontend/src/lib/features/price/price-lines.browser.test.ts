import { expect, test } from 'vitest';
import { render } from 'vitest-browser-svelte';
import '../../../styles/base.css';
import { m } from '#lib/i18n/words.ts';
import PriceLines from './PriceLines.svelte';
import type { PriceView } from './price-view.ts';

const price: PriceView = {
  groups: [
    {
      title: 'Corte',
      rows: [
        { label: 'Corte de pelo', amount: '$ 9.000', kind: 'variant' },
        { label: 'Cupón HOLA', amount: '−$ 900', kind: 'coupon' },
      ],
    },
    { title: 'Barba', rows: [{ label: 'Arreglo de barba', amount: '$ 4.000', kind: 'variant' }] },
  ],
  total: '$ 12.100',
  note: 'Incluye 21 % de IVA.',
  split: { now: '$ 3.025', rest: '$ 9.075', restLabel: 'El resto en el local' },
};

const told = (container: HTMLElement) =>
  [...container.querySelectorAll('dt')].map((term) => [
    term.textContent,
    term.nextElementSibling?.textContent,
  ]);

test('each amount stands with what it is for, by service; then the whole, what is paid now and what is left', async () => {
  const { container, getByText } = await render(PriceLines, { price });
  expect(told(container)).toEqual([
    ['Corte de pelo', '$ 9.000'],
    ['Cupón HOLA', '−$ 900'],
    ['Arreglo de barba', '$ 4.000'],
    [m.price_total(), '$ 12.100'],
    [m.price_deposit_now(), '$ 3.025'],
    ['El resto en el local', '$ 9.075'],
  ]);
  await expect.element(getByText('Barba', { exact: true })).toBeVisible();
  await expect.element(getByText('Incluye 21 % de IVA.')).toBeVisible();
});

test('where nothing is paid before, and one service is booked, only its lines and the whole are said', async () => {
  const { container } = await render(PriceLines, {
    price: {
      ...price,
      groups: price.groups.slice(1).map(({ rows }) => ({ title: '', rows })),
      note: '',
      split: null,
    },
  });
  expect(told(container)).toEqual([
    ['Arreglo de barba', '$ 4.000'],
    [m.price_total(), '$ 12.100'],
  ]);
  expect(container.querySelectorAll('p')).toHaveLength(0);
});
