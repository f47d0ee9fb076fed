import { operatorNav } from '#lib/features/workspace/nav.ts';
import { requireOperator } from '#lib/server/guards.ts';
import type { LayoutServerLoad } from './$types';

export const load: LayoutServerLoad = ({ locals, url }) => {
  // Read, so that the guard runs again on every page of the console.
  void url.pathname;
  return { operator: requireOperator(locals), items: operatorNav() };
};
