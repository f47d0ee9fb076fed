import type { SearchResult } from '#lib/api/types.ts';
import { formatLeast } from '#lib/features/catalogue/prices.ts';
import { formatMinutes } from '#lib/i18n/format.ts';
import type { Locale } from '#lib/i18n/locale.ts';
import { localized } from '#lib/i18n/text.ts';
import { m } from '#lib/i18n/words.ts';
import { photoView, type PhotoView } from '#lib/ui/photo/photo.ts';
import { wantedHref, type When } from './question.ts';
import { bookHref, freeDays, type FreeDay } from './times.ts';

/** A service with its next free times, in one language. */
type OfferView = {
  key: string;
  name: string;
  href: string;
  duration: string;
  price: string;
  days: FreeDay[];
};

/** A business at one of its places, with what is free there. */
export type ResultView = {
  key: string;
  business: { slug: string; name: string; href: string; cover: PhotoView | null };
  place: string;
  /** Shown on the map. */
  point: { latitude: number; longitude: number } | null;
  offers: OfferView[];
};

function placeOf({ service, location, distanceKm }: SearchResult, locale: Locale): string {
  if (service.place === 'online') return m.find_online();
  if (service.place === 'customer' || !location) return m.find_at_yours();
  const km = new Intl.NumberFormat(locale, { maximumFractionDigits: 1 });
  const away = distanceKm === null ? '' : m.find_km({ km: km.format(distanceKm) });
  return [`${location.address.line}, ${location.address.city}`, away].filter(Boolean).join(' · ');
}

/** When something was wanted, where that was said: it goes along to the pages that results lead to. */
type Asked = { locale: Locale; when?: When; now?: Date };

function offerView(result: SearchResult, { locale, when, now }: Required<Asked>): OfferView {
  const { business, service, location, priceFrom, starts } = result;
  return {
    key: service.id,
    name: localized(service.name, locale),
    href: bookHref(business.slug, {
      service: service.id,
      ...(location && { location: location.id }),
      ...(when.date && { date: when.date }),
    }),
    duration: formatMinutes(service.minutes),
    price: formatLeast([{ price: priceFrom }, ...starts], locale),
    days: freeDays(result, { locale, now }),
  };
}

/** Results in their order, those of one business at one place together where its first one stands. */
export function resultViews(
  results: readonly SearchResult[],
  { locale, when = {}, now = new Date() }: Asked,
): ResultView[] {
  const keyOf = ({ business, location }: SearchResult) => `${business.id} ${location?.id ?? ''}`;
  return [...Map.groupBy(results, keyOf)].flatMap(([key, [first, ...others]]) => {
    if (!first) return [];
    const { business, location } = first;
    return {
      key,
      business: {
        slug: business.slug,
        name: business.name,
        href: wantedHref(`/b/${encodeURIComponent(business.slug)}`, when),
        cover: photoView(business.cover, locale),
      },
      place: placeOf(first, locale),
      point: location?.point ?? null,
      offers: [first, ...others].map((result) => offerView(result, { locale, when, now })),
    };
  });
}
