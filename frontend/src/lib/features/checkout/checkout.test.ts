import { expect, it, vi } from 'vitest';
import type { Booking, Payment } from '#lib/api/types.ts';
import { wishOf } from './booking-view.ts';
import { calendarLinks } from './calendar-links.ts';
import { paidOf } from './done-view.ts';
import { clockOf, leftAt } from './remaining.ts';

// Only Kit knows whether it runs in a browser; here the messages are those of the first language.
vi.mock('#lib/i18n/words.ts', () => import('#paraglide/messages.js'));

it('counts down by time passed, not by anybody’s clock', () => {
  expect(leftAt(600_000, 1_000, 61_000)).toBe(540_000);
  expect(leftAt(600_000, 0, 700_000)).toBe(0);
  expect([clockOf(540_000), clockOf(65_900), clockOf(0)]).toEqual(['9:00', '1:05', '0:00']);
});

it('holds the same start with the same people, and another with whoever can', () => {
  const startsAt = '2026-03-14T12:00:00-03:00';
  const booking = {
    startsAt,
    locationId: 'place',
    items: [
      {
        serviceId: 'cut',
        variantId: 'short',
        providers: [{ id: 'ana', name: 'Ana' }],
        sessionId: null,
        seats: null,
        addOns: [{ id: 'wash', name: {}, quantity: 2 }],
        inputs: {},
      },
    ],
  } as unknown as Booking;
  const same = wishOf(booking, '2026-03-14T15:00:00Z');
  expect(same.items[0]).toEqual({
    serviceId: 'cut',
    variantId: 'short',
    providerId: 'ana',
    addOns: [{ id: 'wash', quantity: 2 }],
    inputs: {},
  });
  expect(wishOf(booking, '2026-03-14T15:30:00Z').items[0]).not.toHaveProperty('providerId');
});

it('counts what has arrived and has not gone back, without tips', () => {
  const payment = (kind: string, state: string, amount: number, refunds: object[] = []) =>
    ({ kind, state, price: { amount, currency: 'ARS' }, refunds }) as unknown as Payment;
  expect(
    paidOf([
      payment('deposit', 'completed', 300),
      payment('balance', 'completed', 700, [
        { amount: 200, state: 'completed' },
        { amount: 50, state: 'failed' },
      ]),
      payment('tip', 'completed', 90),
      payment('full', 'failed', 1_000),
    ]),
  ).toBe(800);
});

it('links to calendars with nothing that opens the booking', () => {
  const { google, outlook } = calendarLinks({
    title: 'Corte & barba',
    startsAt: '2026-03-14T12:00:00-03:00',
    endsAt: '2026-03-14T12:30:00-03:00',
    place: 'Mitre 1',
    details: '7KQM-3XPD',
  });
  expect(new URL(google).searchParams.get('dates')).toBe('20260314T150000Z/20260314T153000Z');
  expect(new URL(google).searchParams.get('text')).toBe('Corte & barba');
  expect(new URL(outlook).searchParams.get('startdt')).toBe('2026-03-14T15:00:00.000Z');
});
