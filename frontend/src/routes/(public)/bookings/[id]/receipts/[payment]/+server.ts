import { error } from '@sveltejs/kit';
import { tokenHeader } from '#lib/server/booking-access.ts';
import { fetchFile } from '#lib/server/api.ts';
import { requireTenant } from '#lib/server/guards.ts';
import type { RequestHandler } from './$types';

/** A receipt is a page of the API; what opens it for a guest is a cookie that only this server reads. */
export const GET: RequestHandler = async (event) => {
  const { cookies, locals, params } = event;
  requireTenant(locals);
  const path = `/api/v1/payments/${encodeURIComponent(params.payment)}/receipt?locale=${locals.locale}`;
  const response = await fetchFile(event, path, tokenHeader(cookies, params.id));
  if (!response.ok) error(response.status === 404 ? 404 : 503, 'No receipt', { code: 'NOT_FOUND' });
  const headers = new Headers({ 'cache-control': 'private, no-store' });
  for (const name of ['content-type', 'content-security-policy']) {
    const value = response.headers.get(name);
    if (value) headers.set(name, value);
  }
  return new Response(response.body, { headers });
};
