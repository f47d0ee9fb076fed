import { requireMe } from '#lib/server/guards.ts';
import type { LayoutServerLoad } from './$types';

export const load: LayoutServerLoad = (event) => {
  // Read here so that the guard runs again on every page of the area, not only on the first.
  void event.url.pathname;
  return { me: requireMe(event) };
};
