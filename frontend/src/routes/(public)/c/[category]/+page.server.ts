import { error } from '@sveltejs/kit';
import { loadCategory } from '#lib/features/find/category.server.ts';
import { tellCategory } from '#lib/features/seo/pages.server.ts';
import { requireTenant } from '#lib/server/guards.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
  const tenant = requireTenant(event.locals);
  const category = tenant.categories.find(({ key }) => key === event.params.category);
  if (!category) error(404, 'No such category');
  const view = await loadCategory(event.locals, tenant, category);
  return { ...view, head: tellCategory(event, tenant, view) };
};
