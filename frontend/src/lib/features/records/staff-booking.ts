import type { Booking, BookingState, Tenant } from '#lib/api/types.ts';
import { stateView, type StateView } from '#lib/features/bookings/state-view.ts';
import { timeOf, todayIn } from '#lib/i18n/dates.ts';
import { formatMoney } from '#lib/i18n/format.ts';
import type { Locale } from '#lib/i18n/locale.ts';
import { localized } from '#lib/i18n/text.ts';
import { m } from '#lib/i18n/words.ts';
import { genderOf } from '#lib/theme/terms.ts';

/** A booking as a row of a table of staff. */
export type StaffBooking = {
  id: string;
  href: string;
  when: string;
  who: string;
  what: string;
  people: string;
  business: string;
  code: string;
  price: string;
  state: Pick<StateView, 'label' | 'tone'>;
};

/** Day and time in the place's zone, as short as a table needs it: with the year where it is another. */
export function tableTime(instant: string, locale: Locale, timeZone: string, now = new Date()): string {
  const sameYear = todayIn(timeZone, new Date(instant)).slice(0, 4) === todayIn(timeZone, now).slice(0, 4);
  const day = new Intl.DateTimeFormat(locale, {
    timeZone,
    ...{ weekday: 'short', day: 'numeric', month: 'short' },
    ...(sameYear ? {} : { year: 'numeric' }),
  }).format(new Date(instant));
  return `${day.replaceAll(/[.,]/g, '').replaceAll(' de ', ' ')}, ${timeOf(instant, locale, timeZone)}`;
}

export function staffBooking(booking: Booking, tenant: Tenant, locale: Locale, now: Date): StaffBooking {
  const { id, code, businessName, items, price, customer, startsAt, timeZone } = booking;
  const people = new Set(items.flatMap(({ providers }) => providers.map(({ name }) => name)));
  const { label, tone } = stateView(booking, tenant, locale, now);
  return {
    id,
    href: `/provider/bookings/${id}`,
    when: tableTime(startsAt, locale, timeZone, now),
    who: customer?.name ?? '–',
    what: items.map(({ serviceName }) => localized(serviceName, locale)).join(' + '),
    people: [...people].join(', '),
    business: businessName,
    code,
    price: formatMoney(price, locale),
    state: { label, tone },
  };
}

const WANTED = [
  'pending',
  'confirmed',
  'checked_in',
  'completed',
  'cancelled',
  'no_show',
  'declined',
] as const;

/** The states that one looks for, by name; what is any state first. */
export function stateOptions(tenant: Tenant, locale: Locale): { value: string; label: string }[] {
  const f = genderOf(tenant, locale, 'booking') === 'f';
  const names: Record<(typeof WANTED)[number], string> = {
    pending: m.booking_is_pending(),
    confirmed: f ? m.booking_is_confirmed_f() : m.booking_is_confirmed_m(),
    checked_in: m.booking_is_checked_in(),
    completed: m.booking_is_completed(),
    cancelled: f ? m.booking_is_cancelled_f() : m.booking_is_cancelled_m(),
    no_show: m.booking_is_no_show(),
    declined: m.booking_is_declined(),
  };
  return [
    { value: '', label: m.list_any() },
    ...WANTED.map((value: BookingState & keyof typeof names) => ({ value, label: names[value] })),
  ];
}
