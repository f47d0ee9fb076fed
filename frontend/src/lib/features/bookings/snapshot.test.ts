import { expect, test } from 'vitest';
import type { Booking, CancellationPreview } from '#lib/api/types.ts';
import { outdated, snapshot } from './snapshot.ts';

const price = { amount: 900_000, currency: 'ARS' };
const booking = {
  startsAt: '2026-03-06T18:00:00-03:00',
  state: 'confirmed',
  timeZone: 'America/Argentina/Buenos_Aires',
  price,
  items: [{ providers: [{ id: 'p', name: 'Nico' }] }],
} as unknown as Booking;
const preview = { fee: { ...price, amount: 0 } } as CancellationPreview;
const now = snapshot(booking, preview, 'es-AR');

test('what was seen is told beside what is now, where the two differ', () => {
  const later = snapshot({ ...booking, startsAt: '2026-03-07T10:00:00-03:00' }, preview, 'es-AR');
  expect(outdated(now.key, now, booking, 'es-AR')).toBeNull();
  expect(outdated(now.key, later, booking, 'es-AR')?.lines).toEqual(now.lines);
  expect(later.lines).not.toEqual(now.lines);
});

test('another person who serves or another fee is a change, too', () => {
  const fee = snapshot(booking, { ...preview, fee: { ...price, amount: 450_000 } }, 'es-AR');
  const items = [{ providers: [{ id: 'q', name: 'Ana' }] }] as Booking['items'];
  const other = snapshot({ ...booking, items }, preview, 'es-AR');
  for (const changed of [fee, other]) expect(outdated(now.key, changed, booking, 'es-AR')).not.toBeNull();
});

test('nonsense is no conflict: the form is taken at what is now', () => {
  for (const sent of ['', '{', '{"start":5}', 'null'])
    expect(outdated(sent, now, booking, 'es-AR')).toBeNull();
});
