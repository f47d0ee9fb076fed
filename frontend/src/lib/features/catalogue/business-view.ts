import type { Locale } from '#lib/i18n/locale.ts';
import type { BusinessPage, Provider, Service, Tenant } from '#lib/api/types.ts';
import { localNow, openState } from '#lib/features/hours/hours.ts';
import { openSentence, weekRows, type DayRow } from '#lib/features/hours/week-view.ts';
import { formatMinutes, formatMoney } from '#lib/i18n/format.ts';
import { localized } from '#lib/i18n/text.ts';
import { m } from '#lib/i18n/words.ts';
import { heading } from '#lib/theme/terms.ts';
import { photoView, type PhotoView } from '#lib/ui/photo/photo.ts';
import { formatRange } from './listing.ts';

export type VariantView = { id: string; name: string; duration: string; price: string };
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
};
export type LocationView = {
  id: string;
  name: string;
  address: string[];
  directions: string;
  hours: { rows: DayRow[]; caption: string } | null;
  open: boolean;
  state: string;
};
export type ProviderView = {
  id: string;
  slug: string;
  name: string;
  title: string;
  bio: string;
  portrait: PhotoView | null;
};
export type BusinessView = {
  id: string;
  slug: string;
  name: string;
  description: string;
  cover: PhotoView | null;
  phone: { href: string; text: string } | null;
  words: { services: string; people: string; empty: string; where: string; directions: string };
  locations: LocationView[];
  groups: { key: string; name: string; services: ServiceView[] }[];
  people: ProviderView[];
};

function directionsTo(location: BusinessPage['locations'][number]): string {
  const { point, address } = location;
  const query = point
    ? `${point.latitude},${point.longitude}`
    : `${address.line}, ${address.city}, ${address.region}`;
  return `https://www.google.com/maps/dir/?api=1&destination=${encodeURIComponent(query)}`;
}

function locationView(
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
    open: state.open,
    state: openSentence(state, locale),
  };
}

function serviceView(service: Service, providers: readonly Provider[], locale: Locale): ServiceView {
  const minutes = service.variants.map((variant) => variant.minutes);
  const able = providers.filter(({ serviceIds }) => serviceIds.includes(service.id));
  const extras = service.addOns.map(
    ({ name, price }) => `${localized(name, locale)} +${formatMoney(price, locale)}`,
  );
  return {
    id: service.id,
    slug: service.slug,
    name: localized(service.name, locale),
    description: localized(service.description, locale),
    duration: formatRange(Math.min(...minutes), Math.max(...minutes)),
    variants: service.variants.map((variant) => {
      const name = localized(variant.name, locale);
      // "90 minutos" has said it already.
      const duration = /\d/.test(name) ? '' : formatMinutes(variant.minutes);
      return { id: variant.id, name, duration, price: formatMoney(variant.price, locale) };
    }),
    extras: extras.length > 0 ? `${m.add_ons()} ${extras.join(', ')}` : '',
    // Where everyone does it there is nothing to tell.
    doneBy:
      able.length > 0 && able.length < providers.length
        ? m.done_by({ people: able.map(({ name }) => name).join(', ') })
        : '',
  };
}

/** A business in one language, at this moment: all that its page shows and nothing more. */
export function businessView(
  business: BusinessPage,
  tenant: Tenant,
  locale: Locale,
  now = new Date(),
): BusinessView {
  const groups = tenant.categories.map(({ key, name }) => ({
    key,
    name: localized(name, locale),
    services: business.services
      .filter(({ category }) => category === key)
      .map((service) => serviceView(service, business.providers, locale)),
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
    },
    locations: business.locations.map((location) => locationView(location, tenant, locale, now)),
    groups: groups.filter(({ services }) => services.length > 0),
    people: business.providers.map(({ id, slug, name, title, bio, portrait }) => ({
      id,
      slug,
      name,
      title: localized(title, locale),
      bio: localized(bio, locale),
      portrait: photoView(portrait, locale),
    })),
  };
}
