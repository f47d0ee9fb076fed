import { expect, test, vi } from 'vitest';
import { render } from 'vitest-browser-svelte';
import '../../../styles/base.css';
import Summary from './Summary.svelte';
import type { CheckoutWords } from './words.ts';

// Drawings are answered by Kit's server, which does not run here.
vi.mock('#lib/motifs/art.ts', () => ({ portraitUrl: () => 'data:image/svg+xml,' }));

const name = 'Corteconlavadomasajeperfiladoyacondicionadorcapilardelujoexclusivo';

test('what is booked stays inside of a phone, whatever its name', async () => {
  const startsAt = '2026-03-03T12:00:00Z';
  const view = {
    items: [{ name, detail: name, people: [{ id: 'a', name }] }],
    ...{ day: 'Martes 3 de marzo', time: '09:00 – 09:45', startsAt },
    own: { startsAt, ahead: -180, timeZone: 'America/Argentina/Buenos_Aires', locale: 'es-AR', words: '' },
    business: { id: 'a', name, slug: 'a' },
    place: { name, address: name, directions: '' },
    policy: { cancel: '', move: '', noShow: '' },
  };
  const rows = [{ label: name, amount: '$ 13.500', kind: 'variant' as const }];
  const price = { groups: [{ title: name, rows }], total: '$ 13.500', note: '', split: null };
  const words = { summary: 'Resumen', change: 'Cambiar' } as CheckoutWords;
  await render(Summary, { view, words, price, changeUrl: '/' });
  expect(document.documentElement.scrollWidth).toBe(document.documentElement.clientWidth);
});
