import { fail, redirect } from '@sveltejs/kit';
import { whatOf } from '#lib/features/bookings/card-view.ts';
import { changeWords } from '#lib/features/bookings/change-words.ts';
import { sumsOf } from '#lib/features/bookings/money.ts';
import { cancellationView } from '#lib/features/bookings/cancellation-view.ts';
import { openedBy, orNull, readBooking, readSeries } from '#lib/features/bookings/reading.server.ts';
import { isScope, scopeChoices } from '#lib/features/bookings/series-scope.ts';
import { outdated, snapshot } from '#lib/features/bookings/snapshot.ts';
import { whenView } from '#lib/features/bookings/when.ts';
import { mayMove } from '#lib/features/policy/policy-view.ts';
import { tokenHeader } from '#lib/server/booking-access.ts';
import { readFields, refuse } from '#lib/server/forms.ts';
import { requireTenant } from '#lib/server/guards.ts';
import { m } from '#lib/i18n/words.ts';
import type { Actions, PageServerLoad, RequestEvent } from './$types';

/** The booking with what cancelling it costs now; nothing where it is too late for that. */
async function readBoth(event: Pick<RequestEvent, 'locals' | 'cookies' | 'params'>) {
  const { locals, params } = event;
  const preview = orNull(locals.api('GET /bookings/{id}/cancellation', openedBy(params.id, event)));
  const [booking, costs] = await Promise.all([readBooking(event, params.id), preview]);
  return { booking, preview: costs, now: snapshot(booking, costs, locals.locale) };
}

export const load: PageServerLoad = async (event) => {
  const { locals, params, depends } = event;
  requireTenant(locals);
  depends('turnero:bookings');
  const { booking, preview, now } = await readBoth(event);
  if (booking.state === 'held') redirect(303, `/checkout/${params.id}`);
  const [payments, series] = await Promise.all([
    orNull(locals.api('GET /bookings/{id}/payments', openedBy(params.id, event))),
    readSeries(event, booking.seriesId),
  ]);
  const { paid } = sumsOf(booking, payments ?? []);
  const { locale } = locals;
  return {
    id: params.id,
    businessId: booking.businessId,
    what: whatOf(booking, locale),
    when: whenView(booking, locale),
    costs: preview && cancellationView(preview, booking, paid, locale),
    choices: scopeChoices(booking, series, locale),
    mayMove: mayMove(booking, 0, new Date()),
    now,
    key: crypto.randomUUID(),
    words: {
      ...(await event.parent()).words,
      ...changeWords(),
      cancelTitle: m.cancel_title({ what: whatOf(booking, locale) }),
      overText: m.cancel_over_text({ business: booking.businessName }),
    },
  };
};

export const actions: Actions = {
  default: async (event) => {
    const { locals, params, cookies } = event;
    requireTenant(locals);
    const fields = await readFields(event.request, ['key', 'seen', 'reason', 'scope']);
    const { key, seen, reason, scope } = fields;
    const { booking, preview, now } = await readBoth(event);
    const before = outdated(seen, now, booking, locals.locale);
    if (before && preview) return fail(409, { id: 'conflict', before, now, values: { reason, scope } });
    const body = reason ? { reason } : {};
    const headers = { ...tokenHeader(cookies, params.id), 'idempotency-key': key };
    try {
      if (booking.seriesId && isScope(scope) && scope !== 'this') {
        await locals.api('POST /series/{id}/cancellation', {
          path: { id: booking.seriesId },
          headers: { ...tokenHeader(cookies, booking.seriesId), 'idempotency-key': key },
          body: { ...body, scope, bookingId: params.id },
        });
      } else await locals.api('POST /bookings/{id}/cancellation', { path: { id: params.id }, headers, body });
    } catch (error) {
      return refuse('cancel', { reason, scope }, error);
    }
    redirect(303, `/bookings/${params.id}?done=${scope && scope !== 'this' ? 'series' : 'cancelled'}`);
  },
};
