import { adminNav } from '#lib/features/workspace/nav.ts';
import { requireAllowed, requireTenant } from '#lib/server/guards.ts';
import type { LayoutServerLoad } from './$types';

export const load: LayoutServerLoad = (event) => {
  const tenant = requireTenant(event.locals);
  const me = requireAllowed(event, ({ permissions }) => permissions.includes('user:read'));
  const items = adminNav((permission) => me.permissions.includes(permission), tenant, event.locals.locale);
  return { me, items };
};
