import { ApiError } from '#lib/api/error.ts';
import type { SearchResult } from '#lib/api/types.ts';

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

/** A business and its next free times, asked for together. @throws 404 */
export async function loadBusiness(locals: App.Locals, slug: string, provider?: string) {
  const [{ data: business }, free] = await Promise.all([
    locals.api('GET /businesses/{idOrSlug}', { path: { idOrSlug: slug } }),
    findFree(locals, { business: slug, ...(provider && { provider }) }),
  ]);
  return { business, free };
}
