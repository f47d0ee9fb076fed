import type {
  Booking,
  BookingIntake,
  BusinessPage,
  CancellationPreview,
  CheckInCode,
  HistoryEntry,
  Payment,
  Tenant,
} from '#lib/api/types.ts';
import { directionsTo } from '#lib/features/catalogue/business-view.ts';
import { placeKind } from '#lib/features/checkout/booking-view.ts';
import { mayMove, policyView } from '#lib/features/policy/policy-view.ts';
import { ownOf } from '#lib/features/slots/own.ts';
import type { OwnTime } from '#lib/features/slots/own-zone.ts';
import { capital } from '#lib/i18n/dates.ts';
import { zoneName } from '#lib/i18n/format.ts';
import type { Locale } from '#lib/i18n/locale.ts';
import { localized } from '#lib/i18n/text.ts';
import { m } from '#lib/i18n/words.ts';
import { rebookOf, whatOf, type Rebook } from './card-view.ts';
import { historyView, movesOf, type HistoryLine } from './history-view.ts';
import { intakeView, type IntakeView } from './intake-view.ts';
import { moneyView, type MoneyView } from './money-view.ts';
import { isAhead, stateView, type StateView } from './state-view.ts';
import { dayAndTime, whenView, type WhenView } from './when.ts';

/** All that is known of one booking, as the API gave it. */
export type Facts = {
  booking: Booking;
  business: BusinessPage | null;
  payments: Payment[];
  history: HistoryEntry[];
  intake: BookingIntake | null;
  checkIn: CheckInCode | null;
  preview: CancellationPreview | null;
};

type ItemView = { name: string; about: string; time: string };
type PlaceView = { name: string; address: string[]; directions: string; phone: string | null };
export type DetailsView = {
  id: string;
  code: string;
  state: StateView;
  when: WhenView;
  own: OwnTime;
  zone: string;
  what: string;
  items: ItemView[];
  place: PlaceView;
  checkIn: { title: string; svg: string; text: string; from: string } | null;
  money: MoneyView;
  policy: string[];
  intake: IntakeView;
  history: HistoryLine[];
  seriesId: string | null;
  /** Where what can be done leads; null where it cannot. */
  ways: {
    calendar: string | null;
    move: string | null;
    cancel: string | null;
    rebook: Rebook;
    checkout: string | null;
  };
};

function itemView(item: Booking['items'][number], { timeZone }: Booking, locale: Locale): ItemView {
  const people = item.providers.map(({ name }) => name).join(', ');
  const addOns = item.addOns.map(
    ({ name, quantity }) => localized(name, locale) + (quantity > 1 ? ` × ${quantity}` : ''),
  );
  const seats = (item.seats ?? 1) > 1 ? m.bookings_seats({ count: item.seats ?? 1 }) : '';
  return {
    name: localized(item.serviceName, locale),
    about: [localized(item.variantName, locale), ...addOns, people && m.bookings_with({ people }), seats]
      .filter(Boolean)
      .join(' · '),
    time: whenView({ ...item, timeZone }, locale).time,
  };
}

function placeView({ businessName, locationId }: Booking, business: BusinessPage | null): PlaceView {
  const location = business?.locations.find(({ id }) => id === locationId);
  const phone = business?.phone ?? null;
  if (!location) return { name: businessName, address: [], directions: '', phone };
  const { line, city, region } = location.address;
  return {
    name: location.name === businessName ? businessName : `${businessName}, ${location.name}`,
    address: [line, [city, region].filter(Boolean).join(', ')],
    directions: directionsTo(location),
    phone,
  };
}

const FREE = [{ untilMinutesBefore: 0, fee: { basisPoints: 0 } }];

/** What was agreed about changes, of what can be changed still; a request costs nothing before it is accepted. */
function policySentences({ booking, preview, history }: Facts, locale: Locale, now: Date): string[] {
  const isFree = preview?.fee.amount === 0 && preview.later.length === 0;
  const policy = isFree ? { ...booking.policy, cancellation: FREE } : booking.policy;
  const { cancel, move, noShow } = policyView({ ...booking, policy, moves: movesOf(history) }, locale, now);
  return [preview ? cancel : '', move, noShow].filter(Boolean);
}

export function detailsView(facts: Facts, tenant: Tenant, locale: Locale, now = new Date()): DetailsView {
  const { booking, business, payments, history, intake, checkIn, preview } = facts;
  const { id, code, timeZone, seriesId } = booking;
  const moves = movesOf(history);
  const ahead = isAhead(booking, now);
  const kind = placeKind(booking, business);
  const isYours = kind === 'customer';
  const state = stateView(booking, tenant, locale, now);
  const when = whenView(booking, locale, now);
  const coming = m.booking_confirmed_yours({ day: when.near });
  return {
    id,
    code,
    state: isYours && ahead && state.key === 'confirmed' ? { ...state, text: coming } : state,
    when,
    own: ownOf(booking, locale),
    zone: capital(zoneName(timeZone, locale), locale),
    what: whatOf(booking, locale),
    items: booking.items.map((item) => itemView(item, booking, locale)),
    place: placeView(booking, business),
    checkIn:
      ahead && checkIn && kind !== 'online'
        ? {
            title: isYours ? m.booking_code_yours() : m.booking_code_title(),
            svg: `data:image/svg+xml,${encodeURIComponent(checkIn.svg)}`,
            text: code,
            from: m.booking_code_from({ time: dayAndTime(checkIn.from, locale, timeZone) }),
          }
        : null,
    money: moneyView(booking, payments, locale, now),
    policy: ahead ? policySentences(facts, locale, now) : [],
    intake: intakeView(intake, locale),
    history: historyView(history, payments, booking, locale),
    seriesId,
    ways: {
      calendar: ahead ? `/bookings/${id}/calendar.ics` : null,
      move: ahead && mayMove(booking, moves, now) ? `/bookings/${id}/move` : null,
      cancel: preview && booking.state !== 'held' ? `/bookings/${id}/cancel` : null,
      rebook: rebookOf(booking, business?.slug),
      checkout: booking.state === 'held' ? `/checkout/${id}` : null,
    },
  };
}
