import { redirect } from '@sveltejs/kit';
import { m } from '#lib/i18n/words.ts';
import { tokenHeader } from '#lib/server/booking-access.ts';
import { requireTenant } from '#lib/server/guards.ts';
import type { PageServerLoad } from './$types';

/** Leads to the payment company from a page of ours: forms may not end at another site. */
export const load: PageServerLoad = async ({ locals, params, url, cookies }) => {
  requireTenant(locals);
  const id = url.searchParams.get('payment') ?? '';
  const { data } = await locals.api('GET /payments/{id}', {
    path: { id },
    headers: tokenHeader(cookies, params.id),
  });
  const { state, redirectUrl } = data;
  if (data.bookingId !== params.id || state !== 'pending' || !redirectUrl)
    redirect(303, `/checkout/${params.id}`);
  return {
    away: redirectUrl,
    words: { title: m.pay_going_title(), text: m.pay_going_text(), open: m.pay_going_button() },
  };
};
