import { error } from '@sveltejs/kit';
import { requirePermission } from '#lib/server/admin.ts';
import { fetchFile } from '#lib/server/api.ts';
import type { RequestHandler } from './$types';

const ASKED = ['from', 'to', 'businessId', 'providerId'];

/** The figures of the overview by day, as the API tells them to whoever may see them. */
export const GET: RequestHandler = async (event) => {
  requirePermission(event, 'user:read');
  const query = new URLSearchParams();
  for (const name of ASKED) {
    const value = event.url.searchParams.get(name);
    if (value) query.set(name, value);
  }
  const response = await fetchFile(event, `/api/v1/insights/overview.csv?${query}`, {});
  if (!response.ok) error(response.status, 'No figures', { code: 'NOT_FOUND' });
  const headers = new Headers({ 'cache-control': 'private, no-store' });
  for (const name of ['content-type', 'content-disposition']) {
    const value = response.headers.get(name);
    if (value) headers.set(name, value);
  }
  return new Response(response.body, { headers });
};
