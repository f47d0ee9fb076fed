import type { RequestEvent } from '@sveltejs/kit';
import type { BusinessPage, Tenant } from '#lib/api/types.ts';
import type { PersonView } from '#lib/features/provider/provider-view.ts';
import { localized } from '#lib/i18n/text.ts';
import { m } from '#lib/i18n/words.ts';
import { socialImage } from './addresses.ts';
import { tell } from './head.server.ts';
import { businessData, personData, siteData, trail } from './json-ld.ts';

// What each kind of page tells search engines and apps.

type Event = Pick<RequestEvent, 'locals' | 'url'>;

const businessPath = ({ slug }: { slug: string }) => `/b/${encodeURIComponent(slug)}`;

export function tellHome(event: Event, tenant: Tenant): void {
  const { locale } = event.locals;
  tell(event, tenant, {
    path: '/',
    title: `${tenant.name} · ${localized(tenant.tagline, locale)}`,
    description: localized(tenant.description, locale),
    image: 'home',
    data: [siteData(tenant.name, event.url.origin)],
  });
}

export function tellBusiness(event: Event, business: BusinessPage, tenant: Tenant): void {
  const { locals, url } = event;
  const own = businessPath(business);
  // Where a tenant is one business, its home page is that business's.
  const path = tenant.mode === 'single' ? '/' : own;
  const image = own.slice(1);
  tell(event, tenant, {
    path,
    title: tenant.mode === 'single' ? business.name : `${business.name} · ${tenant.name}`,
    description: localized(business.description, locals.locale),
    image,
    data: [
      ...businessData(
        business,
        url.origin + own,
        url.origin + socialImage(image, locals.locale),
        locals.locale,
      ),
      trail([
        { name: tenant.name, url: `${url.origin}/` },
        { name: business.name, url: url.origin + own },
      ]),
    ],
  });
}

export function tellPerson(event: Event, business: BusinessPage, person: PersonView, tenant: Tenant): void {
  const { locals, url } = event;
  const house = url.origin + businessPath(business);
  const path = `${businessPath(business)}/p/${encodeURIComponent(person.slug)}`;
  const provider = business.providers.find(({ id }) => id === person.id);
  tell(event, tenant, {
    path,
    title: `${person.name} · ${business.name}`,
    description: [person.title, person.bio].filter(Boolean).join('. '),
    image: path.slice(1),
    data: [
      ...(provider
        ? [personData(provider, { name: business.name, url: house }, url.origin + path, locals.locale)]
        : []),
      trail([
        { name: tenant.name, url: `${url.origin}/` },
        { name: business.name, url: house },
        { name: person.name, url: url.origin + path },
      ]),
    ],
  });
}

/**
 * The times of a service are worth finding, each under one address. What else is chosen there is somebody's own, and times pass:
 * robots.txt keeps crawlers from those.
 * @param serviceIds those that are chosen
 */
export function tellBooking(
  event: Event,
  tenant: Tenant,
  business: BusinessPage,
  { title, description, serviceIds }: { title: string; description: string; serviceIds: readonly string[] },
): void {
  const house = businessPath(business);
  const [only, ...more] = serviceIds;
  const isPlain = [...event.url.searchParams.keys()].every((key) =>
    ['service', 'location', 'lang'].includes(key),
  );
  tell(event, tenant, {
    path: `${house}/book${only && more.length === 0 ? `?service=${only}` : ''}`,
    title,
    description,
    image: house.slice(1),
    isFound: isPlain && more.length === 0,
  });
}

export function tellCategory(
  event: Event,
  tenant: Tenant,
  { key, title, text }: { key: string; title: string; text: string },
): void {
  const path = `/c/${encodeURIComponent(key)}`;
  tell(event, tenant, { path, title: `${title} · ${tenant.name}`, description: text, image: path.slice(1) });
}

/** @param isAnswer whether something was asked: answers are for people, not for an index */
export function tellSearch(event: Event, tenant: Tenant, isAnswer: boolean): void {
  tell(event, tenant, {
    path: '/search',
    title: `${m.find_title()} · ${tenant.name}`,
    description: m.find_search_text({ site: tenant.name }),
    image: 'home',
    isFound: !isAnswer,
  });
}
