import type { Locale } from '#lib/i18n/locale.ts';
import type { BusinessPage, Provider, SearchResult, Service, Tenant } from '#lib/api/types.ts';
import { wantedHref, type When } from '#lib/features/find/question.ts';
import { bookHref, freeDays, type FreeDay } from '#lib/features/find/times.ts';
import { localNow, openState } from '#lib/features/hours/hours.ts';
import { openSentence, weekRows, type DayRow } from '#lib/features/hours/week-view.ts';
import { formatMinutes, formatMoney } from '#lib/i18n/format.ts';
import { localized } from '#lib/i18n/text.ts';
import { m } from '#lib/i18n/words.ts';
import { heading } from '#lib/theme/terms.ts';
import { photoView, type PhotoView } from '#lib/ui/photo/photo.ts';
import { formatRange } from './listing.ts';
import { formatLeast } from './prices.ts';
import { nextFree } from './next-free.ts';

type VariantView = { id: string; name: string; duration: string; price: string; href: string };
export type ServiceView = {
  id: string;
  slug: string;
  name: string;
  description: string;
  duration: string;
  variants: VariantView[];
  /** What can be added, and who does it, as sentences; empty where there is nothing to tell. */
  extras: string;
  doneBy: string;
  /** Where it is booked, and the free times that come first. */
  book: { href: string; text: string; label: string };
  free: FreeDay[];
};
/** Services one below the other; those that are too many to be looked through are behind a word. */
export type ServiceList = { first: ServiceView[]; rest: ServiceView[]; more: string };
export type LocationView = {
  id: string;
  name: string;
  address: string[];
  directions: string;
  hours: { rows: DayRow[]; caption: string } | null;
  open: boolean;
  state: string;
  point: { latitude: number; longitude: number } | null;
};
export type ProviderView = {
  id: string;
  slug: string;
  name: string;
  title: string;
  bio: string;
  href: string;
  portrait: PhotoView | null;
};
export type BusinessView = {
  id: string;
  slug: string;
  name: string;
  description: string;
  cover: PhotoView | null;
  phone: { href: string; text: string } | null;
  words: Record<'services' | 'people' | 'empty' | 'where' | 'directions' | 'next' | 'none' | 'jump', string>;
  /** What is free first of all that it sells. */
  next: FreeDay[];
  locations: LocationView[];
  groups: { key: string; name: string; list: ServiceList }[];
  people: ProviderView[];
};

/** A map of somebody else's, with the way to a place. */
export function directionsTo(location: BusinessPage['locations'][number]): string {
  const { point, address } = location;
  const query = point
    ? `${point.latitude},${point.longitude}`
    : `${address.line}, ${address.city}, ${address.region}`;
  return `https://www.google.com/maps/dir/?api=1&destination=${encodeURIComponent(query)}`;
}

export function locationView(
  location: BusinessPage['locations'][number],
  tenant: Tenant,
  locale: Locale,
  now: Date,
): LocationView {
  const { address } = location;
  const local = localNow(now, location.timeZone);
  const state = openState(location.weeklyHours, local);
  const rows = weekRows(location.weeklyHours, locale, {
    firstWeekday: tenant.locale.firstWeekday,
    today: local.weekday,
    closed: m.hours_closed(),
  });
  const cityLine = [address.postalCode, address.city].filter(Boolean).join(' ');
  return {
    id: location.id,
    name: location.name,
    address: [address.line, [cityLine, address.region].filter(Boolean).join(', ')],
    directions: directionsTo(location),
    hours: location.weeklyHours.length > 0 ? { rows, caption: m.hours_of({ name: location.name }) } : null,
    point: location.point,
    open: state.open,
    state: openSentence(state, locale),
  };
}

/** What of its free times a page shows: those for when they are wanted, where there are any. */
export type Shown = { free: readonly SearchResult[]; when: When; now?: Date };

type Asked = Shown & {
  slug: string;
  locale: Locale;
  /** Whose page it is, where it is a provider's. */
  provider?: string;
};

