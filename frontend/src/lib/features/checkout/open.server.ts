import type { Cookies } from '@sveltejs/kit';
import type { Booking, ServiceTerms } from '#lib/api/types.ts';
import { ApiError } from '#lib/api/error.ts';
import type { ServerApi } from '#lib/server/api.ts';
import { tokenHeader } from '#lib/server/booking-access.ts';

type Visitor = { locals: { api: ServerApi }; cookies: Cookies };

/** A booking of this visitor; undefined where it is not theirs, or this browser has forgotten that it is. */
export async function findBooking({ locals, cookies }: Visitor, id: string): Promise<Booking | undefined> {
  try {
    const headers = tokenHeader(cookies, id);
    return (await locals.api('GET /bookings/{id}', { path: { id }, headers })).data;
  } catch (error) {
    if (error instanceof ApiError && [400, 401, 404].includes(error.status)) return undefined;
    throw error;
  }
}

/** Whether nobody has said yet who it is for, and its time may be held (again). */
export const isUnbooked = ({ state, customer }: Booking): boolean =>
  state === 'expired' || (customer === null && (state === 'held' || state === 'cancelled'));

/** What holds for each item, in their order; every service is asked once. */
export async function termsOf({ locals }: Visitor, { items, locationId }: Booking): Promise<ServiceTerms[]> {
  const ids = [...new Set(items.map(({ serviceId }) => serviceId))];
  const answers = await Promise.all(
    ids.map((id) =>
      locals.api('GET /services/{id}/terms', {
        path: { id },
        query: { locationId: locationId ?? undefined },
      }),
    ),
  );
  const terms = new Map(answers.map(({ data }) => [data.serviceId, data]));
  return items.flatMap(({ serviceId }) => terms.get(serviceId) ?? []);
}
