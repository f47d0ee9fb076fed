import { requireAllowed } from '#lib/server/guards.ts';
import type { LayoutServerLoad } from './$types';

export const load: LayoutServerLoad = (event) => {
  return { me: requireAllowed(event, (me) => me.roles.includes('provider')) };
};
