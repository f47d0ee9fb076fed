import type { Booking, BusinessPage } from '#lib/api/types.ts';
import { directionsTo } from '#lib/features/catalogue/business-view.ts';
import { ownOf } from '#lib/features/slots/own.ts';
import type { OwnTime } from '#lib/features/slots/own-zone.ts';
import { timeOf } from '#lib/i18n/dates.ts';
import type { Locale } from '#lib/i18n/locale.ts';
import { formatLongDay } from '#lib/i18n/moment.ts';
import { localized } from '#lib/i18n/text.ts';
import { m } from '#lib/i18n/words.ts';

type ItemView = { name: string; detail: string; people: { id: string; name: string }[] };

/** What is booked, when and where, in one language. */
export type BookedView = {
  items: ItemView[];
  day: string;
  /** From when to when, in the zone of the place. */
  time: string;
  startsAt: string;
  own: OwnTime;
  business: { id: string; name: string; slug: string };
  place: { name: string; address: string; directions: string } | null;
};

function detailOf(item: Booking['items'][number], locale: Locale): string {
  const { variantName, addOns, providers, seats } = item;
  const variant = localized(variantName, locale);
  const parts = [
    variant === localized(item.serviceName, locale) ? '' : variant,
    ...addOns.map(
      ({ name, quantity }) => `${localized(name, locale)}${quantity > 1 ? ` × ${quantity}` : ''}`,
    ),
    seats !== null && seats > 1 ? m.checkout_seats({ count: seats }) : '',
    providers.length > 0 ? m.checkout_with({ people: providers.map(({ name }) => name).join(', ') }) : '',
  ];
  return parts.filter(Boolean).join(' · ');
}

function placeOf({ locationId }: Booking, { locations }: Pick<BusinessPage, 'locations'>) {
  const place = locations.find(({ id }) => id === locationId);
  if (!place) return null;
  const { address, name } = place;
  const line = [address.line, address.city].filter(Boolean).join(', ');
  return { name, address: line, directions: directionsTo(place) };
}

/** Where it is done: at a place, with the customer, or online; undefined where the business does not say so any more. */
export const placeKind = ({ items }: Pick<Booking, 'items'>, business: BusinessPage | null) =>
  business?.services.find(({ id }) => id === items[0]?.serviceId)?.place;

export function bookedView(booking: Booking, business: BusinessPage, locale: Locale): BookedView {
  const { startsAt, endsAt, timeZone } = booking;
  const day = formatLongDay(startsAt, locale, timeZone);
  return {
    items: booking.items.map((item) => ({
      name: localized(item.serviceName, locale),
      detail: detailOf(item, locale),
      people: item.providers,
    })),
    day: day.charAt(0).toLocaleUpperCase(locale) + day.slice(1),
    time: `${timeOf(startsAt, locale, timeZone)} – ${timeOf(endsAt, locale, timeZone)}`,
    startsAt,
    own: ownOf(booking, locale),
    business: { id: business.id, name: business.name, slug: business.slug },
    place: placeOf(booking, business),
  };
}

/** The same choice again, as the page of booking takes it. */
export function chooseAgain({ items, locationId, startsAt }: Booking, slug: string): string {
  const query = new URLSearchParams();
  for (const { serviceId } of items) query.append('service', serviceId);
  const [first] = items;
  if (first?.variantId && items.length === 1) query.set('variant', first.variantId);
  if (locationId) query.set('location', locationId);
  query.set('date', startsAt.slice(0, 10));
  return `/b/${slug}/book?${query}`;
}

/** What was held, to be held again: at the same start with the same people, at another with whoever can. */
export function wishOf({ items, locationId, startsAt }: Booking, start: string) {
  const isSame = Date.parse(start) === Date.parse(startsAt);
  const [first] = items;
  return {
    start,
    ...(locationId ? { locationId } : {}),
    ...(first?.seats ? { seats: first.seats } : {}),
    items: items.map((item) => ({
      serviceId: item.serviceId,
      ...(item.variantId ? { variantId: item.variantId } : {}),
      addOns: item.addOns.map(({ id, quantity }) => ({ id, quantity })),
      inputs: item.inputs,
      ...(isSame && item.providers[0] && item.sessionId === null ? { providerId: item.providers[0].id } : {}),
    })),
  };
}
