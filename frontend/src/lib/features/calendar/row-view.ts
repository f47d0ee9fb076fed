import type { BookingState, Calendar } from '#lib/api/types.ts';
import { timeOf } from '#lib/i18n/dates.ts';
import { formatMoney } from '#lib/i18n/format.ts';
import type { Locale } from '#lib/i18n/locale.ts';
import { localized } from '#lib/i18n/text.ts';
import { m } from '#lib/i18n/words.ts';
import { markOf } from './mark.ts';
import { isLate, stepViews, type StepView } from './steps.ts';

type CalendarBooking = Calendar['bookings'][number];
type Tone = 'plain' | 'good' | 'bad' | 'accent';

/** A booking as one line of staff's day. */
export type RowView = {
  id: string;
  href: string;
  startsAt: string;
  time: string;
  end: string;
  name: string;
  phone: string | null;
  what: string;
  people: string;
  note: string;
  /** That they have not come before, in words; empty for others. */
  noShows: string;
  state: { key: BookingState; label: string; tone: Tone };
  late: boolean;
  steps: StepView[];
  /** For the step that takes money. */
  key: string;
  mark: string;
};

const states: Record<BookingState, () => [label: string, tone: Tone]> = {
  held: () => [m.cal_is_held(), 'plain'],
  pending: () => [m.cal_is_pending(), 'accent'],
  confirmed: () => [m.cal_is_confirmed(), 'plain'],
  checked_in: () => [m.cal_is_checked_in(), 'good'],
  completed: () => [m.cal_is_completed(), 'plain'],
  expired: () => [m.cal_is_expired(), 'plain'],
  declined: () => [m.cal_is_declined(), 'plain'],
  cancelled: () => [m.cal_is_cancelled(), 'plain'],
  no_show: () => [m.cal_is_no_show(), 'bad'],
};

export function staffState(key: BookingState): RowView['state'] {
  const [label, tone] = states[key]();
  return { key, label, tone };
}

/** Minor units that are owed still. */
function dueOf({ state, price, paid, fee }: CalendarBooking): number {
  if (state === 'held' || state === 'pending') return 0;
  const owed = state === 'no_show' ? Math.min(fee ?? 0, price.amount) : price.amount;
  return Math.max(0, owed - paid);
}

/** Whose time a booking is, in the order of its services. */
export const servedBy = ({ items }: Pick<CalendarBooking, 'items'>): string[] => [
  ...new Set(items.flatMap(({ providerIds }) => providerIds)),
];

export const whatOf = ({ items }: CalendarBooking, locale: Locale): string =>
  items.map(({ serviceName }) => localized(serviceName, locale)).join(' + ');

export function rowView(
  booking: CalendarBooking,
  { providers, timeZone }: Pick<Calendar, 'providers' | 'timeZone'>,
  locale: Locale,
  now: Date,
): RowView {
  const { id, state, startsAt, endsAt, customer, checkInFrom, price } = booking;
  const due = dueOf(booking);
  const ids = servedBy(booking);
  const seats = booking.items[0]?.seats ?? 1;
  return {
    id,
    href: `/provider/bookings/${id}`,
    startsAt,
    time: timeOf(startsAt, locale, timeZone),
    end: timeOf(endsAt, locale, timeZone),
    name: customer?.name ?? m.cal_nobody_yet(),
    phone: customer?.phone ?? null,
    what: whatOf(booking, locale) + (seats > 1 ? ` · ${m.bookings_seats({ count: seats })}` : ''),
    people: providers
      .filter(({ id }) => ids.includes(id))
      .map(({ name }) => name)
      .join(', '),
    note: booking.note ?? '',
    noShows: customer && customer.noShows > 0 ? m.cal_no_shows({ count: customer.noShows }) : '',
    state: staffState(state),
    late: isLate(booking, now),
    steps: stepViews(
      { state, startsAt, checkInFrom, due },
      formatMoney({ amount: due, currency: price.currency }, locale),
      now,
    ),
    key: crypto.randomUUID(),
    mark: markOf({ ...booking, who: booking.items.flatMap(({ providerIds }) => providerIds) }),
  };
}
