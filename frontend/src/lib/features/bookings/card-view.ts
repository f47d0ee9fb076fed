import type { Booking, Tenant } from '#lib/api/types.ts';
import type { Locale } from '#lib/i18n/locale.ts';
import { localized } from '#lib/i18n/text.ts';
import { m } from '#lib/i18n/words.ts';
import { isAhead, stateView, type StateView } from './state-view.ts';
import { whenView, type WhenView } from './when.ts';

/** A booking as it stands in a list. */
export type BookingCard = {
  id: string;
  href: string;
  when: WhenView;
  what: string;
  /** With whom, where. */
  about: string;
  code: string;
  state: StateView;
  ahead: boolean;
  rebook: Rebook;
};

/** A form that holds a time for the same once more: where it is sent, and the instant that the time should be like. */
export type Rebook = { action: string; like: string };

/** A card, or for a series the next of it with the others behind it. */
export type CardGroup = { card: BookingCard; others: BookingCard[]; series: string; show: string };

export function whatOf({ items }: Booking, locale: Locale): string {
  return items.map(({ serviceName }) => localized(serviceName, locale)).join(' + ');
}

function peopleOf({ items }: Booking): string {
  const names = new Set(items.flatMap(({ providers }) => providers.map(({ name }) => name)));
  return [...names].join(', ');
}

/** Everybody who serves, in a sentence's end; empty where nobody does. */
function withWhom(booking: Booking): string {
  const people = peopleOf(booking);
  return people ? m.bookings_with({ people }) : '';
}

/** The same services with the same people, and what went with them. */
export function rebookOf(
  { items, businessId, locationId, startsAt }: Booking,
  slug: string = businessId,
): Rebook {
  const query = new URLSearchParams();
  for (const { serviceId, variantId, providers, sessionId, seats, addOns, inputs } of items) {
    query.append('service', serviceId);
    if (variantId) query.append('variant', variantId);
    if (providers[0] && !sessionId) query.set(`provider.${serviceId}`, providers[0].id);
    if (seats && seats > 1) query.set('seats', String(seats));
    for (const { id, quantity } of addOns) query.set(`addon.${id}`, String(quantity));
    for (const [key, count] of Object.entries(inputs)) query.set(`input.${key}`, String(count));
  }
  if (locationId) query.set('location', locationId);
  return { action: `/b/${slug}/book?/again&${query}`, like: startsAt };
}

export function cardView(booking: Booking, tenant: Tenant, locale: Locale, now: Date): BookingCard {
  const { id, code, businessName, locationName } = booking;
  const seats = booking.items[0]?.seats ?? 1;
  return {
    id,
    href: `/bookings/${id}`,
    when: whenView(booking, locale, now),
    what: whatOf(booking, locale),
    about: [
      withWhom(booking),
      businessName,
      locationName === businessName ? '' : locationName,
      seats > 1 ? m.bookings_seats({ count: seats }) : '',
    ]
      .filter(Boolean)
      // No line begins with the dot.
      .join('\u00a0· '),
    code,
    state: stateView(booking, tenant, locale, now),
    ahead: isAhead(booking, now),
    rebook: rebookOf(booking),
  };
}

/** Dates of one series stand together, where the first of them is. */
export function groupCards(
  bookings: readonly Booking[],
  tenant: Tenant,
  locale: Locale,
  now: Date,
): CardGroup[] {
  const groups = new Map<string, Booking[]>();
  for (const booking of bookings) {
    const key = booking.seriesId ?? booking.id;
    groups.set(key, [...(groups.get(key) ?? []), booking]);
  }
  return [...groups.values()].flatMap(([first, ...rest]) => {
    if (!first) return [];
    const others = rest.map((booking) => cardView(booking, tenant, locale, now));
    const count = others.length;
    return [
      {
        card: cardView(first, tenant, locale, now),
        others,
        series: count > 0 ? m.bookings_series({ count: count + 1 }) : '',
        show: count > 0 ? m.bookings_series_others({ count }) : '',
      },
    ];
  });
}
