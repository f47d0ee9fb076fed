import { error as fail } from '@sveltejs/kit';
import type { Cookies } from '@sveltejs/kit';
import { ApiError } from '#lib/api/error.ts';
import type { Booking, SeriesView, WaitlistEntry } from '#lib/api/types.ts';
import { rememberedIds, tokenHeader } from '#lib/server/booking-access.ts';

type Visit = { locals: App.Locals; cookies: Cookies };

/** What is not there, or not (any more) to be had in this state, is nothing; whatever else went wrong is thrown. */
export async function orNull<T>(call: Promise<{ data: T }>): Promise<T | null> {
  try {
    return (await call).data;
  } catch (error) {
    if (error instanceof ApiError && [401, 403, 404, 409, 422].includes(error.status)) return null;
    throw error;
  }
}

/** What opens one booking for this visitor: the path, and a guest's token where this browser has it. */
export function openedBy(id: string, { cookies }: Pick<Visit, 'cookies'>) {
  return { path: { id }, headers: tokenHeader(cookies, id) };
}

/** @throws 404 for what is not there or another's */
export async function readBooking({ locals, cookies }: Visit, id: string): Promise<Booking> {
  const booking = await orNull(locals.api('GET /bookings/{id}', openedBy(id, { cookies })));
  if (!booking) fail(404, 'Not found', { code: 'NOT_FOUND' });
  return booking;
}

type Remembered = { bookings: Booking[]; entries: WaitlistEntry[] };

/** What a remembered id stands for is only known by asking: mostly it is a booking. */
async function readOne(visit: Visit, id: string): Promise<Remembered> {
  const { api } = visit.locals;
  const opened = openedBy(id, visit);
  const booking = await orNull(api('GET /bookings/{id}', opened));
  if (booking) return { bookings: [booking], entries: [] };
  const [series, entry] = await Promise.all([
    orNull<SeriesView>(api('GET /series/{id}', opened)),
    orNull(api('GET /waitlist/{id}', opened)),
  ]);
  return { bookings: series?.bookings ?? [], entries: entry ? [entry] : [] };
}

/** What this browser booked, or waits for, without an account. */
export async function readRemembered(visit: Visit): Promise<Remembered> {
  const found = await Promise.all(rememberedIds(visit.cookies).map((id) => readOne(visit, id)));
  return {
    bookings: found.flatMap(({ bookings }) => bookings),
    entries: found.flatMap(({ entries }) => entries),
  };
}

/** The series of a booking, where this visitor may reach all of it: guests need the token that came with the series. */
export function readSeries(visit: Visit, id: string | null): Promise<SeriesView | null> {
  return id === null
    ? Promise.resolve(null)
    : orNull(visit.locals.api('GET /series/{id}', openedBy(id, visit)));
}
