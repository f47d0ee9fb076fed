import { expect, test } from 'vitest';
import type { Booking, CheckInCode, Payment } from '#lib/api/types.ts';
import { staffView } from './staff-view.ts';

const at = (time: string) => `2026-11-23T${time}:00Z`;
const booking = {
  ...{ id: 'b', code: 'B', state: 'confirmed', timeZone: 'UTC', locationName: 'Here' },
  ...{ startsAt: at('18:00'), endsAt: at('18:30'), items: [], priceLines: [], fee: null, customer: null },
  price: { amount: 0, currency: 'ARS' },
} as unknown as Booking;
const code: CheckInCode = { code: 'c', svg: '', from: at('17:30') };

const viewAt = (day: string, time: string, checkIn: CheckInCode | null = code) =>
  staffView(
    { booking, checkIn, business: null, payments: [], history: [], intake: null, preview: null },
    'en',
    { mayRefund: false, now: new Date(`${day}T${time}:00Z`) },
  );
const stepsAt = (...at: Parameters<typeof viewAt>) => viewAt(...at).steps.map(({ name }) => name);

test('a booking’s page offers what the API takes by then: no check-in days ahead, no absence before the start', () => {
  expect(stepsAt('2026-11-20', '18:00')).toEqual([]);
  expect(stepsAt('2026-11-23', '17:29')).toEqual([]);
  expect(stepsAt('2026-11-23', '17:30')).toEqual(['checkIn']);
  expect(stepsAt('2026-11-23', '18:00')).toEqual(['checkIn', 'complete', 'noShow']);
  expect(stepsAt('2026-11-23', '17:30', null)).toEqual([]);
});

test('a tip is written down of who is here, or was', () => {
  expect(viewAt('2026-11-23', '17:59').mayTip).toBe(false);
  expect(viewAt('2026-11-23', '18:00').mayTip).toBe(true);
});

test('what was paid at the desk and is not owed any more is to be handed back, and nothing of what a company gives back', () => {
  const price = { amount: 1000, currency: 'ARS' };
  const payment = (id: string, provider: 'venue' | 'sandbox', amount: number, refunded = 0) =>
    ({
      ...{ id, provider, kind: 'balance', state: 'completed', price: { ...price, amount } },
      ...{ createdAt: at('10:00'), completedAt: at('10:00') },
      refunds: refunded > 0 ? [{ id: 'r', amount: refunded, state: 'requested' }] : [],
    }) as unknown as Payment;
  const view = (state: Booking['state'], fee: number, payments: Payment[]) =>
    staffView(
      {
        ...{ booking: { ...booking, state, price, fee: { ...price, amount: fee } }, payments },
        ...{ checkIn: null, business: null, history: [], intake: null, preview: null },
      },
      'en',
      { mayRefund: true },
    );
  const online = payment('online', 'sandbox', 400, 400);
  const mixed = view('cancelled', 0, [online, payment('desk', 'venue', 600)]);
  expect(mixed.giveBack).toContain('6');
  expect(mixed.payments.map(({ waits, left }) => [waits, left])).toEqual([
    [false, null],
    [true, '6'],
  ]);
  expect(view('cancelled', 200, [payment('desk', 'venue', 1000)]).payments[0]?.left).toBe('8');
  expect(view('confirmed', 0, [payment('desk', 'venue', 1000)]).giveBack).toBe('');
});
