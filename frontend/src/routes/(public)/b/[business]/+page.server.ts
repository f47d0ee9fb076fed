import { businessView } from '#lib/features/catalogue/business-view.ts';
import { loadBusiness } from '#lib/features/find/free.server.ts';
import { readWhen } from '#lib/features/find/question.ts';
import { businessMap } from '#lib/features/map/map.server.ts';
import { tellBusiness } from '#lib/features/seo/pages.server.ts';
import { requireTenant } from '#lib/server/guards.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
  const { locals, params, url } = event;
  const tenant = requireTenant(locals);
  const when = readWhen(url.searchParams);
  const { business, free } = await loadBusiness(locals, params.business, { when });
  const head = tellBusiness(event, business, tenant);
  const view = businessView(business, tenant, locals.locale, { free, when });
  return { head, business: view, map: businessMap(view) };
};
