import { businessView } from '#lib/features/catalogue/business-view.ts';
import { requireTenant } from '#lib/server/guards.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, params }) => {
  const tenant = requireTenant(locals);
  const { data } = await locals.api('GET /businesses/{idOrSlug}', { path: { idOrSlug: params.business } });
  return { business: businessView(data, tenant, locals.locale) };
};
