import type { SearchResult } from '#lib/api/types.ts';
import { formatMinutes, formatMoney } from '#lib/i18n/format.ts';
import type { Locale } from '#lib/i18n/locale.ts';
import { localized } from '#lib/i18n/text.ts';
import { m } from '#lib/i18n/words.ts';
import { photoView, type PhotoView } from '#lib/ui/photo/photo.ts';
import { bookHref, freeDays, type FreeDay } from './times.ts';

/** A service at a place, with its next free times, in one language. */
export type ResultView = {
  key: string;
  service: string;
  href: string;
  facts: string;
  price: string;
  business: { slug: string; name: string; href: string; cover: PhotoView | null };
  place: string;
  days: FreeDay[];
  /** Shown on the map. */
  point: { latitude: number; longitude: number } | null;
};

function placeOf({ service, location, distanceKm }: SearchResult, locale: Locale): string {
  if (service.place === 'online') return m.find_online();
  if (service.place === 'customer' || !location) return m.find_at_yours();
  const km = new Intl.NumberFormat(locale, { maximumFractionDigits: 1 });
  const away = distanceKm === null ? '' : m.find_km({ km: km.format(distanceKm) });
  return [`${location.address.line}, ${location.address.city}`, away].filter(Boolean).join(' · ');
}

export function resultView(result: SearchResult, locale: Locale, now = new Date()): ResultView {
  const { business, service, location, priceFrom } = result;
  return {
    key: `${service.id} ${location?.id ?? ''}`,
    service: localized(service.name, locale),
    href: bookHref(business.slug, { service: service.id, ...(location && { location: location.id }) }),
    facts: formatMinutes(service.minutes),
    price: formatMoney(priceFrom, locale),
    business: {
      slug: business.slug,
      name: business.name,
      href: `/b/${encodeURIComponent(business.slug)}`,
      cover: photoView(business.cover, locale),
    },
    place: placeOf(result, locale),
    days: freeDays(result, { locale, now }),
    point: location?.point ?? null,
  };
}
