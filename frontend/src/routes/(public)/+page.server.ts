import { marketplaceView } from '#lib/features/catalogue/listing.ts';
import { businessView } from '#lib/features/catalogue/business-view.ts';
import { requireTenant } from '#lib/server/guards.ts';
import { demoTenants } from '#lib/server/demo.ts';
import type { Tenant } from '#lib/api/types.ts';
import type { PageServerLoad } from './$types';

const pageSize = 24;

async function marketplace(locals: App.Locals, tenant: Tenant, cursor: string | undefined) {
  const { api, locale } = locals;
  const [businesses, services, providers] = await Promise.all([
    api('GET /businesses', { query: { limit: pageSize, cursor } }),
    api('GET /services', { query: { limit: 100 } }),
    api('GET /providers', { query: { limit: 100 } }),
  ]);
  const { nextCursor } = businesses;
  return {
    kind: 'marketplace' as const,
    view: marketplaceView(
      { businesses: businesses.data, services: services.data, providers: providers.data },
      nextCursor && `/?cursor=${encodeURIComponent(nextCursor)}#businesses`,
      tenant,
      locale,
    ),
  };
}

export const load: PageServerLoad = async ({ locals, url }) => {
  if (locals.site.kind === 'installation') {
    return { kind: 'installation' as const, demo: locals.site.demo, tenants: await demoTenants(locals) };
  }
  const tenant = requireTenant(locals);
  if (tenant.mode === 'single') {
    const {
      data: [only],
    } = await locals.api('GET /businesses', { query: { limit: 1 } });
    if (only) {
      const { data } = await locals.api('GET /businesses/{idOrSlug}', { path: { idOrSlug: only.slug } });
      return { kind: 'single' as const, business: businessView(data, tenant, locals.locale) };
    }
  }
  return marketplace(locals, tenant, url.searchParams.get('cursor') ?? undefined);
};
