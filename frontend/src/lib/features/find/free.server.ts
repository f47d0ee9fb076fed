import { ApiError } from '#lib/api/error.ts';
import type { SearchResult } from '#lib/api/types.ts';
import type { When } from './question.ts';

/** Services of one business whose next free times its page shows; the others have a button all the same. */
const MOST = 20;

/** What is free at a business, or with one of its people. A page without it is still a page. */
async function findFree({ api }: App.Locals, query: Record<string, string>): Promise<SearchResult[]> {
  try {
    const { data } = await api('GET /search', { query: { ...query, limit: MOST } });
    return data;
  } catch (error) {
    if (error instanceof ApiError && error.status !== 404) return [];
    throw error;
  }
}

/** What is wanted on the page of a business: when, and who serves. */
type Wanted = { when: When; provider?: string };

/** A business and what is free then, asked for together; where that is nothing, its next free times. @throws 404 */
export async function loadBusiness(locals: App.Locals, slug: string, { when, provider }: Wanted) {
  const whose = { business: slug, ...(provider && { provider }) };
  const [{ data: business }, then] = await Promise.all([
    locals.api('GET /businesses/{idOrSlug}', { path: { idOrSlug: slug } }),
    findFree(locals, { ...whose, ...when }),
  ]);
  const isAny = then.length > 0 || Object.keys(when).length === 0;
  return { business, free: isAny ? then : await findFree(locals, whose) };
}
