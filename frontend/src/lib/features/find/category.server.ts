import type { Tenant } from '#lib/api/types.ts';
import { priceList } from '#lib/features/catalogue/listing.ts';
import { localized } from '#lib/i18n/text.ts';
import { m } from '#lib/i18n/words.ts';
import { placesOf, searchFormView } from './form-view.ts';
import { resultViews } from './result-view.ts';
import { nothingView } from './search-view.ts';

/** One heading of the vertical: what of it is free next, and what it costs. */
export async function loadCategory(
  { api, locale }: App.Locals,
  tenant: Tenant,
  { key, name }: Tenant['categories'][number],
) {
  const [found, services, businesses] = await Promise.all([
    api('GET /search', { query: { service: key, limit: 12 } }),
    api('GET /services', { query: { limit: 100 } }),
    api('GET /businesses', { query: { limit: 100 } }),
  ]);
  const category = localized(name, locale);
  const offered = services.data.filter((service) => service.category === key);
  return {
    key,
    free: m.find_next_free(),
    title: m.find_category_title({ category }),
    text: m.find_category_text({ category, site: tenant.name }),
    form: searchFormView({ service: key }, tenant, locale, { places: placesOf(businesses.data) }),
    results: resultViews(found.data, { locale }),
    nothing: found.data.length === 0 ? nothingView([], tenant, locale) : null,
    more: found.nextCursor ? { href: `/search?service=${key}`, text: m.find_all_times() } : null,
    prices: { title: m.find_prices(), groups: priceList(offered, businesses.data, tenant, locale) },
  };
}
