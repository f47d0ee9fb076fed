import { error } from '@sveltejs/kit';
import { loadBusiness } from '#lib/features/find/free.server.ts';
import { readWhen } from '#lib/features/find/question.ts';
import { personView } from '#lib/features/provider/provider-view.ts';
import { tellPerson } from '#lib/features/seo/pages.server.ts';
import { requireTenant } from '#lib/server/guards.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
  const { locals, params, url } = event;
  const tenant = requireTenant(locals);
  const when = readWhen(url.searchParams);
  const { business, free } = await loadBusiness(locals, params.business, { when, provider: params.provider });
  const person = personView(business, params.provider, tenant, locals.locale, { free, when });
  if (!person) error(404, 'No such provider');
  return { head: tellPerson(event, business, person, tenant), person };
};
