import { expect, test } from 'vitest';
import type { Booking, CheckInCode } from '#lib/api/types.ts';
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
