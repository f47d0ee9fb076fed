import type { Locale } from '#lib/i18n/locale.ts';
import type { Business, Provider, Service, Tenant, TermKey } from '#lib/api/types.ts';
import { formatMinutes, formatMoney } from '#lib/i18n/format.ts';
import { localized } from '#lib/i18n/text.ts';
import { m } from '#lib/i18n/words.ts';
import { photoView, type PhotoView } from '#lib/ui/photo/photo.ts';
import { heading, term } from '#lib/theme/terms.ts';
import { leastOf } from './prices.ts';

/** A business in a list. */
export type BusinessCard = {
  slug: string;
  name: string;
  cover: PhotoView | null;
  description: string;
  places: string[];
  /** What is sold and from which price on, as one sentence; empty while nothing is sold. */
  offer: string;
};

/** One line of the price list: the same service of several businesses is one line. What leads to the others has no price. */
export type PriceLine = {
  name: string;
  /** How long it takes, and where it is offered. */
  detail: string;
  /** `desde`, where it is not the same everywhere. */
  from: string;
  price: string;
  href: string;
};
export type PriceGroup = { key: string; name: string; href: string; lines: PriceLine[] };

export type PersonCard = {
  id: string;
  name: string;
  title: string;
  business: string;
  href: string;
  portrait: PhotoView | null;
};

/** `6 barberías`: a number with the vertical's own word. */
export function counted(tenant: Tenant, locale: Locale, key: TermKey, count: number): string {
  return `${count} ${term(tenant, locale, key, count === 1 ? 'one' : 'other')}`;
}

export function businessCard(business: Business, tenant: Tenant, locale: Locale): BusinessCard {
  const { priceFrom, serviceCount } = business;
  const services = counted(tenant, locale, 'service', serviceCount);
  return {
    slug: business.slug,
    name: business.name,
    cover: photoView(business.cover, locale),
    description: localized(business.description, locale),
    places: business.locations.map(({ address }) => `${address.line}, ${address.city}`),
    offer: priceFrom ? m.business_offer({ services, price: formatMoney(priceFrom, locale) }) : '',
  };
}

/** `45 min`, or `1 h – 1 h 30 min` where there is a choice. */
export function formatRange(shortest: number, longest: number): string {
  return shortest === longest
    ? formatMinutes(shortest)
    : `${formatMinutes(shortest)} – ${formatMinutes(longest)}`;
}

function priceLine(
  services: readonly Service[],
  slugs: Map<string, string>,
  tenant: Tenant,
  locale: Locale,
): PriceLine | undefined {
  const variants = services.flatMap((service) => service.variants);
  const least = leastOf(variants);
  const first = services[0];
  if (!least || !first) return undefined;
  const minutes = variants.map((variant) => variant.minutes);
  const businesses = new Set(services.map(({ businessId }) => businessId)).size;
  const slug = slugs.get(first.businessId);
  const places = m.in_places({ places: counted(tenant, locale, 'business', businesses) });
  const duration = formatRange(Math.min(...minutes), Math.max(...minutes));
  return {
    name: localized(first.name, locale),
    detail: businesses > 1 ? `${duration} · ${places}` : duration,
    from: least.differs ? m.price_from() : '',
    price: formatMoney(least.price, locale),
    href:
      businesses === 1 && slug
        ? `/b/${slug}#${first.slug}`
        : `/search?${new URLSearchParams({ service: first.category, q: localized(first.name, locale) })}#found`,
  };
}

/** Everything sold here as one price list, under the vertical's own headings and in their order. */
export function priceList(
  services: readonly Service[],
  businesses: readonly Business[],
  tenant: Tenant,
  locale: Locale,
): PriceGroup[] {
  const slugs = new Map(businesses.map(({ id, slug }) => [id, slug]));
  return tenant.categories
    .map(({ key, name }) => {
      const inCategory = services.filter(({ category }) => category === key);
      const byName = Map.groupBy(inCategory, (service) => localized(service.name, locale));
      const lines = [...byName.values()].map((same) => priceLine(same, slugs, tenant, locale));
      return {
        key,
        name: localized(name, locale),
        href: `/c/${key}`,
        lines: lines.filter((line) => line !== undefined),
      };
    })
    .filter(({ lines }) => lines.length > 0);
}

export function personCards(
  providers: readonly Provider[],
  businesses: readonly Business[],
  locale: Locale,
): PersonCard[] {
  const byId = new Map(businesses.map((business) => [business.id, business]));
  return providers.map((provider) => {
    const business = byId.get(provider.businessId);
    return {
      id: provider.id,
      name: provider.name,
      portrait: photoView(provider.portrait, locale),
      title: localized(provider.title, locale),
      business: business?.name ?? '',
      href: business ? `/b/${business.slug}/p/${provider.slug}` : '#businesses',
    };
  });
}

/** Lines of one group that are read on a home page; the others are on a page of their own. */
const MOST_LINES = 12;

function shortened(group: PriceGroup): PriceGroup {
  const { href, lines } = group;
  if (lines.length <= MOST_LINES) return group;
  const name = m.services_rest({ count: lines.length - MOST_LINES });
  return {
    ...group,
    lines: [...lines.slice(0, MOST_LINES), { name, href, detail: '', from: '', price: '' }],
  };
}

type SectionKey = 'businesses' | 'services' | 'people';

const FIRST = { business: 'businesses', provider: 'people', service: 'services' } as const;
const SECTIONS = [
  ['businesses', 'business'],
  ['services', 'service'],
  ['people', 'provider'],
] as const;

export type MarketplaceView = {
  titles: Record<'empty' | 'free' | 'noneFree' | 'all', string>;
  /** The parts of the page that have anything to show, what the vertical lists first before the others. */
  sections: { key: SectionKey; title: string }[];
  facts: string[];
  businesses: BusinessCard[];
  /** Where the next businesses are listed. */
  next: string | undefined;
  prices: PriceGroup[];
  people: PersonCard[];
};

/** A marketplace's home page, in words: its script needs no languages then. */
export function marketplaceView(
  offer: { businesses: Business[]; services: Service[]; providers: Provider[] },
  next: string | undefined,
  tenant: Tenant,
  locale: Locale,
): MarketplaceView {
  const prices = priceList(offer.services, offer.businesses, tenant, locale);
  const people = personCards(offer.providers, offer.businesses, locale);
  const shown = { businesses: true, services: prices.length > 0, people: people.length > 0 };
  const sections = SECTIONS.filter(([key]) => shown[key]).map(([key, term]) => ({
    key,
    title: heading(tenant, locale, term),
  }));
  const lines = prices.reduce((sum, group) => sum + group.lines.length, 0);
  const facts = [
    next ? '' : counted(tenant, locale, 'business', offer.businesses.length),
    offer.providers.length > 0 && !next ? counted(tenant, locale, 'provider', offer.providers.length) : '',
    lines > 0 ? counted(tenant, locale, 'service', lines) : '',
  ];
  return {
    titles: {
      empty: m.businesses_empty(),
      free: m.find_next_free(),
      noneFree: m.find_none_yet(),
      all: m.find_all_times(),
    },
    // Sorting is stable: the others keep their order.
    sections: sections.sort(
      (a, b) => Number(b.key === FIRST[tenant.listing]) - Number(a.key === FIRST[tenant.listing]),
    ),
    facts: offer.businesses.length > 0 ? facts.filter(Boolean) : [],
    businesses: offer.businesses.map((business) => businessCard(business, tenant, locale)),
    next,
    prices: prices.map(shortened),
    people,
  };
}
