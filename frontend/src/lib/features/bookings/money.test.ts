import { describe, expect, test } from 'vitest';
import type { Booking, Payment } from '#lib/api/types.ts';
import { moneyView } from './money-view.ts';
import { sumsOf, tipAmounts } from './money.ts';
import { readMoney } from './typed-money.ts';

const ars = (amount: number) => ({ amount, currency: 'ARS' });
const payment = (kind: Payment['kind'], amount: number, more: Partial<Payment> = {}): Payment => ({
  id: `${kind}-${amount}`,
  bookingId: 'b',
  kind,
  price: ars(amount),
  state: 'completed',
  provider: 'sandbox',
  redirectUrl: null,
  expiresAt: null,
  failure: null,
  refunds: [],
  createdAt: '2026-03-01T10:00:00Z',
  completedAt: '2026-03-01T10:00:00Z',
  ...more,
});
const refund = (amount: number, state: Payment['refunds'][number]['state']) => ({
  id: 'r',
  amount,
  currency: 'ARS',
  reason: 'overpaid' as const,
  state,
  createdAt: '2026-03-01T10:00:00Z',
});

describe('what a booking’s money comes to', () => {
  const confirmed = { state: 'confirmed' as const, price: ars(10_000), fee: null };

  test('the rest is owed once the deposit came; what is pending or failed counts for nothing', () => {
    const payments = [
      payment('deposit', 3_000),
      payment('balance', 7_000, { state: 'pending' }),
      payment('balance', 7_000, { state: 'failed' }),
    ];
    expect(sumsOf(confirmed, payments)).toMatchObject({ paid: 3_000, due: 7_000 });
  });

  test('after a cancellation only the fee is owed, and what goes back is none of what was kept', () => {
    const cancelled = { state: 'cancelled' as const, price: ars(10_000), fee: ars(5_000) };
    const deposit = payment('deposit', 3_000);
    expect(sumsOf(cancelled, [deposit]).due).toBe(2_000);
    const whole = payment('full', 10_000, { refunds: [refund(5_000, 'pending')] });
    expect(sumsOf(cancelled, [whole])).toMatchObject({ owed: 5_000, refunded: 5_000, due: 0 });
    const refused = payment('full', 10_000, { refunds: [refund(5_000, 'failed')] });
    expect(sumsOf(cancelled, [refused]).refunded).toBe(0);
  });

  test('tips pay for nothing else', () => {
    expect(sumsOf(confirmed, [payment('tip', 10_000)])).toMatchObject({ tips: 10_000, due: 10_000 });
  });

  test('nothing is owed for what never came about', () => {
    expect(sumsOf({ ...confirmed, state: 'declined' }, []).due).toBe(0);
  });
});

describe('an attempt to pay that was left', () => {
  const booking = {
    ...{ id: 'b', state: 'confirmed', price: ars(10_000), fee: null, priceLines: [], items: [] },
    ...{ timeZone: 'UTC', startsAt: '2026-03-09T10:00:00Z', endsAt: '2026-03-09T11:00:00Z' },
  } as unknown as Booking;
  const left = payment('deposit', 3_000, { state: 'pending', redirectUrl: 'https://pay.example' });
  const view = (more: Partial<Booking>, payments: Payment[]) =>
    moneyView({ ...booking, ...more }, payments, 'es-AR', new Date('2026-03-02T10:00:00Z'));

  test('can be gone on with, until the same was paid otherwise or nothing is owed', () => {
    const paid = payment('deposit', 3_000);
    expect(view({ state: 'held' }, [left]).open).toContain('/checkout/b/pay?payment=');
    expect(view({}, [left, paid]).open).toBeNull();
    expect(view({}, [left, paid]).due?.button).toContain('70');
    expect(view({ state: 'cancelled' }, [left, paid]).open).toBeNull();
  });

  test('what is to come back after a cancellation is said before it is on its way', () => {
    const keys = view({ state: 'cancelled' }, [payment('deposit', 3_000)]).sums.map(({ key }) => key);
    expect(keys).toEqual(['total', 'fee', 'paid', 'coming']);
  });

  test('and what was paid at the desk is handed back there', () => {
    const online = payment('deposit', 3_000);
    const cash = payment('balance', 7_000, { provider: 'venue' });
    const back = (fee: number) =>
      view({ state: 'cancelled', fee: ars(fee) }, [online, cash])
        .sums.filter(({ key }) => key === 'desk' || key === 'coming')
        .map(({ key, amount }) => `${key} ${amount.replace(/\D/g, '')}`);
    expect(back(0)).toEqual(['desk 70', 'coming 30']);
    expect(back(5_000)).toEqual(['desk 50']);
  });
});

test('tips are round amounts, each once', () => {
  expect(tipAmounts(1_450_000, 'es-AR')).toEqual([73_000, 150_000, 220_000]);
  expect(tipAmounts(4_500, 'en')).toEqual([700, 800, 900]);
  expect(tipAmounts(100, 'pt-BR')).toEqual([100]);
});

test('amounts are read as they are typed', () => {
  const read = (text: string) => readMoney(text, 'ARS');
  expect(['1500', '$ 1.500', '1,500', '1.500,50', '1500.5'].map(read)).toEqual([
    150_000, 150_000, 150_000, 150_050, 150_050,
  ]);
  expect(['', 'nada', '0', '-'].map(read)).toEqual([null, null, null, null]);
});
