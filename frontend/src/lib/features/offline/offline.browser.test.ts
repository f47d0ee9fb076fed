import { beforeEach, expect, test } from 'vitest';
import { render } from 'vitest-browser-svelte';
import { bannerHtml } from './banner.ts';
import Changes from './Changes.svelte';
import type { KeptBooking, Waiting } from './kept.ts';
import KeptBookings from './KeptBookings.svelte';
import { keepBookings, keepWaiting, readBookings, readOwner, readWaiting, startAnew } from './store.ts';

const booking: KeptBooking = {
  id: '0198f0c4-0000-7000-8000-000000000001',
  code: '7KQM-3XPD',
  title: 'Corte',
  when: 'sáb, 28 nov, 17:00',
  place: 'La de Mitre',
  state: 'Confirmada',
  price: '$ 15.000',
  ahead: true,
  qr: '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"><path d="M0 0h1v1H0z"/></svg>',
  cancel: { text: 'Cancelar no tiene costo.', fee: 0, until: null },
  mark: 'confirmed 17:00',
};
const waiting: Waiting = {
  key: 'k1',
  kind: 'cancel',
  path: `/bookings/${booking.id}/cancel`,
  body: 'key=k1',
  bookingId: booking.id,
  title: 'Corte',
  asked: '2026-11-21T15:00:00.000Z',
  seen: { mark: booking.mark, fee: 0 },
  conflict: null,
};

beforeEach(async () => {
  document.documentElement.lang = 'es-AR';
  await startAnew('ana');
});

test('what is kept of one person is gone when the next one comes', async () => {
  await keepBookings({ at: '2026-11-21T15:00:00.000Z', bookings: [booking] });
  await keepWaiting(waiting);
  await startAnew('beto');
  expect(await readOwner()).toBe('beto');
  expect(await readBookings()).toBeUndefined();
  expect(await readWaiting()).toEqual([]);
});

test('a kept booking shows its code, and is cancelled by a form that waits', async () => {
  await keepBookings({ at: '2026-11-21T15:00:00.000Z', bookings: [booking] });
  const screen = await render(KeptBookings, { locale: 'es-AR', only: booking.id });
  await expect.element(screen.getByRole('heading', { name: 'Corte' })).toBeVisible();
  const image = screen.getByRole('img').element() as HTMLImageElement;
  await image.decode();
  const form = screen.container.querySelector('form');
  expect(form?.getAttribute('action')).toBe(waiting.path);
  expect(form?.querySelector<HTMLInputElement>('[name=key]')?.value).toMatch(/^[0-9a-f-]{36}$/);
});

test('the fee that was promised until an hour ago is not promised any more', async () => {
  const until = new Date(Date.now() - 3_600_000).toISOString();
  const late = { ...booking, cancel: { text: 'Cancelar no tiene costo.', fee: 0, until } };
  await keepBookings({ at: '2026-11-21T15:00:00.000Z', bookings: [late] });
  const screen = await render(KeptBookings, { locale: 'es-AR' });
  await expect.element(screen.getByRole('heading', { name: 'Corte' })).toBeVisible();
  expect(screen.container.querySelector('form')).toBeNull();
});

test('what waits can be taken back; what has changed meanwhile asks what to do', async () => {
  await keepWaiting(waiting);
  await keepWaiting({ ...waiting, key: 'k2', title: 'Barba', conflict: { now: '29 nov', reason: '' } });
  const screen = await render(Changes, { alone: true });
  await expect.poll(() => screen.getByRole('alert').query()?.textContent).toContain('29 nov');
  await expect.element(screen.getByRole('link')).toHaveAttribute('href', `/bookings/${booking.id}`);
  await screen.getByRole('listitem').filter({ hasText: 'Barba' }).getByRole('button').last().click();
  await expect.poll(async () => (await readWaiting()).map(({ key }) => key)).toEqual(['k1']);
  await expect.element(screen.getByText('Barba')).not.toBeInTheDocument();
});

test('a kept page says from when it is: the hour today, else the day too', () => {
  const today = bannerHtml({ lang: 'es-AR', since: new Date(), waiting: 1 });
  expect(today).toMatch(/\d\d:\d\d/);
  expect(today).toContain('/offline/changes');
  const before = bannerHtml({ lang: 'es-AR', since: new Date('2026-01-02T12:00:00Z'), waiting: 0 });
  expect(before).toContain('2 de enero');
  expect(before).not.toContain('/offline/changes');
});
