import type { Booking, Tenant } from '#lib/api/types.ts';
import { cardView, type Rebook } from '#lib/features/bookings/card-view.ts';
import { openedBy, orNull } from '#lib/features/bookings/reading.server.ts';
import { rememberedIds } from '#lib/server/booking-access.ts';
import { m } from '#lib/i18n/words.ts';
import type { RequestEvent } from '@sveltejs/kit';

/** What somebody booked last, as it can be booked once more. */
export type AgainView = { title: string; what: string; about: string; rebook: Rebook; button: string };

type Visit = Pick<RequestEvent, 'locals' | 'cookies'>;

const NEVER: Booking['state'][] = ['held', 'expired', 'declined'];

/** The last time of an account, or what this browser booked as a guest most recently; one question either way. */
async function lastBooking({ locals, cookies }: Visit, now: Date): Promise<Booking | null> {
  if (locals.me) {
    const query = { to: now.toISOString(), order: 'desc', limit: 1 } as const;
    return (await orNull(locals.api('GET /bookings', { query })))?.[0] ?? null;
  }
  const [newest] = rememberedIds(cookies);
  return newest ? orNull(locals.api('GET /bookings/{id}', openedBy(newest, { cookies }))) : null;
}

/** The shortest way to the next booking, for whoever has been here. A home without it is still a home. */
export async function againView(visit: Visit, tenant: Tenant, now = new Date()): Promise<AgainView | null> {
  const booking = await lastBooking(visit, now).catch(() => null);
  if (!booking || NEVER.includes(booking.state)) return null;
  const { what, about, rebook } = cardView(booking, tenant, visit.locals.locale, now);
  return { title: m.home_again(), what, about, rebook, button: m.bookings_rebook() };
}
