import type { ManagedPayment } from '#lib/api/types.ts';
import { formatDateTime, formatMoney } from '#lib/i18n/format.ts';
import type { Locale } from '#lib/i18n/locale.ts';
import { m } from '#lib/i18n/words.ts';

const companies: Record<string, string> = { mercadopago: 'Mercado Pago', stripe: 'Stripe', paypal: 'PayPal' };

/** What a way to pay is called. */
export function companyName(provider: string): string {
  if (provider === 'venue') return m.payment_venue();
  return provider === 'sandbox' ? m.payment_sandbox() : (companies[provider] ?? provider);
}

const kinds: Record<ManagedPayment['kind'], () => string> = {
  deposit: m.payment_deposit,
  balance: m.payment_balance,
  full: m.payment_full,
  fee: m.payment_fee,
  tip: m.payment_tip,
};
const states: Record<ManagedPayment['state'], () => string> = {
  pending: m.payment_pending,
  completed: m.payment_completed,
  failed: m.payment_failed,
};
const refundStates: Record<ManagedPayment['refunds'][number]['state'], () => string> = {
  requested: m.refund_requested,
  pending: m.refund_requested,
  completed: m.refund_completed,
  failed: m.refund_failed,
};
const tones = { pending: 'accent', completed: 'good', failed: 'bad' } as const;

export type PaymentRow = {
  id: string;
  href: string;
  code: string;
  when: string;
  who: string;
  business: string;
  kind: string;
  way: string;
  amount: string;
  state: { label: string; tone: 'accent' | 'good' | 'bad' };
  refunds: { id: string; text: string; isBad: boolean }[];
  /** What can still be given back, as text and as it is typed; null: nothing. */
  left: { text: string; typed: string } | null;
};

export function paymentRow(payment: ManagedPayment, locale: Locale, timeZone: string): PaymentRow {
  const {
    id,
    bookingId,
    bookingCode,
    businessName,
    customerName,
    kind,
    provider,
    price,
    state,
    refunds,
    left,
  } = payment;
  const { currency } = price;
  const digits =
    new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits ?? 2;
  return {
    id,
    href: `/provider/bookings/${bookingId}`,
    code: bookingCode,
    when: formatDateTime(payment.completedAt ?? payment.createdAt, locale, timeZone),
    who: customerName ?? '–',
    business: businessName,
    kind: kinds[kind](),
    way: provider ? companyName(provider) : '–',
    amount: formatMoney(price, locale),
    state: { label: states[state](), tone: tones[state] },
    refunds: refunds.map((refund) => ({
      id: refund.id,
      isBad: refund.state === 'failed',
      text: `${formatMoney({ amount: refund.amount, currency }, locale)} · ${refundStates[refund.state]()}`,
    })),
    left:
      left > 0
        ? {
            text: formatMoney({ amount: left, currency }, locale),
            typed: new Intl.NumberFormat(locale, {
              useGrouping: false,
              minimumFractionDigits: left % 10 ** digits ? digits : 0,
            }).format(left / 10 ** digits),
          }
        : null,
  };
}

const options = <Key extends string>(names: Record<Key, () => string>) => [
  { value: '', label: m.list_any() },
  ...(Object.keys(names) as Key[]).map((value) => ({ value, label: names[value]() })),
];

/** By what payments are looked for. */
export const paymentOptions = () => ({
  kinds: options(kinds),
  states: options(states),
  ways: [
    { value: '', label: m.list_any() },
    ...['venue', ...Object.keys(companies), 'sandbox'].map((value) => ({ value, label: companyName(value) })),
  ],
});
