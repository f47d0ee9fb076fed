import type { RequestEvent } from '@sveltejs/kit';
import { nearestLocale } from '#lib/i18n/locale.ts';
import type { Tenant } from '#lib/api/types.ts';
import { addressIn, socialImage } from './addresses.ts';
import { dataBlock } from './json-ld.ts';
import type { PageTexts } from './page-texts.ts';

/** What a page tells to those who do not look at it: search engines, and apps in which it is shared. */
export type Told = PageTexts & {
  /** Its address without the language. */
  path: string;
  /** Which social image is its own, as in `socialImage`. */
  image: string;
  /** Whether it is worth finding: a search's answer is not. */
  isFound?: boolean;
  data?: readonly object[];
};

const escaped = (text: string) =>
  text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;');

const meta = (name: 'name' | 'property', key: string, content: string) =>
  content && `<meta ${name}="${key}" content="${escaped(content)}">`;

/** Every language of a page by its address. Without one, crawlers are served the tenant's own. */
function languages({ origin }: URL, path: string, { locale }: Tenant): string {
  const own = nearestLocale(locale.default);
  const link = (hreflang: string, href: string) =>
    `<link rel="alternate" hreflang="${hreflang}" href="${escaped(href)}">`;
  const all = locale.supported.map((tag) =>
    link(tag, addressIn(origin, path, tag === own ? undefined : tag)),
  );
  return all.length > 1 ? [...all, link('x-default', addressIn(origin, path))].join('') : '';
}

/**
 * Puts it into the head of the page that is being made. It is not part of the page's data: a browser that goes on to
 * another page by itself has no use for it.
 * @returns what it has a use for
 */
export function tell(
  { locals, url }: Pick<RequestEvent, 'locals' | 'url'>,
  tenant: Tenant,
  told: Told,
): PageTexts {
  const { path, title, description, isFound = true, data = [] } = told;
  const own = nearestLocale(tenant.locale.default);
  const asked = url.searchParams.get('lang') && locals.locale !== own ? locals.locale : undefined;
  const address = addressIn(url.origin, path, asked);
  const image = url.origin + socialImage(told.image, locals.locale);
  locals.head = [
    `<link rel="canonical" href="${escaped(address)}">`,
    isFound ? languages(url, path, tenant) : '<meta name="robots" content="noindex, follow">',
    meta('property', 'og:type', 'website'),
    meta('property', 'og:site_name', tenant.name),
    meta('property', 'og:title', title),
    meta('property', 'og:description', description),
    meta('property', 'og:url', address),
    meta('property', 'og:locale', locals.locale.replace('-', '_')),
    meta('property', 'og:image', image),
    meta('property', 'og:image:width', '1200'),
    meta('property', 'og:image:height', '630'),
    meta('name', 'twitter:card', 'summary_large_image'),
    ...data.map(dataBlock),
  ].join('');
  return { title, description };
}
