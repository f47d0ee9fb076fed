import { redirect } from '@sveltejs/kit';
import { book, holdAgain, pay, tryCoupon } from '#lib/features/checkout/actions.server.ts';
import { checkoutView, payView } from '#lib/features/checkout/checkout-view.ts';
import { rememberedPerson, takeDraft } from '#lib/features/checkout/known.server.ts';
import { findBooking, isDue, isUnbooked, openLink, termsOf } from '#lib/features/checkout/open.server.ts';
import { checkoutWords } from '#lib/features/checkout/words.ts';
import { m } from '#lib/i18n/words.ts';
import { requireTenant } from '#lib/server/guards.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
  const { locals, params, cookies, url } = event;
  const tenant = requireTenant(locals);
  const words = checkoutWords(tenant, locals.locale);
  const token = url.searchParams.get('token');
  if (token) await openLink(event, params.id, token);
  const booking = await findBooking(event, params.id);
  if (!booking) return { stage: 'gone' as const, words };
  if (!isDue(booking) && !isUnbooked(booking)) redirect(303, `/checkout/${booking.id}/done`);
  const [{ data: business }, terms] = await Promise.all([
    locals.api('GET /businesses/{idOrSlug}', { path: { idOrSlug: booking.businessId } }),
    termsOf(event, booking),
  ]);
  const opened = { booking, business, terms, me: locals.me, tenant, locale: locals.locale, now: new Date() };
  const key = crypto.randomUUID();
  if (isDue(booking)) {
    const payment = url.searchParams.get('payment');
    const view = payView(opened, { isRefused: payment === 'failure' });
    return {
      stage: 'pay' as const,
      words,
      key,
      view,
      notice: payment === 'unopened' ? m.pay_not_opened() : '',
    };
  }
  const person = rememberedPerson(cookies);
  const typed = { ...person, ...(person['email'] ? { remember: 'on' } : {}), ...takeDraft(cookies) };
  return { stage: 'fill' as const, words, key, view: checkoutView(opened), typed };
};

export const actions: Actions = { book, coupon: tryCoupon, again: holdAgain, pay };
