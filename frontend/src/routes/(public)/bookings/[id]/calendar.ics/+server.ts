import { error } from '@sveltejs/kit';
import { fetchFile } from '#lib/server/api.ts';
import { tokenHeader } from '#lib/server/booking-access.ts';
import { requireTenant } from '#lib/server/guards.ts';
import type { RequestHandler } from './$types';

/** The booking for a calendar. The guest's token travels as a header: no address has it. */
export const GET: RequestHandler = async (event) => {
  const { locals, params, cookies } = event;
  requireTenant(locals);
  const path = `/api/v1/bookings/${encodeURIComponent(params.id)}/calendar.ics?locale=${locals.locale}`;
  const answer = await fetchFile(event, path, tokenHeader(cookies, params.id));
  if (!answer.ok) error(answer.status, 'Not found', { code: 'NOT_FOUND' });
  const kept = ['content-type', 'content-disposition', 'cache-control'];
  const headers = kept.map((name): [string, string] => [name, answer.headers.get(name) ?? '']);
  return new Response(await answer.text(), { headers });
};
