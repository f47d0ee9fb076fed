import { redirect } from '@sveltejs/kit';
import type { Booking } from '#lib/api/types.ts';
import { doneView } from '#lib/features/checkout/done-view.ts';
import { doneWords } from '#lib/features/checkout/done-words.server.ts';
import { findBooking, isDue, isUnbooked } from '#lib/features/checkout/open.server.ts';
import { m } from '#lib/i18n/words.ts';
import { tokenHeader } from '#lib/server/booking-access.ts';
import { checkFields, readFields, refuse, refuseFields } from '#lib/server/forms.ts';
import { requireTenant } from '#lib/server/guards.ts';
import type { Actions, PageServerLoad } from './$types';

/** Whether there is a payment to wait for. @throws a redirect to where something is to be done first */
function isWaiting(booking: Booking, payment: string | null): boolean {
  const { id, state } = booking;
  const isAwaited = payment === 'success' || payment === 'pending';
  // What was paid in the last moment may still bring an expired booking back.
  if (isAwaited && (isDue(booking) || (state === 'expired' && booking.deposit.amount > 0))) return true;
  if (isDue(booking) || isUnbooked(booking))
    redirect(303, payment ? `/checkout/${id}?payment=${encodeURIComponent(payment)}` : `/checkout/${id}`);
  if (state === 'cancelled' || state === 'declined') redirect(303, `/bookings/${id}`);
  return false;
}

export const load: PageServerLoad = async (event) => {
  const { locals, params, cookies, url, depends } = event;
  const { locale, me } = locals;
  depends('turnero:checkout');
  const tenant = requireTenant(locals);
  const booking = await findBooking(event, params.id);
  if (!booking) redirect(303, `/checkout/${params.id}`);
  const payment = url.searchParams.get('payment');
  const words = doneWords(tenant, locale);
  if (isWaiting(booking, payment)) return { stage: 'waiting' as const, words, id: booking.id };
  const [{ data: business }, { data: payments }] = await Promise.all([
    locals.api('GET /businesses/{idOrSlug}', { path: { idOrSlug: booking.businessId } }),
    locals.api('GET /bookings/{id}/payments', {
      path: { id: booking.id },
      headers: tokenHeader(cookies, booking.id),
    }),
  ]);
  const siteUrl = `${url.origin}/b/${business.slug}`;
  const isGuest = me === null;
  const view = doneView({ booking, business, payments, locale, now: new Date(), siteUrl, isGuest });
  const isUnpaid = payment === 'unopened' || payment === 'failure';
  return { stage: 'done' as const, words, view, notice: isUnpaid ? m.pay_refused() : '' };
};

export const actions: Actions = {
  account: async (event) => {
    const { locals, params, request } = event;
    const fields = await readFields(request, ['newPassword']);
    const errors = checkFields(fields);
    if (errors) return refuseFields('account', fields, errors);
    const customer = (await findBooking(event, params.id))?.customer;
    if (!customer?.email) redirect(303, '/register');
    const { name, email } = customer;
    try {
      const body = { name, email, password: fields.newPassword, locale: locals.locale };
      await locals.api('POST /auth/register', { body });
    } catch (error) {
      return refuse('account', fields, error);
    }
    return { id: 'account', done: true, message: m.done_account_done({ email }) };
  },
};
