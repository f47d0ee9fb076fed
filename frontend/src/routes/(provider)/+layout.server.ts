import { providerNav } from '#lib/features/workspace/nav.ts';
import { requireTenant } from '#lib/server/guards.ts';
import { requireWorkspace } from '#lib/server/workspace.ts';
import type { LayoutServerLoad } from './$types';

export const load: LayoutServerLoad = async (event) => {
  const tenant = requireTenant(event.locals);
  const { me, business, businesses, may } = await requireWorkspace(event);
  return {
    me,
    items: providerNav(may, tenant, event.locals.locale),
    business: { id: business.id, slug: business.slug, name: business.name },
    businesses: businesses.map(({ slug, name }) => ({ slug, name })),
  };
};
