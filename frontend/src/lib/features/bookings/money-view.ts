import type { Booking, Payment } from '#lib/api/types.ts';
import { formatDate, formatMoney } from '#lib/i18n/format.ts';
import type { Locale } from '#lib/i18n/locale.ts';
import { priceView } from '#lib/features/price/price-view.ts';
import { m } from '#lib/i18n/words.ts';
import { isAhead } from './state-view.ts';
import { sumsOf, tipAmounts, toGiveBack } from './money.ts';

type MoneyLine = { key: string; name: string; amount: string; strong?: boolean };
export type MoneyView = {
  lines: MoneyLine[];
  sums: MoneyLine[];
  /** What is still owed, and the button that pays it. */
  due: { button: string; text: string; isFee: boolean } | null;
  allPaid: boolean;
  /** A page of a payment company that is open still. */
  open: string | null;
  receipts: { href: string; text: string }[];
  tip: {
    title: string;
    text: string;
    choices: { amount: number; text: string }[];
    currency: string;
    example: string;
  } | null;
};

const kindName: Record<Payment['kind'], () => string> = {
  deposit: () => m.payment_deposit(),
  balance: () => m.payment_balance(),
  full: () => m.payment_full(),
  fee: () => m.payment_fee(),
  tip: () => m.payment_tip(),
};

function tipView(booking: Booking, tipped: number, locale: Locale, now: Date): MoneyView['tip'] {
  const came =
    booking.state === 'completed' || booking.state === 'checked_in' || booking.state === 'confirmed';
  if (!came || Date.parse(booking.endsAt) > now.getTime() || tipped > 0) return null;
  const { currency } = booking.price;
  const names = new Set(booking.items.flatMap(({ providers }) => providers.map(({ name }) => name)));
  const text = (amount: number) => formatMoney({ amount, currency }, locale);
  const choices = tipAmounts(booking.price.amount, locale).map((amount) => ({ amount, text: text(amount) }));
  return {
    title: m.booking_tip_title(),
    text: m.booking_tip_text({ people: [...names].join(', ') || booking.businessName }),
    choices,
    currency,
    example: choices[0]?.text ?? '',
  };
}

/** Price, what came and what is owed, with the ways to pay it. */
export function moneyView(
  booking: Booking,
  payments: readonly Payment[],
  locale: Locale,
  now: Date,
): MoneyView {
  const { price, state, timeZone } = booking;
  const sums = sumsOf(booking, payments);
  const text = (amount: number) => formatMoney({ amount, currency: price.currency }, locale);
  const isFee = state === 'cancelled' || state === 'no_show';
  const amount = text(sums.due);
  // Who went back without paying and paid in another attempt has left a page behind that asks for nothing any more.
  const isWanted = ({ kind }: Payment) =>
    kind === 'tip' || (sums.due > 0 && (sums.paid === 0 || kind === 'balance' || kind === 'fee'));
  const open = payments.find(
    (payment) => payment.state === 'pending' && payment.redirectUrl && isWanted(payment),
  );
  const atDesk = [...toGiveBack(booking, payments).values()].reduce((sum, part) => sum + part, 0);
  const coming = sums.paid - sums.refunded - sums.owed - atDesk;
  const line = (key: string, name: string, value: number, strong = false) => ({
    key,
    name,
    amount: text(value),
    strong,
  });
  return {
    lines: priceView(booking, locale).groups.flatMap(({ title, rows }, group) =>
      rows.map(({ label, amount }, row) => ({
        key: `${group} ${row}`,
        name: [title, label].filter(Boolean).join(' · '),
        amount,
      })),
    ),
    sums: [
      line('total', m.booking_total(), price.amount, !isFee),
      ...(isFee
        ? [line('fee', state === 'no_show' ? m.booking_fee_no_show() : m.booking_fee(), sums.owed, true)]
        : []),
      ...(sums.paid > 0 ? [line('paid', m.booking_paid(), sums.paid)] : []),
      ...(sums.refunded > 0 ? [line('refunded', m.booking_refunded(), sums.refunded)] : []),
      ...(atDesk > 0 ? [line('desk', m.booking_refund_desk(), atDesk)] : []),
      ...(isFee && coming > 0 ? [line('coming', m.booking_refund_coming(), coming)] : []),
      ...(sums.tips > 0 ? [line('tips', m.booking_tips(), sums.tips)] : []),
      ...(sums.due > 0 ? [line('due', m.booking_due(), sums.due, true)] : []),
    ],
    due:
      sums.due > 0 && state !== 'held' && state !== 'pending'
        ? {
            button: isFee ? m.booking_pay_fee({ amount }) : m.booking_pay_rest({ amount }),
            text: isAhead(booking, now) ? m.booking_due_venue() : '',
            isFee,
          }
        : null,
    allPaid: sums.owed > 0 && sums.due === 0,
    open: open ? `/checkout/${booking.id}/pay?payment=${open.id}` : null,
    receipts: payments
      .filter((payment) => payment.state === 'completed')
      .map((payment) => ({
        href: `/bookings/${booking.id}/receipts/${payment.id}`,
        text: m.booking_receipt_of({
          kind: kindName[payment.kind](),
          amount: formatMoney(payment.price, locale),
          date: formatDate(payment.completedAt ?? payment.createdAt, locale, timeZone),
        }),
      })),
    tip: tipView(booking, sums.tips, locale, now),
  };
}
