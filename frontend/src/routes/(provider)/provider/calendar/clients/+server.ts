import { knownClient } from '#lib/features/calendar/known-clients.ts';
import { requireWorkspaceTo } from '#lib/server/workspace.ts';
import type { RequestHandler } from './$types';

const MOST = 6;

/** Whom of the business's clients a text means: what a booking's form asks while somebody types. */
export const GET: RequestHandler = async (event) => {
  const { business } = await requireWorkspaceTo(event, 'booking:read');
  const search = event.url.searchParams.get('search')?.trim().slice(0, 100);
  if (!search) return Response.json([]);
  const { data } = await event.locals.api('GET /businesses/{idOrSlug}/clients', {
    path: { idOrSlug: business.id },
    query: { search, limit: MOST },
  });
  return Response.json(data.map(knownClient), { headers: { 'cache-control': 'no-store' } });
};
