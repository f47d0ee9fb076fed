import { error } from '@sveltejs/kit';
import type { Tenant } from '#lib/api/types.ts';
import { socialPicture, type SocialWords } from '#lib/features/seo/social.server.ts';
import { formatMoney } from '#lib/i18n/format.ts';
import { localized } from '#lib/i18n/text.ts';
import { m } from '#lib/i18n/words.ts';
import { fetchFile } from '#lib/server/api.ts';
import { requireTenant } from '#lib/server/guards.ts';
import type { RequestHandler } from './$types';

async function wordsOf(
  { api, locale }: App.Locals,
  tenant: Tenant,
  page: string,
): Promise<SocialWords | null> {
  if (page === 'home') {
    return { seed: tenant.slug, title: tenant.name, text: localized(tenant.tagline, locale) };
  }
  const [kind, key = '', part, person] = page.split('/');
  const category = kind === 'c' && tenant.categories.find((one) => one.key === key);
  if (category) {
    return { seed: key, title: localized(category.name, locale), text: localized(tenant.tagline, locale) };
  }
  if (kind !== 'b') return null;
  const { data: business } = await api('GET /businesses/{idOrSlug}', { path: { idOrSlug: key } });
  const cities = [...new Set(business.locations.map(({ address }) => address.city))].join(', ');
  if (part === undefined) {
    const { priceFrom } = business;
    const price = priceFrom ? `${m.price_from()} ${formatMoney(priceFrom, locale)}` : '';
    return { seed: key, title: business.name, text: [cities, price].filter(Boolean).join(' · ') };
  }
  const found = part === 'p' && business.providers.find(({ slug }) => slug === person);
  if (!found) return null;
  const text = [localized(found.title, locale), business.name, cities].filter(Boolean).join(' · ');
  return { seed: key, title: found.name, text };
}

/** The image of a page for those who share it: `home`, `c/<category>`, `b/<business>`, `b/<business>/p/<provider>`. */
export const GET: RequestHandler = async (event) => {
  const { locals, params } = event;
  const tenant = requireTenant(locals);
  const words = await wordsOf(locals, tenant, params.page);
  if (!words) error(404, 'No such page');
  const png = await socialPicture(tenant, words, async (address) => {
    const logo = await fetchFile(event, address, {});
    return logo.ok ? Buffer.from(await logo.arrayBuffer()) : undefined;
  });
  return new Response(new Uint8Array(png), {
    headers: { 'content-type': 'image/png', 'cache-control': 'public, max-age=86400' },
  });
};
