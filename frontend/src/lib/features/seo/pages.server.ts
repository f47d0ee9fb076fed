import type { RequestEvent } from '@sveltejs/kit';
import type { BusinessPage, Service, Tenant } from '#lib/api/types.ts';
import type { PersonView } from '#lib/features/provider/provider-view.ts';
import { localized } from '#lib/i18n/text.ts';
import { m } from '#lib/i18n/words.ts';
import { socialImage } from './addresses.ts';
import { tell } from './head.server.ts';
import { businessData, personData, siteData, trail } from './json-ld.ts';
import { fromTemplate, type PageTexts } from './page-texts.ts';

// What each kind of page tells search engines and apps. What they answer is what a browser's own head says.

type Event = Pick<RequestEvent, 'locals' | 'url'>;

const businessPath = ({ slug }: { slug: string }) => `/b/${encodeURIComponent(slug)}`;

const wordsOf = (tenant: Tenant, business: BusinessPage) => ({
  tenant: tenant.name,
  business: business.name,
  city: business.locations[0]?.address.city,
});

export function tellHome(event: Event, tenant: Tenant): PageTexts {
  const { locale } = event.locals;
  const own = {
    title: `${tenant.name} · ${localized(tenant.tagline, locale)}`,
    description: localized(tenant.description, locale),
  };
  return tell(event, tenant, {
    path: '/',
    ...fromTemplate(tenant.seo.home, { tenant: tenant.name }, locale, own),
    image: 'home',
    data: [siteData(tenant.name, event.url.origin)],
  });
}

export function tellBusiness(event: Event, business: BusinessPage, tenant: Tenant): PageTexts {
  const { locals, url } = event;
  const { home, business: template } = tenant.seo;
  const house = businessPath(business);
  // Where a tenant is one business, its home page is that business's.
  const isHome = tenant.mode === 'single';
  const image = house.slice(1);
  const own = {
    title: isHome ? business.name : `${business.name} · ${tenant.name}`,
    description: localized(business.description, locals.locale),
  };
  return tell(event, tenant, {
    path: isHome ? '/' : house,
    ...fromTemplate((isHome && home) || template, wordsOf(tenant, business), locals.locale, own),
    image,
    data: [
      ...businessData(
        business,
        url.origin + house,
        url.origin + socialImage(image, locals.locale),
        locals.locale,
      ),
      trail([
        { name: tenant.name, url: `${url.origin}/` },
        { name: business.name, url: url.origin + house },
      ]),
    ],
  });
}

export function tellPerson(
  event: Event,
  business: BusinessPage,
  person: PersonView,
  tenant: Tenant,
): PageTexts {
  const { locals, url } = event;
  const house = url.origin + businessPath(business);
  const path = `${businessPath(business)}/p/${encodeURIComponent(person.slug)}`;
  const provider = business.providers.find(({ id }) => id === person.id);
  return tell(event, tenant, {
    path,
    title: `${person.name} · ${business.name} · ${tenant.name}`,
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
 * @param services those that are chosen
 */
export function tellBooking(
  event: Event,
  tenant: Tenant,
  business: BusinessPage,
  services: readonly Service[],
): PageTexts {
  const { locale } = event.locals;
  const house = businessPath(business);
  const only = services.length === 1 ? services[0] : undefined;
  const service = only && localized(only.name, locale);
  const own = {
    title: `${service ? `${service} · ${business.name}` : m.book_title({ name: business.name })} · ${tenant.name}`,
    description: m.book_description({ name: business.name }),
  };
  const isPlain = [...event.url.searchParams.keys()].every((key) =>
    ['service', 'location', 'lang'].includes(key),
  );
  return tell(event, tenant, {
    path: `${house}/book${only ? `?service=${only.id}` : ''}`,
    ...(only
      ? fromTemplate(tenant.seo.service, { ...wordsOf(tenant, business), service }, locale, own)
      : own),
    image: house.slice(1),
    isFound: isPlain && services.length < 2,
  });
}

export function tellCategory(
  event: Event,
  tenant: Tenant,
  { key, title, text }: { key: string; title: string; text: string },
): PageTexts {
  const path = `/c/${encodeURIComponent(key)}`;
  return tell(event, tenant, {
    path,
    title: `${title} · ${tenant.name}`,
    description: text,
    image: path.slice(1),
  });
}

/** @param isAnswer whether something was asked: answers are for people, not for an index */
export function tellSearch(event: Event, tenant: Tenant, isAnswer: boolean): PageTexts {
  return tell(event, tenant, {
    path: '/search',
    title: `${m.find_title()} · ${tenant.name}`,
    description: m.find_search_text({ site: tenant.name }),
    image: 'home',
    isFound: !isAnswer,
  });
}
