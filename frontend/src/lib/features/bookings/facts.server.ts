import type { Cookies } from '@sveltejs/kit';
import type { Facts } from './details-view.ts';
import { openedBy, orNull, readBooking } from './reading.server.ts';

/** All about one booking, asked for at once. @throws 404 for what is not there or another's */
export async function readFacts(visit: { locals: App.Locals; cookies: Cookies }, id: string): Promise<Facts> {
  const { api } = visit.locals;
  const opened = openedBy(id, visit);
  const first = readBooking(visit, id);
  const [booking, business, payments, history, intake, checkIn, preview] = await Promise.all([
    first,
    first.then(({ businessId }) =>
      orNull(api('GET /businesses/{idOrSlug}', { path: { idOrSlug: businessId } })),
    ),
    orNull(api('GET /bookings/{id}/payments', opened)),
    orNull(api('GET /bookings/{id}/history', opened)),
    orNull(api('GET /bookings/{id}/intake', opened)),
    orNull(api('GET /bookings/{id}/check-in', opened)),
    orNull(api('GET /bookings/{id}/cancellation', opened)),
  ]);
  return { booking, business, payments: payments ?? [], history: history ?? [], intake, checkIn, preview };
}
