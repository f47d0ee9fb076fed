import type { ServerApi } from '#lib/server/api.ts';
import type { Tenant } from '#lib/api/types.ts';

/** Crawlers come often, catalogues change seldom. */
const FRESH_MS = 3_600_000;
const MOST_SITES = 200;
const kept = new Map<string, { until: number; paths: Promise<string[]> }>();

/** Goes through all pages of a list. */
async function all<T>(
  page: (cursor: string | undefined) => Promise<{ data: T[]; nextCursor: string | undefined }>,
): Promise<T[]> {
  const found: T[] = [];
  let cursor: string | undefined;
  do {
    const { data, nextCursor } = await page(cursor);
    found.push(...data);
    cursor = nextCursor;
  } while (cursor);
  return found;
}

async function collect(api: ServerApi, tenant: Tenant): Promise<string[]> {
  const [businesses, providers] = await Promise.all([
    all((cursor) => api('GET /businesses', { query: { limit: 100, cursor } })),
    all((cursor) => api('GET /providers', { query: { limit: 100, cursor } })),
  ]);
  const pathOf = new Map(businesses.map(({ id, slug }) => [id, `/b/${encodeURIComponent(slug)}`]));
  const people = providers.flatMap(({ businessId, slug }) => {
    const path = pathOf.get(businessId);
    return path ? [`${path}/p/${encodeURIComponent(slug)}`] : [];
  });
  // One business alone is its tenant's home page.
  if (tenant.mode === 'single') return ['/', ...people];
  const categories = tenant.categories.map(({ key }) => `/c/${encodeURIComponent(key)}`);
  return ['/', '/search', ...categories, ...pathOf.values(), ...people];
}

/** Every page of a tenant that is worth finding. */
export function pathsOf(api: ServerApi, tenant: Tenant): Promise<string[]> {
  const known = kept.get(tenant.id);
  if (known && known.until > Date.now()) return known.paths;
  const paths = collect(api, tenant);
  paths.catch(() => kept.delete(tenant.id));
  if (kept.size >= MOST_SITES) kept.clear();
  kept.set(tenant.id, { until: Date.now() + FRESH_MS, paths });
  return paths;
}
