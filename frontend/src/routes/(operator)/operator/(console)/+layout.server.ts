import { operatorNav } from '#lib/features/workspace/nav.ts';
import { requireOperator } from '#lib/server/guards.ts';
import type { LayoutServerLoad } from './$types';

export const load: LayoutServerLoad = ({ locals }) => ({
  operator: requireOperator(locals),
  items: operatorNav(),
});
