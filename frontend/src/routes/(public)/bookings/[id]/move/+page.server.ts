import { fail, redirect } from '@sveltejs/kit';
import { ApiError } from '#lib/api/error.ts';
import type { Booking } from '#lib/api/types.ts';
import { higherIn } from '#lib/features/booking/higher.ts';
import { whatOf } from '#lib/features/bookings/card-view.ts';
import { changeWords } from '#lib/features/bookings/change-words.ts';
import { movesOf } from '#lib/features/bookings/history-view.ts';
import { openedBy, orNull, readBooking, readSeries } from '#lib/features/bookings/reading.server.ts';
import { isScope, scopeChoices } from '#lib/features/bookings/series-scope.ts';
import { outdated, snapshot } from '#lib/features/bookings/snapshot.ts';
import { dayAndTime, whenView } from '#lib/features/bookings/when.ts';
import { mayMove, policyView } from '#lib/features/policy/policy-view.ts';
import { readSlot, slotPicture, slotValue, STRIP, stripStart } from '#lib/features/slots/slots-view.ts';
import { addDays, isDate, todayIn } from '#lib/i18n/dates.ts';
import { tokenHeader } from '#lib/server/booking-access.ts';
import { readFields, refuse } from '#lib/server/forms.ts';
import { requireTenant } from '#lib/server/guards.ts';
import type { Locale } from '#lib/i18n/locale.ts';
import { m } from '#lib/i18n/words.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
  const { locals, params, url, depends } = event;
  requireTenant(locals);
  depends('turnero:bookings');
  const { api, locale } = locals;
  const booking = await readBooking(event, params.id);
  if (booking.state === 'held') redirect(303, `/checkout/${params.id}`);
  const wanted = url.searchParams.get('date');
  const own = todayIn(booking.timeZone, Date.parse(booking.startsAt));
  const from = stripStart(todayIn(booking.timeZone), isDate(wanted) ? wanted : own);
  const [answer, history, series] = await Promise.all([
    orNull(
      api('GET /bookings/{id}/availability', {
        ...openedBy(params.id, event),
        query: { from, to: addDays(from, STRIP * 2 - 1) },
      }),
    ),
    orNull(api('GET /bookings/{id}/history', openedBy(params.id, event))),
    readSeries(event, booking.seriesId),
  ]);
  const moves = movesOf(history ?? []);
  const now = new Date();
  const allowed = mayMove(booking, moves, now);
  // Most look for another hour of the same day first.
  const ownIsFree = answer?.days.some(({ date, slots }) => date === own && slots.length > 0);
  const date = isDate(wanted) ? wanted : ownIsFree ? own : undefined;
  const dayHref = (day: string) => `/bookings/${params.id}/move?date=${day}`;
  return {
    id: params.id,
    businessId: booking.businessId,
    what: whatOf(booking, locale),
    when: whenView(booking, locale),
    allowed,
    why: allowed ? '' : policyView({ ...booking, moves }, locale, now).move,
    picture:
      answer && slotPicture(answer, { locale, date, dayHref, usual: booking.price.amount, horizon: 180 }),
    choices: scopeChoices(booking, series, locale),
    now: snapshot(booking, null, locale),
    key: crypto.randomUUID(),
    words: {
      ...(await event.parent()).words,
      ...changeWords(),
      title: m.move_title(),
      from: m.move_from({ when: whenView(booking, locale).full }),
      button: m.move_button(),
      price: m.move_price(),
      none: m.move_none(),
      noneText: m.move_none_text({ business: booking.businessName }),
      not: m.move_not(),
      alternatives: m.move_alternatives(),
    },
  };
};

type Alternative = { start: string; sessionId?: string };

/** The nearest starts that are free still, as SLOT_TAKEN names them. */
function alternativesIn(error: unknown, { timeZone }: Booking, locale: Locale) {
  const found = error instanceof ApiError ? error.data?.['alternatives'] : undefined;
  return (Array.isArray(found) ? (found as Alternative[]) : []).map((slot) => ({
    value: slotValue(slot),
    text: dayAndTime(slot.start, locale, timeZone),
  }));
}

export const actions: Actions = {
  default: async (event) => {
    const { locals, params, cookies } = event;
    requireTenant(locals);
    const names = ['key', 'seen', 'start', 'scope', 'upTo'] as const;
    const { key, seen, start, scope, upTo } = await readFields(event.request, names);
    const agreed = /^\d+$/.test(upTo) ? { priceUpTo: Number(upTo) } : {};
    const slot = readSlot(start);
    if (!slot) return fail(400, { id: 'move', message: m.move_choose() });
    const booking = await readBooking(event, params.id);
    const now = snapshot(booking, null, locals.locale);
    const before = outdated(seen, now, booking, locals.locale);
    if (before) return fail(409, { id: 'conflict', before, now, start, scope });
    try {
      if (booking.seriesId && isScope(scope) && scope !== 'this') {
        await locals.api('POST /series/{id}/move', {
          path: { id: booking.seriesId },
          headers: { ...tokenHeader(cookies, booking.seriesId), 'idempotency-key': key },
          body: { scope, bookingId: params.id, start: slot.start, ...agreed },
        });
      } else {
        await locals.api('POST /bookings/{id}/reschedule', {
          path: { id: params.id },
          headers: { ...tokenHeader(cookies, params.id), 'idempotency-key': key },
          body: { ...slot, ...agreed },
        });
      }
    } catch (error) {
      const higher = higherIn(error, locals.locale);
      if (higher) {
        const [question, agree] = [m.move_higher(higher), m.move_agree(higher)];
        return fail(409, { id: 'higher', upTo: higher.upTo, question, agree, start, scope });
      }
      const refused = refuse('move', {}, error);
      const alternatives = alternativesIn(error, booking, locals.locale);
      return fail(refused.status, { ...refused.data, alternatives, start, scope });
    }
    redirect(303, `/bookings/${params.id}?done=moved`);
  },
};
