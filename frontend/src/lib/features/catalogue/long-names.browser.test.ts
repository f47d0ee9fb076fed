import { expect, test } from 'vitest';
import { render } from 'vitest-browser-svelte';
import StartChips from '#lib/features/find/StartChips.svelte';
import PriceList from './PriceList.svelte';
import '../../../styles/base.css';

const name = 'Corteconlavadomasajeperfiladoyacondicionadorcapilardelujoexclusivo';

test('names without an end stay inside of a phone', async () => {
  const line = { name, href: '/', from: 'desde', price: '$ 13.500', detail: '' };
  const start = { href: '/', time: '09:00', note: name, label: name };
  await render(PriceList, { groups: [{ key: 'a', name, href: '/', lines: [line] }] });
  await render(StartChips, { days: [{ date: '2026-03-03', name: 'Mar 3', starts: [start] }] });
  const head = document.createElement('header');
  head.style.display = 'grid';
  head.append(Object.assign(document.createElement('h1'), { textContent: name }));
  document.body.append(head);
  expect(document.documentElement.scrollWidth).toBe(document.documentElement.clientWidth);
});
