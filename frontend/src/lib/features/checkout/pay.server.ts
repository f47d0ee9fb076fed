import { redirect, type RequestEvent } from '@sveltejs/kit';
import type { Booking } from '#lib/api/types.ts';
import { ApiError } from '#lib/api/error.ts';
import { tokenHeader } from '#lib/server/booking-access.ts';

type Wanted = { kind: 'deposit' | 'full'; key: string; provider?: string };

/**
 * Begins a payment and leads to the page that opens it. Not straight to the payment company: a form of ours may lead to
 * our own pages only.
 * @param isTold whether whoever calls tells why no page was opened; else the booking's own page does
 * @throws a redirect, and the API's refusal where it `isTold`
 */
export async function payFor(
  { locals, cookies }: Pick<RequestEvent, 'locals' | 'cookies'>,
  { id, state }: Booking,
  { key, ...body }: Wanted,
  isTold = false,
): Promise<void> {
  let paymentId: string;
  try {
    const { data } = await locals.api('POST /bookings/{id}/payments', {
      path: { id },
      body,
      headers: { ...tokenHeader(cookies, id), 'idempotency-key': key || crypto.randomUUID() },
    });
    if (!data.redirectUrl) return;
    paymentId = data.id;
  } catch (error) {
    if (isTold || !(error instanceof ApiError)) throw error;
    // The booking stands; only its payment did not begin.
    redirect(
      303,
      state === 'held' ? `/checkout/${id}?payment=unopened` : `/checkout/${id}/done?payment=unopened`,
    );
  }
  redirect(303, `/checkout/${id}/pay?payment=${paymentId}`);
}
