import type { Booking, BusinessPage, Payment } from '#lib/api/types.ts';
import { policyView } from '#lib/features/policy/policy-view.ts';
import { formatMoney } from '#lib/i18n/format.ts';
import type { Locale } from '#lib/i18n/locale.ts';
import { localized } from '#lib/i18n/text.ts';
import { m } from '#lib/i18n/words.ts';
import { bookedView, placeKind } from './booking-view.ts';
import { calendarLinks } from './calendar-links.ts';

type Made = {
  booking: Booking;
  business: BusinessPage;
  payments: readonly Payment[];
  locale: Locale;
  now: Date;
  /** Of the business's own page. */
  siteUrl: string;
  isGuest: boolean;
};

/** Minor units that have arrived and not gone back. */
export function paidOf(payments: readonly Payment[]): number {
  return payments
    .filter(({ state, kind }) => state === 'completed' && kind !== 'tip')
    .reduce((sum, { price, refunds }) => {
      const back = refunds
        .filter(({ state }) => state !== 'failed')
        .reduce((sum, { amount }) => sum + amount, 0);
      return sum + price.amount - back;
    }, 0);
}

/** What has been booked, and what is useful now. */
export function doneView({ booking, business, payments, locale, now, siteUrl, isGuest }: Made) {
  const { code, price, customer, state } = booking;
  const isPending = state === 'pending';
  const isYours = placeKind(booking, business) === 'customer';
  const booked = bookedView(booking, business, locale);
  const paid = paidOf(payments);
  const rest = Math.max(0, price.amount - paid);
  const money = (amount: number): string => formatMoney({ ...price, amount }, locale);
  const service = booking.items.map(({ serviceName }) => localized(serviceName, locale)).join(' + ');
  const place = booked.place ? `${business.name}, ${booked.place.address}` : business.name;
  const email = customer?.email ?? '';
  return {
    ...booked,
    id: booking.id,
    code,
    isPending,
    title: isPending ? m.done_pending() : isYours ? m.done_confirmed_yours() : m.done_confirmed(),
    text: isPending ? m.done_pending_text({ business: business.name }) : '',
    mail: email ? m.done_mail({ email }) : '',
    paid: paid > 0 ? money(paid) : '',
    rest: rest > 0 ? money(rest) : '',
    restLabel: paid > 0 ? m.done_rest() : m.done_to_pay(),
    policy: policyView(booking, locale, now).cancel,
    calendar: {
      ...calendarLinks({
        title: `${service} (${business.name})`,
        startsAt: booking.startsAt,
        endsAt: booking.endsAt,
        place,
        details: code,
      }),
      file: `/bookings/${booking.id}/calendar.ics`,
    },
    share: {
      text: m.done_share_text({ service, business: business.name, when: `${booked.day}, ${booked.time}` }),
      url: siteUrl,
    },
    account: isGuest && email ? m.done_account_text({ email }) : '',
  };
}

export type DoneView = ReturnType<typeof doneView>;
