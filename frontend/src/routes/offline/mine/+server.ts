import type { KeptBookings } from '#lib/features/offline/kept.ts';
import { myBookings } from '#lib/features/offline/mine.server.ts';
import { requireTenant } from '#lib/server/guards.ts';
import type { RequestHandler } from './$types';

/** What the service worker keeps of this browser's bookings, so that they are there without a connection. */
export const GET: RequestHandler = async (event) => {
  requireTenant(event.locals);
  const only = event.url.searchParams.get('id') ?? undefined;
  const kept: KeptBookings = { at: new Date().toISOString(), bookings: await myBookings(event, only) };
  return Response.json(kept, { headers: { 'cache-control': 'no-store' } });
};
