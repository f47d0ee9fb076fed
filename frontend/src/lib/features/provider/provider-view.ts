import type { BusinessPage, Tenant } from '#lib/api/types.ts';
import {
  locationView,
  serviceList,
  serviceView,
  type LocationView,
} from '#lib/features/catalogue/business-view.ts';
import type { ServiceList, Shown } from '#lib/features/catalogue/business-view.ts';
import { nextFree } from '#lib/features/catalogue/next-free.ts';
import { wantedHref } from '#lib/features/find/question.ts';
import type { FreeDay } from '#lib/features/find/times.ts';
import { localNow } from '#lib/features/hours/hours.ts';
import { weekRows, type DayRow } from '#lib/features/hours/week-view.ts';
import type { Locale } from '#lib/i18n/locale.ts';
import { localized } from '#lib/i18n/text.ts';
import { m } from '#lib/i18n/words.ts';
import { heading } from '#lib/theme/terms.ts';
import { photoView, type PhotoView } from '#lib/ui/photo/photo.ts';

/** One of a business's people, as their page shows them. */
export type PersonView = {
  id: string;
  slug: string;
  name: string;
  title: string;
  bio: string;
  portrait: PhotoView | null;
  business: { name: string; href: string };
  next: FreeDay[];
  services: ServiceList;
  hours: { rows: DayRow[]; caption: string } | null;
  locations: LocationView[];
  words: Record<'services' | 'times' | 'none' | 'hours' | 'where' | 'directions', string>;
};

/** @returns undefined where the business has nobody of that name */
export function personView(
  business: BusinessPage,
  slug: string,
  tenant: Tenant,
  locale: Locale,
  { free, when, now = new Date() }: Shown,
): PersonView | undefined {
  const person = business.providers.find((provider) => provider.slug === slug);
  if (!person) return undefined;
  const { id, name } = person;
  const rows = weekRows(person.weeklyHours, locale, {
    firstWeekday: tenant.locale.firstWeekday,
    today: localNow(now, business.locations[0]?.timeZone ?? tenant.locale.timeZone).weekday,
    closed: m.hours_none(),
  });
  const services = business.services.filter((service) => person.serviceIds.includes(service.id));
  return {
    id,
    slug,
    name,
    title: localized(person.title, locale),
    bio: localized(person.bio, locale),
    portrait: photoView(person.portrait, locale),
    business: { name: business.name, href: wantedHref(`/b/${encodeURIComponent(business.slug)}`, when) },
    next: nextFree(free, { locale, provider: id, now }),
    services: serviceList(
      services.map((service) =>
        serviceView(service, [], { slug: business.slug, locale, free, when, provider: id, now }),
      ),
    ),
    hours: person.weeklyHours.length > 0 ? { rows, caption: m.hours_of({ name }) } : null,
    locations: business.locations.map((location) => locationView(location, tenant, locale, now)),
    words: {
      services: heading(tenant, locale, 'service'),
      times: m.person_times({ name }),
      none: services.length > 0 ? m.person_none({ name }) : '',
      hours: m.person_hours(),
      where: m.where_and_when(),
      directions: m.directions(),
    },
  };
}
