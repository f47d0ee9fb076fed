import type { Booking, Payment } from '#lib/api/types.ts';

/** What a booking's money comes to, in minor units. */
type Sums = { owed: number; paid: number; refunded: number; tips: number; due: number };

function owedOf({ state, price, fee }: Pick<Booking, 'state' | 'price' | 'fee'>): number {
  if (state === 'declined' || state === 'expired') return 0;
  if (state === 'cancelled' || state === 'no_show') return Math.min(fee?.amount ?? 0, price.amount);
  return price.amount;
}

/** What went back of a payment, or is on its way, in minor units. */
export const givenBack = ({ refunds }: Payment): number =>
  refunds.filter(({ state }) => state !== 'failed').reduce((sum, { amount }) => sum + amount, 0);

/** Adds up what came and what went back, as the ledger does. */
export function sumsOf(
  booking: Pick<Booking, 'state' | 'price' | 'fee'>,
  payments: readonly Payment[],
): Sums {
  const came = payments.filter(({ state }) => state === 'completed');
  const total = (of: readonly Payment[], amountOf: (payment: Payment) => number) =>
    of.reduce((sum, payment) => sum + amountOf(payment), 0);
  const service = came.filter(({ kind }) => kind !== 'tip');
  const tips = came.filter(({ kind }) => kind === 'tip');
  const paid = total(service, ({ price }) => price.amount);
  const refunded = total(service, givenBack);
  const owed = owedOf(booking);
  return {
    owed,
    paid,
    refunded,
    tips: total(tips, (tip) => tip.price.amount - givenBack(tip)),
    due: Math.max(0, owed - paid + refunded),
  };
}

/** What can still be given back of a payment, in minor units. */
export const leftOf = (payment: Payment): number =>
  payment.state === 'completed' ? payment.price.amount - givenBack(payment) : 0;

/** What was paid at the desk and is owed to nobody there any more: no company gives it back. By payment, the newest first. */
export function toGiveBack(
  booking: Pick<Booking, 'state' | 'price' | 'fee'>,
  payments: readonly Payment[],
): Map<string, number> {
  const { owed, paid, refunded } = sumsOf(booking, payments);
  const isOver = booking.state === 'cancelled' || booking.state === 'no_show';
  let rest = isOver ? Math.max(0, paid - refunded - owed) : 0;
  const parts = payments
    .filter(({ provider, kind }) => provider === 'venue' && kind !== 'tip')
    .toReversed()
    .map((payment): [string, number] => {
      const part = Math.min(rest, leftOf(payment));
      rest -= part;
      return [payment.id, part];
    });
  return new Map(parts.filter(([, part]) => part > 0));
}

const shares: Record<string, number[]> = { en: [0.15, 0.18, 0.2] };

/** Tips that are usual where the language is spoken: shares of the price, as round as people give them. */
export function tipAmounts(price: number, locale: string): number[] {
  const amounts = (shares[locale] ?? [0.05, 0.1, 0.15]).map((share) => {
    const raw = price * share;
    const unit = 10 ** Math.max(2, Math.floor(Math.log10(Math.max(raw, 100))) - 1);
    return Math.max(unit, Math.round(raw / unit) * unit);
  });
  return [...new Set(amounts)];
}
