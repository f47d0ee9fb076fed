import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { keepBookings, readWaiting, startAnew } from '#lib/features/offline/store.ts';
import type { KeptBooking } from '#lib/features/offline/kept.ts';

const tab = { postMessage: vi.fn() };
vi.mock('$app/service-worker', () => ({
  self: { registration: {}, clients: { matchAll: () => Promise.resolve([tab]) } },
}));
const { maySend, replay, sendOrWait } = await import('./queue.ts');

const id = '0198f0c4-0000-7000-8000-000000000001';
const booking: KeptBooking = {
  ...{ id, code: '7KQM-3XPD', title: 'Corte', when: 'sáb 17:00', place: 'La de Mitre', state: 'Confirmada' },
  ...{ price: '$ 15.000', ahead: true, qr: null, mark: 'confirmed 17:00' },
  cancel: { text: 'Cancelar no tiene costo.', fee: 0, until: null },
};
const cancel = (headers: Record<string, string> = {}) =>
  new Request(`/bookings/${id}/cancel`, {
    method: 'POST',
    body: new URLSearchParams({ key: 'k1', seen: 'then' }),
    headers,
  });

/** The server as it is now: what it says of the booking, and to forms. Undefined: there is no connection. */
let server: { booking: KeptBooking; form: object; status?: number } | undefined;
const sent: { key: string | null; seen: string | null }[] = [];

function answer(input: RequestInfo | URL, init?: RequestInit): Promise<Response> {
  if (!server) return Promise.reject(new TypeError('Failed to fetch'));
  const address = input instanceof Request ? input.url : String(input);
  if (address.includes('/offline/mine'))
    return Promise.resolve(Response.json({ bookings: [server.booking] }));
  const fields = new URLSearchParams(init?.body as string);
  sent.push({ key: fields.get('key'), seen: fields.get('seen') });
  return Promise.resolve(Response.json(server.form, { status: server.status ?? 200 }));
}

const done = { type: 'redirect', status: 303, location: `/bookings/${id}?done=cancelled` };

beforeEach(async () => {
  sent.length = 0;
  server = undefined;
  vi.stubGlobal('fetch', vi.fn(answer));
  await startAnew('ana');
  await keepBookings({ at: '2026-11-21T15:00:00.000Z', bookings: [booking] });
});
afterEach(() => vi.unstubAllGlobals());

test('only what needs no answer before the next step may wait', () => {
  const may = (path: string) => maySend(new URL(path, location.origin));
  expect([`/bookings/${id}/cancel`, `/bookings/${id}?/cancel`, '/account/messages'].map(may)).toEqual([
    true,
    true,
    true,
  ]);
  expect(['/checkout/1', '/login', `/bookings/${id}`, `/bookings/${id}?/pay`].map(may)).not.toContain(true);
  const staff = (action: string) => may(`/provider/bookings/${id}?/${action}`);
  expect(['checkIn', 'charge', 'cancel', 'noShow'].map(staff)).toEqual([true, false, false, false]);
});

test('staff’s check-in waits under what staff saw, and is left alone where that has changed', async () => {
  const other = { ...booking, id: id.replace(/1$/, '2') };
  const checkIn = (mark: string) =>
    new Request(`/provider/bookings/${other.id}?/checkIn`, {
      method: 'POST',
      body: new URLSearchParams({ key: mark, mark, title: 'Ana Paz · Corte · 17:00', back: '/provider' }),
    });
  await sendOrWait(checkIn(other.mark));
  await sendOrWait(checkIn('confirmed 16:00'));
  expect(await readWaiting()).toMatchObject([
    { kind: 'checkIn', bookingId: other.id, title: 'Ana Paz · Corte · 17:00', seen: { mark: other.mark } },
    { kind: 'checkIn', seen: { mark: 'confirmed 16:00' } },
  ]);
  server = { booking: other, form: done };
  await replay();
  expect(sent.map(({ key }) => key)).toEqual([other.mark]);
  expect((await readWaiting()).map(({ conflict }) => conflict?.now)).toEqual(['sáb 17:00 · Confirmada']);
});

test('without a connection a form waits, and is sent once when it is back, under its own key', async () => {
  const told = await sendOrWait(cancel({ 'x-sveltekit-action': 'true' }));
  expect(await told.json()).toMatchObject({ type: 'redirect', location: '/offline/changes' });
  expect(await readWaiting()).toMatchObject([{ key: 'k1', kind: 'cancel', title: 'Corte · sáb 17:00' }]);
  await expect(replay()).rejects.toThrow();
  expect(await readWaiting()).toHaveLength(1);

  server = { booking, form: done };
  await Promise.all([replay(), replay()]);
  expect(sent.map(({ key }) => key)).toEqual(['k1']);
  expect(await readWaiting()).toEqual([]);
  expect(tab.postMessage).toHaveBeenCalledWith({ type: 'replayed', sent: 1, conflicts: 0, waiting: 0 });
});

test.each([
  ['was moved', { ...booking, mark: 'confirmed 18:00', when: 'sáb 18:00' }],
  [
    'would cost more',
    { ...booking, cancel: { text: 'Cancelar cuesta $ 7.500.', fee: 750_000, until: null } },
  ],
])('a booking that %s meanwhile is left alone until its person has chosen', async (_, changed) => {
  await sendOrWait(cancel());
  server = { booking: changed, form: done };
  await replay();
  expect(sent).toEqual([]);
  const [waiting] = await readWaiting();
  expect(waiting?.conflict).toEqual({ now: `${changed.when} · Confirmada`, reason: changed.cancel?.text });
  await replay();
  expect(sent).toEqual([]);

  await replay('k1');
  expect(sent).toEqual([{ key: 'k1', seen: null }]);
  expect(await readWaiting()).toEqual([]);
});

test('what the server refuses is kept with its reason; what it cannot answer now is sent again', async () => {
  await sendOrWait(cancel());
  server = { booking, form: { type: 'error' }, status: 503 };
  await expect(replay()).rejects.toThrow('503');
  server = {
    booking,
    form: { type: 'failure', status: 422, data: '[{"id":1,"message":2},"cancel","Ya empezó."]' },
  };
  await replay();
  expect((await readWaiting())[0]?.conflict).toEqual({ now: '', reason: 'Ya empezó.' });
});
