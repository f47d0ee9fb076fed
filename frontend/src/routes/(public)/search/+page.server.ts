import { readQuestion } from '#lib/features/find/question.ts';
import { loadSearch } from '#lib/features/find/search.server.ts';
import { tellSearch } from '#lib/features/seo/pages.server.ts';
import { requireTenant } from '#lib/server/guards.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
  const { locals, url } = event;
  const tenant = requireTenant(locals);
  const question = readQuestion(url.searchParams, tenant);
  const cursor = url.searchParams.get('cursor') ?? undefined;
  const head = tellSearch(event, tenant, Object.keys(question).length > 0 || cursor !== undefined);
  return { head, ...(await loadSearch(locals, tenant, question, cursor)) };
};
