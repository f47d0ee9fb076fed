import type { BusinessPage, Money, Provider, Service } from '#lib/api/types.ts';
import { localized } from '#lib/i18n/text.ts';

type Location = BusinessPage['locations'][number];

/** An element of data that a browser does not run. No text in it can end it. */
export function dataBlock(data: object): string {
  const json = JSON.stringify({ '@context': 'https://schema.org', ...data });
  const safe = json.replace(/[<>&\u2028\u2029]/g, (character) => {
    return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
  });
  return `<script type="application/ld+json">${safe}</script>`;
}

/** A price as machines read it: `15000.00`. */
function plainPrice({ amount, currency }: Money): string {
  const format = new Intl.NumberFormat('en', { style: 'currency', currency });
  const digits = format.resolvedOptions().maximumFractionDigits ?? 2;
  return (amount / 10 ** digits).toFixed(digits);
}

const WEEKDAYS = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'];
const clock = (minute: number) =>
  `${String(Math.floor((minute % 1440) / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`;

function hours(location: Location) {
  return location.weeklyHours.map(({ weekday, startMinute, endMinute }) => ({
    '@type': 'OpeningHoursSpecification',
    dayOfWeek: `https://schema.org/${WEEKDAYS[weekday - 1]}`,
    opens: clock(startMinute),
    closes: clock(endMinute),
  }));
}

function offers(service: Service, bookAt: string, locale: string) {
  const sold = {
    '@type': 'Service',
    name: localized(service.name, locale),
    ...(localized(service.description, locale) && { description: localized(service.description, locale) }),
  };
  return service.variants.map((variant) => ({
    '@type': 'Offer',
    itemOffered:
      service.variants.length > 1 ? { ...sold, alternateName: localized(variant.name, locale) } : sold,
    price: plainPrice(variant.priceFrom),
    priceCurrency: variant.priceFrom.currency,
    availability: 'https://schema.org/InStock',
    url: `${bookAt}?service=${service.id}`,
  }));
}

/** More would weigh more than the page. */
const MOST_SERVICES = 40;

/** A business at each of its places, with what it sells there. */
export function businessData(business: BusinessPage, url: string, image: string, locale: string): object[] {
  const catalogue = {
    '@type': 'OfferCatalog',
    name: business.name,
    itemListElement: business.services
      .slice(0, MOST_SERVICES)
      .flatMap((service) => offers(service, `${url}/book`, locale)),
  };
  return business.locations.map((location, index) => ({
    '@type': 'LocalBusiness',
    '@id': `${url}#${location.slug}`,
    name: business.locations.length > 1 ? `${business.name}, ${location.name}` : business.name,
    url,
    image,
    description: localized(business.description, locale),
    ...(business.phone && { telephone: business.phone }),
    address: {
      '@type': 'PostalAddress',
      streetAddress: location.address.line,
      addressLocality: location.address.city,
      addressRegion: location.address.region,
      ...(location.address.postalCode && { postalCode: location.address.postalCode }),
    },
    ...(location.point && { geo: { '@type': 'GeoCoordinates', ...location.point } }),
    openingHoursSpecification: hours(location),
    // Said once: the places sell the same.
    ...(index === 0 && catalogue.itemListElement.length > 0 && { hasOfferCatalog: catalogue }),
  }));
}

export function personData(
  { name, title, bio }: Provider,
  business: { name: string; url: string },
  url: string,
  locale: string,
): object {
  return {
    '@type': 'Person',
    name,
    url,
    ...(localized(title, locale) && { jobTitle: localized(title, locale) }),
    ...(localized(bio, locale) && { description: localized(bio, locale) }),
    worksFor: { '@type': 'LocalBusiness', name: business.name, url: business.url },
  };
}

/** The way from the home page to a page. */
export function trail(steps: readonly { name: string; url: string }[]): object {
  return {
    '@type': 'BreadcrumbList',
    itemListElement: steps.map(({ name, url }, index) => ({
      '@type': 'ListItem',
      position: index + 1,
      name,
      item: url,
    })),
  };
}

/** A site with its search, so that others can ask it. */
export function siteData(name: string, origin: string): object {
  return {
    '@type': 'WebSite',
    name,
    url: `${origin}/`,
    potentialAction: {
      '@type': 'SearchAction',
      target: { '@type': 'EntryPoint', urlTemplate: `${origin}/search?q={query}` },
      'query-input': 'required name=query',
    },
  };
}
