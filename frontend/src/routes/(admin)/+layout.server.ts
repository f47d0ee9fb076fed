import { requireAllowed } from '#lib/server/guards.ts';
import type { LayoutServerLoad } from './$types';

export const load: LayoutServerLoad = (event) => {
  void event.url.pathname;
  return { me: requireAllowed(event, (me) => me.permissions.includes('user:read')) };
};
