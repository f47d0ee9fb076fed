import type { Booking, BusinessPage, Me, ServiceTerms, Tenant } from '#lib/api/types.ts';
import { formViews } from '#lib/features/intake/intake-view.ts';
import { policyView } from '#lib/features/policy/policy-view.ts';
import { priceView } from '#lib/features/price/price-view.ts';
import { timeOf } from '#lib/i18n/dates.ts';
import { formatMoney } from '#lib/i18n/format.ts';
import type { Locale } from '#lib/i18n/locale.ts';
import { m } from '#lib/i18n/words.ts';
import { bookedView, chooseAgain } from './booking-view.ts';

type Opened = {
  booking: Booking;
  business: BusinessPage;
  /** Of each item, in their order. */
  terms: ServiceTerms[];
  me: Pick<Me, 'name' | 'email'> | null;
  tenant: Tenant;
  locale: Locale;
  now: Date;
};

const WAYS: Record<string, string> = {
  mercadopago: 'Mercado Pago',
  stripe: 'Stripe',
  paypal: 'PayPal',
  sandbox: 'Sandbox',
};

type Choice = { value: string; label: string; amount: string };

/** What of the price is paid when, as far as the visitor can choose. */
function choices({ booking, terms, locale }: Opened): { deposit: number; pay: Choice[] } {
  const deposit = booking.depositAsked?.amount ?? 0;
  const ways = new Set(terms[0]?.payments);
  const money = (amount: number): string => formatMoney({ ...booking.price, amount }, locale);
  const isOnline = [...ways].some((way) => way !== 'venue');
  const later = ways.has('venue') ? m.checkout_pay_venue() : m.checkout_pay_later();
  const least: Choice =
    deposit > 0
      ? { value: 'least', label: m.checkout_pay_deposit(), amount: money(deposit) }
      : { value: 'least', label: later, amount: '' };
  const full: Choice = { value: 'full', label: m.checkout_pay_full(), amount: money(booking.price.amount) };
  const isWhole = deposit >= booking.price.amount;
  const pay = !isOnline || booking.price.amount === 0 ? [] : isWhole ? [full] : [least, full];
  return { deposit, pay };
}

function depositText(deposit: number, { booking, terms, locale }: Opened): string {
  if (deposit === 0) return '';
  const amount = formatMoney({ ...booking.price, amount: deposit }, locale);
  return m.checkout_deposit({ amount, minutes: terms[0]?.deposit.payMinutes ?? 0 });
}

/** How long it is kept: in words, and in milliseconds by the server's clock. */
function keptView({ booking, locale, now }: Pick<Opened, 'booking' | 'locale' | 'now'>) {
  const { expiresAt, timeZone } = booking;
  if (!expiresAt) return { left: 0, until: '' };
  const left = Math.max(0, Date.parse(expiresAt) - now.getTime());
  return { left, until: m.checkout_kept_until({ time: timeOf(expiresAt, locale, timeZone) }) };
}

/** A hold that waits for who it is for, in one language. */
export function checkoutView(opened: Opened) {
  const { booking, business, terms, me, locale, now } = opened;
  const chosen = choices(opened);
  const isApproved = terms.some(({ approval }) => approval);
  const [first] = terms;
  const atVenue = first?.payments.includes('venue') ?? true;
  const seats = Math.max(1, ...booking.items.map((item) => item.seats ?? 1));
  const isPaid = chosen.deposit > 0;
  const known = me ?? booking.customer;
  return {
    ...bookedView(booking, business, locale),
    id: booking.id,
    isExpired: booking.state !== 'held',
    kept: keptView(opened),
    changeUrl: chooseAgain(booking, business.slug),
    price: priceView(booking, locale, { tax: first?.tax ?? null, deposit: chosen.deposit, atVenue }),
    policy: policyView(booking, locale, now),
    deposit: depositText(chosen.deposit, opened),
    approval: isApproved ? m.checkout_approval({ business: business.name }) : '',
    forms: formViews(terms, locale),
    guests: Array.from({ length: Math.min(seats - 1, 9) }, (_, index) => ({
      name: `guests.${index}`,
      label: m.checkout_guest({ number: index + 2 }),
    })),
    account: known ? m.checkout_as({ name: known.name }) : '',
    // Of somebody without an account for whom it was kept: where they are written to.
    mail: me ? null : (booking.customer?.email ?? ''),
    isGuestWelcome: first?.guestBooking ?? true,
    hasCoupons: terms.some(({ coupons }) => coupons),
    pay: chosen.pay,
    submit: isApproved ? m.checkout_request() : isPaid ? m.checkout_confirm_pay() : m.checkout_confirm(),
  };
}

export type CheckoutView = ReturnType<typeof checkoutView>;

/** A hold that waits for its deposit. */
export function payView(opened: Opened, { isRefused }: { isRefused: boolean }) {
  const { booking, business, terms, locale, now } = opened;
  const { deposit, price, timeZone, expiresAt } = booking;
  const [first] = terms;
  const ways = (first?.payments ?? []).filter((way) => way !== 'venue');
  const money = (amount: number): string => formatMoney({ ...price, amount }, locale);
  return {
    ...bookedView(booking, business, locale),
    id: booking.id,
    kept: keptView(opened),
    title: m.pay_title(),
    text: expiresAt ? m.pay_text({ time: timeOf(expiresAt, locale, timeZone) }) : '',
    refused: isRefused ? m.pay_refused() : '',
    price: priceView(booking, locale, {
      tax: first?.tax ?? null,
      deposit: deposit.amount,
      atVenue: first?.payments.includes('venue') ?? true,
    }),
    policy: policyView(booking, locale, now),
    now: m.pay_now({ amount: money(deposit.amount) }),
    all: deposit.amount < price.amount ? m.pay_all({ amount: money(price.amount) }) : '',
    others: ways.slice(1).map((way) => ({ way, label: m.pay_with({ way: WAYS[way] ?? way }) })),
  };
}

export type PayView = ReturnType<typeof payView>;
