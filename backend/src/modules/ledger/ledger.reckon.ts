import type { BookingState } from '../bookings/bookings.contract.ts';

/** Money that came for a booking, as `reckon` looks at it. Amounts are minor units. */
export interface ChargeFacts {
  id: string;
  paymentId: string;
  /** The payment that was asked for: two companies may have taken it. */
  askedAs: string;
  kind: 'deposit' | 'balance' | 'full' | 'fee' | 'tip';
  isVenue: boolean;
  amount: number;
  currency: string;
  /** What the payment asked for. */
  asked: number;
  askedCurrency: string;
  /** Given back, or on its way: all but what failed. */
  refunded: number;
  /** A refund of it failed: a person decides how it goes on. */
  isStuck: boolean;
}

export interface BookingFacts {
  /** By the clock: a hold that is over is `expired`. */
  state: BookingState;
  currency: string;
  total: number;
  /** Of the total, what a cancellation or no-show costs; null: nothing. */
  fee: number | null;
}

export interface Reckoning {
  /** What is to be paid in all, without tips, and what of it has been. */
  owed: number;
  paid: number;
  due: number;
  tips: number;
  /** What nobody owes us: it goes back. */
  refunds: { chargeId: string; amount: number; reason: 'overpaid' | 'duplicate' | 'mismatch' }[];
  /** What belongs to the business and the tenant by now, tips apart. */
  earned: { service: number; tips: number };
}

const OVER: ReadonlySet<BookingState> = new Set(['cancelled', 'no_show']);
const NOTHING: ReadonlySet<BookingState> = new Set(['declined', 'expired']);

/** What of the price is owed in a booking's state. Minor units. */
function owedOf({ state, total, fee }: BookingFacts): number {
  if (NOTHING.has(state)) return 0;
  return OVER.has(state) ? Math.min(fee ?? 0, total) : total;
}

/** Whether a charge is the one that its payment asked for. */
export const fits = (
  { amount, currency, asked, askedCurrency }: ChargeFacts,
  booking: Pick<BookingFacts, 'currency'>,
): boolean => amount === asked && currency === askedCurrency && currency === booking.currency;

const left = ({ amount, refunded }: ChargeFacts) => amount - refunded;
const sum = (charges: readonly ChargeFacts[]) => charges.reduce((total, charge) => total + left(charge), 0);

/** Takes so much from the newest charges that a company can give back. */
function giveBack(charges: readonly ChargeFacts[], over: number): Reckoning['refunds'] {
  let rest = over;
  return charges.toReversed().flatMap((charge) => {
    const amount = charge.isVenue || charge.isStuck ? 0 : Math.min(left(charge), rest);
    rest -= amount;
    return amount > 0 ? [{ chargeId: charge.id, amount, reason: 'overpaid' as const }] : [];
  });
}

/**
 * What the money of a booking must be: a function of its state and of what came and went, so that it does not matter in which
 * order it is learnt. What was paid at the venue is given back by people only.
 * @param charges the oldest first
 */
export function reckon(booking: BookingFacts, charges: readonly ChargeFacts[]): Reckoning {
  const answered = new Set<string>();
  const stray: Reckoning['refunds'] = [];
  const [service, tips]: ChargeFacts[][] = [[], []];
  for (const charge of charges) {
    const isFirst = !answered.has(charge.askedAs);
    if (isFirst && fits(charge, booking)) {
      answered.add(charge.askedAs);
      (charge.kind === 'tip' ? tips : service)?.push(charge);
    } else if (left(charge) > 0 && !charge.isStuck && !charge.isVenue) {
      const reason = fits(charge, booking) ? 'duplicate' : 'mismatch';
      stray.push({ chargeId: charge.id, amount: left(charge), reason });
    }
  }
  const owed = owedOf(booking);
  const paid = sum(service ?? []);
  const tipped = sum(tips ?? []);
  const keepsTips = !OVER.has(booking.state) && !NOTHING.has(booking.state);
  const isFinal = booking.state === 'completed' || OVER.has(booking.state);
  return {
    owed,
    paid,
    due: Math.max(0, owed - paid),
    tips: tipped,
    refunds: [
      ...stray,
      ...giveBack(service ?? [], Math.max(0, paid - owed)),
      ...giveBack(tips ?? [], keepsTips ? 0 : tipped),
    ],
    earned: {
      service: isFinal ? Math.min(paid, owed) : 0,
      tips: booking.state === 'completed' ? tipped : 0,
    },
  };
}

/** What would go back by itself if the booking were cancelled now, in minor units. @param fee that it would cost */
export function refundAfter(
  { booking, charges }: { booking: BookingFacts; charges: readonly ChargeFacts[] },
  fee: number,
): number {
  const { refunds } = reckon({ ...booking, state: 'cancelled', fee }, charges);
  return refunds.reduce((sum, { amount }) => sum + amount, 0);
}