/** A service as a page sells it, with its next free times. */
export function serviceView(
  service: Service,
  providers: readonly Provider[],
  { slug, locale, free, when, provider, now }: Asked,
): ServiceView {
  const name = localized(service.name, locale);
  const choice = {
    service: service.id,
    ...(provider && { provider }),
    ...(when.date && { date: when.date }),
  };
  // At several places it is shown where it is free first.
  const soonest = free.find((result) => result.service.id === service.id);
  const usual = service.variants[0]?.priceFrom.amount;
  const minutes = service.variants.map((variant) => variant.minutes);
  const able = providers.filter(({ serviceIds }) => serviceIds.includes(service.id));
  const extras = service.addOns.map(
    ({ name, price }) => `${localized(name, locale)} +${formatMoney(price, locale)}`,
  );
  return {
    id: service.id,
    slug: service.slug,
    name,
    description: localized(service.description, locale),
    book: {
      href: bookHref(slug, choice),
      text: m.find_book(),
      label: m.find_book_service({ service: name }),
    },
    free: soonest ? freeDays(soonest, { locale, provider, usual, most: 3, ...(now && { now }) }) : [],
    duration: formatRange(Math.min(...minutes), Math.max(...minutes)),
    variants: service.variants.map((variant) => {
      const name = localized(variant.name, locale);
      // "90 minutos" has said it already.
      const duration = /\d/.test(name) ? '' : formatMinutes(variant.minutes);
      const href = bookHref(slug, { ...choice, variant: variant.id });
      return { id: variant.id, name, duration, price: formatLeast([variant], locale), href };
    }),
    extras: extras.length > 0 ? `${m.add_ons()} ${extras.join(', ')}` : '',
    // Where everyone does it there is nothing to tell.
    doneBy:
      able.length > 0 && able.length < providers.length
        ? m.done_by({ people: able.map(({ name }) => name).join(', ') })
        : '',
  };
}

/** So many of one kind are seen at once. */
const MOST = 24;

export function serviceList(services: readonly ServiceView[]): ServiceList {
  const rest = services.slice(MOST);
  const more = rest.length > 0 ? m.services_rest({ count: rest.length }) : '';
  return { first: services.slice(0, MOST), rest, more };
}

/** A business in one language, at this moment: all that its page shows and nothing more. */
export function businessView(
  business: BusinessPage,
  tenant: Tenant,
  locale: Locale,
  { free, when, now = new Date() }: Shown,
): BusinessView {
  const groups = tenant.categories.map(({ key, name }) => ({
    key,
    name: localized(name, locale),
    list: serviceList(
      business.services
        .filter(({ category }) => category === key)
        .map((service) =>
          serviceView(service, business.providers, { slug: business.slug, locale, free, when, now }),
        ),
    ),
  }));
  return {
    id: business.id,
    slug: business.slug,
    name: business.name,
    description: localized(business.description, locale),
    cover: photoView(business.cover, locale),
    phone: business.phone
      ? { href: `tel:${business.phone.replace(/[^+\d]/g, '')}`, text: m.call({ phone: business.phone }) }
      : null,
    words: {
      services: heading(tenant, locale, 'service'),
      people: heading(tenant, locale, 'provider'),
      empty: m.services_empty(),
      where: m.where_and_when(),
      directions: m.directions(),
      next: m.find_next_free(),
      none: business.services.length > 0 ? m.find_no_times_all() : '',
      jump: m.find_jump(),
    },
    next: nextFree(free, { locale, now }),
    locations: business.locations.map((location) => locationView(location, tenant, locale, now)),
    groups: groups.filter(({ list }) => list.first.length > 0),
    people: business.providers.map(({ id, slug, name, title, bio, portrait }) => ({
      id,
      slug,
      name,
      href: wantedHref(`/b/${encodeURIComponent(business.slug)}/p/${encodeURIComponent(slug)}`, when),
      title: localized(title, locale),
      bio: localized(bio, locale),
      portrait: photoView(portrait, locale),
    })),
  };
}
