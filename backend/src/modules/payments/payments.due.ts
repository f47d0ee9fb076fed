import { fail, failWith } from '../../lib/errors.ts';
import type { BookingState } from '../bookings/bookings.contract.ts';
import { paymentErrors, type NotDue, type Payment, type PaymentRequest } from './payments.contract.ts';
import type { Money, PaymentRow } from './payments.rows.ts';

const failPayment = failWith(paymentErrors);

/** Where whoever comes, or came, may leave a tip. */
const TIPPED: ReadonlySet<BookingState> = new Set(['confirmed', 'checked_in', 'completed']);

const beforehand = ({ booking, reckoning }: Money): number =>
  booking.state === 'held' ? Math.max(0, Math.min(booking.deposit, booking.total) - reckoning.paid) : 0;

function refuse({ booking, reckoning }: Money, deposit: number): Error {
  const data: NotDue = { due: reckoning.due, deposit, currency: booking.currency };
  return failPayment('PAYMENT_NOT_DUE', { data });
}

/**
 * What is to be paid of what somebody wants to pay.
 * @returns the kind that is kept, and minor units
 * @throws PAYMENT_NOT_DUE for what is not owed (by now), VALIDATION for another amount than what is
 */
export function amountFor(
  money: Money,
  { kind, amount }: Pick<PaymentRequest, 'kind' | 'amount'>,
): { kind: Payment['kind']; amount: number } {
  const { booking, reckoning } = money;
  const deposit = beforehand(money);
  if (kind === 'tip') {
    if (!TIPPED.has(booking.state) || amount === undefined) throw refuse(money, deposit);
    return { kind, amount };
  }
  // Whose it is must be known before anybody pays for it.
  const isHeld = booking.state === 'held';
  if (isHeld && booking.customerId === null) throw refuse(money, deposit);
  const most = kind === 'deposit' ? deposit : reckoning.due;
  if (most === 0) throw refuse(money, deposit);
  const least = kind !== 'balance' ? most : isHeld ? Math.max(1, deposit) : 1;
  const wanted = amount ?? most;
  if (wanted < least || wanted > most) {
    const message = least === most ? `is ${most}` : `is ${least} to ${most}`;
    throw fail('VALIDATION', { details: [{ field: 'amount', message }] });
  }
  const isFee = booking.state === 'cancelled' || booking.state === 'no_show';
  return { kind: isFee ? 'fee' : kind, amount: wanted };
}

/** Whether a page may stay open: what it asks for is still to be paid. */
export function isPayable({ booking, reckoning }: Money, { kind, amount }: PaymentRow): boolean {
  return kind === 'tip' ? TIPPED.has(booking.state) : amount <= reckoning.due;
}
