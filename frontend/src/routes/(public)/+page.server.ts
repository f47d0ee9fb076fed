import { businessView } from '#lib/features/catalogue/business-view.ts';
import { marketplaceView } from '#lib/features/catalogue/listing.ts';
import { placesOf, searchFormView } from '#lib/features/find/form-view.ts';
import { loadBusiness } from '#lib/features/find/free.server.ts';
import { readWhen } from '#lib/features/find/question.ts';
import { resultViews, type ResultView } from '#lib/features/find/result-view.ts';
import { businessMap } from '#lib/features/map/map.server.ts';
import { demoTenants } from '#lib/server/demo.ts';
import { againView } from '#lib/features/home/again.server.ts';
import { m } from '#lib/i18n/words.ts';
import { requireTenant } from '#lib/server/guards.ts';
import type { Tenant } from '#lib/api/types.ts';
import { tellBusiness, tellHome } from '#lib/features/seo/pages.server.ts';
import type { PageServerLoad } from './$types';

const pageSize = 24;
/** Free services that are looked at, and what is shown of them: what fits two screens of a phone. */
const mostFree = 24;
const shown = { businesses: 4, services: 2 };

/** The businesses that are free first, each with a little of what it has. */
const firstOf = (results: ResultView[]) =>
  results
    .filter(
      ({ business }, index) => index === results.findIndex((one) => one.business.slug === business.slug),
    )
    .slice(0, shown.businesses)
    .map((result) => ({ ...result, offers: result.offers.slice(0, shown.services) }));

async function marketplace(locals: App.Locals, tenant: Tenant, cursor: string | undefined) {
  const { api, locale } = locals;
  const [businesses, services, providers, free] = await Promise.all([
    api('GET /businesses', { query: { limit: pageSize, cursor } }),
    api('GET /services', { query: { limit: 100 } }),
    api('GET /providers', { query: { limit: 100 } }),
    api('GET /search', { query: { limit: mostFree } }),
  ]);
  const { nextCursor } = businesses;
  return {
    kind: 'marketplace' as const,
    form: searchFormView({}, tenant, locale, { places: placesOf(businesses.data) }),
    free: firstOf(resultViews(free.data, { locale })),
    view: marketplaceView(
      { businesses: businesses.data, services: services.data, providers: providers.data },
      nextCursor && `/?cursor=${encodeURIComponent(nextCursor)}#businesses`,
      tenant,
      locale,
    ),
  };
}

export const load: PageServerLoad = async (event) => {
  const { locals, url } = event;
  if (locals.site.kind === 'installation') {
    const head = { title: 'Turnero', description: m.house_text() };
    return {
      kind: 'installation' as const,
      head,
      demo: locals.site.demo,
      tenants: await demoTenants(locals),
    };
  }
  const tenant = requireTenant(locals);
  if (tenant.mode === 'single') {
    const {
      data: [only],
    } = await locals.api('GET /businesses', { query: { limit: 1 } });
    if (only) {
      const when = readWhen(url.searchParams);
      const [{ business, free }, again] = await Promise.all([
        loadBusiness(locals, only.slug, { when }),
        againView(event, tenant),
      ]);
      const head = tellBusiness(event, business, tenant);
      const view = businessView(business, tenant, locals.locale, { free, when });
      return { kind: 'single' as const, head, business: view, map: businessMap(view), again };
    }
  }
  const head = tellHome(event, tenant);
  const [market, again] = await Promise.all([
    marketplace(locals, tenant, url.searchParams.get('cursor') ?? undefined),
    againView(event, tenant),
  ]);
  return { ...market, head, again };
};
