import type { Cookies } from '@sveltejs/kit';
import { ApiError } from '#lib/api/error.ts';
import type { Booking, CancellationPreview } from '#lib/api/types.ts';
import { markOf } from '#lib/features/calendar/mark.ts';
import { formatDateTime, formatMoney } from '#lib/i18n/format.ts';
import { localized } from '#lib/i18n/text.ts';
import { m } from '#lib/i18n/words.ts';
import { rememberedIds, tokenHeader } from '#lib/server/booking-access.ts';
import type { KeptBooking } from './kept.ts';

type Visit = { locals: App.Locals; cookies: Cookies };

/** Bookings ahead that are kept with all that is needed at the door. */
const MOST = 12;
const AHEAD = new Set<Booking['state']>(['held', 'pending', 'confirmed', 'checked_in']);

const states = {
  held: () => m.kept_state_held(),
  pending: () => m.kept_state_pending(),
  confirmed: () => m.kept_state_confirmed(),
  checked_in: () => m.kept_state_checked_in(),
  completed: () => m.kept_state_completed(),
  expired: () => m.kept_state_cancelled(),
  declined: () => m.kept_state_cancelled(),
  cancelled: () => m.kept_state_cancelled(),
  no_show: () => m.kept_state_no_show(),
} satisfies Record<Booking['state'], () => string>;

async function unlessRefused<T>(call: Promise<{ data: T }>): Promise<T | null> {
  try {
    return (await call).data;
  } catch (error) {
    if (error instanceof ApiError) return null;
    throw error;
  }
}

function cancelSentence({ fee, until }: CancellationPreview, locale: string, zone: string): string {
  const price = formatMoney(fee, locale);
  const limit = until && formatDateTime(until, locale, zone);
  if (fee.amount === 0) return limit ? m.kept_cancel_free_until({ time: limit }) : m.kept_cancel_free();
  return limit ? m.kept_cancel_fee_until({ price, time: limit }) : m.kept_cancel_fee({ price });
}

async function keptBooking({ locals, cookies }: Visit, booking: Booking): Promise<KeptBooking> {
  const { id, code, timeZone, startsAt, endsAt, businessName, locationName } = booking;
  const ahead = AHEAD.has(booking.state) && Date.parse(endsAt) > Date.now();
  const ask = { path: { id }, headers: tokenHeader(cookies, id) };
  const [qr, preview] = ahead
    ? await Promise.all([
        unlessRefused(locals.api('GET /bookings/{id}/check-in', ask)),
        unlessRefused(locals.api('GET /bookings/{id}/cancellation', ask)),
      ])
    : [null, null];
  return {
    id,
    code,
    title: booking.items.map(({ serviceName }) => localized(serviceName, locals.locale)).join(' + '),
    when: formatDateTime(startsAt, locals.locale, timeZone),
    place: locationName && locationName !== businessName ? `${businessName}, ${locationName}` : businessName,
    state: states[booking.state](),
    price: formatMoney(booking.price, locals.locale),
    ahead,
    qr: qr?.svg ?? null,
    cancel: preview && {
      text: cancelSentence(preview, locals.locale, timeZone),
      fee: preview.fee.amount,
      until: preview.until,
    },
    mark: markOf({
      ...booking,
      who: booking.items.flatMap(({ providers }) => providers.map(({ id }) => id)),
    }),
  };
}

/** The bookings ahead of the person signed in, else of this browser's guest; with `only`, that one in any state. */
export async function myBookings(event: Visit, only?: string): Promise<KeptBooking[]> {
  const { locals, cookies } = event;
  const one = (id: string) =>
    unlessRefused(locals.api('GET /bookings/{id}', { path: { id }, headers: tokenHeader(cookies, id) }));
  const list = async () => {
    if (only) return [await one(only)];
    if (!locals.me) return Promise.all(rememberedIds(cookies).slice(0, MOST).map(one));
    // What began a while ago may still be under way.
    const from = new Date(Date.now() - 12 * 3_600_000).toISOString();
    return (await locals.api('GET /bookings', { query: { from, limit: MOST } })).data;
  };
  const found = (await list()).filter((booking) => booking !== null);
  const kept = await Promise.all(found.map((booking) => keptBooking(event, booking)));
  return only ? kept : kept.filter(({ ahead }) => ahead);
}
