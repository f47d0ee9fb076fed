import { redirect, type Cookies } from '@sveltejs/kit';
import type { Booking, ServiceTerms } from '#lib/api/types.ts';
import { ApiError } from '#lib/api/error.ts';
import type { ServerApi } from '#lib/server/api.ts';
import { rememberToken, tokenHeader } from '#lib/server/booking-access.ts';

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

/** What opens a hold came by mail: from now on this browser has it, and the address has it no more. */
export async function openLink(
  { locals, cookies, url }: Visitor & { url: URL },
  id: string,
  token: string,
): Promise<never> {
  const opened = await locals
    .api('GET /bookings/{id}', { path: { id }, headers: { 'x-booking-token': token } })
    .catch(() => undefined);
  if (opened) rememberToken({ cookies, url }, { id, token });
  redirect(303, url.pathname);
}

/** A hold that is booked as far as it can be, and waits for its deposit. */
export const isDue = ({ state, deposit }: Booking): boolean => state === 'held' && deposit.amount > 0;

/** Not booked yet, or not any more: its time may be held (again). A hold of an account knows its customer from the beginning. */
export const isUnbooked = ({ state, customer, deposit }: Booking): boolean =>
  state === 'expired' ||
  (state === 'held' && deposit.amount === 0) ||
  (state === 'cancelled' && customer === null);

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
