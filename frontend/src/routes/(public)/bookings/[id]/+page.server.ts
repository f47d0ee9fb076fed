import { error as fail, redirect } from '@sveltejs/kit';
import type { PaymentRequest } from '#lib/api/types.ts';
import { detailsView } from '#lib/features/bookings/details-view.ts';
import { detailsWords } from '#lib/features/bookings/details-words.ts';
import { readFacts } from '#lib/features/bookings/facts.server.ts';
import { openedBy, orNull, readBooking } from '#lib/features/bookings/reading.server.ts';
import { readMoney } from '#lib/features/bookings/typed-money.ts';
import { rememberToken } from '#lib/server/booking-access.ts';
import { readFields, refuse } from '#lib/server/forms.ts';
import { requireTenant } from '#lib/server/guards.ts';
import { formatMoney } from '#lib/i18n/format.ts';
import { m } from '#lib/i18n/words.ts';
import type { Actions, PageServerLoad, RequestEvent } from './$types';

/**
 * A link from a mail proves whose the address is; from then on this browser opens the booking by itself. A token of another
 * kind proves nothing, and still opens what it opens.
 */
async function openLink(event: Pick<RequestEvent, 'locals' | 'url' | 'cookies' | 'params'>, token: string) {
  const { locals, url, params } = event;
  const { id } = params;
  const shown = { path: { id }, headers: { 'x-booking-token': token } };
  const opens =
    (await orNull(locals.api('POST /bookings/{id}/verification', shown))) ??
    (await orNull(locals.api('GET /bookings/{id}', shown)));
  if (opens) rememberToken(event, { id, token });
  else if (!locals.me) fail(404, 'Not found', { code: 'TOKEN_INVALID' });
  const clean = new URL(url);
  clean.searchParams.delete('token');
  redirect(303, clean.pathname + clean.search);
}

const returned: Record<string, { tone: 'good' | 'plain' | 'bad'; text: () => string }> = {
  success: { tone: 'good', text: () => m.booking_back_success() },
  pending: { tone: 'plain', text: () => m.booking_back_pending() },
  failure: { tone: 'bad', text: () => m.booking_back_failure() },
};
const done: Record<string, (when: string, bookings: string) => string> = {
  moved: (when) => m.move_done({ when }),
  cancelled: () => m.cancel_done(),
  series: () => m.cancel_done_series(),
  booked: (_when, bookings) => m.book_series_booked({ bookings }),
};

export const load: PageServerLoad = async (event) => {
  const { locals, params, url, depends } = event;
  const tenant = requireTenant(locals);
  depends('turnero:bookings');
  const token = url.searchParams.get('token');
  if (token) await openLink(event, token);
  const facts = await readFacts(event, params.id);
  const view = detailsView(facts, tenant, locals.locale);
  const payment = url.searchParams.get('payment') ?? '';
  const isWaiting = payment === 'success' && facts.payments.some(({ state }) => state === 'pending');
  const back = returned[isWaiting ? 'pending' : payment];
  const { words } = await event.parent();
  const told = done[url.searchParams.get('done') ?? '']?.(view.when.full, words.bookings);
  return {
    booking: view,
    businessId: facts.booking.businessId,
    notice: back
      ? { tone: back.tone, text: back.text() }
      : told
        ? { tone: 'good' as const, text: told }
        : null,
    isWaiting: back === returned['pending'],
    keys: { pay: crypto.randomUUID(), tip: crypto.randomUUID() },
    words: { ...words, ...detailsWords(tenant, locals.locale) },
  };
};

/** Opens the page of the payment company and leads there by a page of ours: forms may not end at another site. */
async function pay(event: RequestEvent, id: string, body: PaymentRequest, key: string) {
  const { locals, params } = event;
  let away: string | null;
  try {
    const opened = openedBy(params.id, event);
    const { data } = await locals.api('POST /bookings/{id}/payments', {
      ...opened,
      body,
      headers: { ...opened.headers, 'idempotency-key': key },
    });
    away = data.redirectUrl && `/checkout/${params.id}/pay?payment=${data.id}`;
  } catch (error) {
    return refuse(id, {}, error);
  }
  redirect(303, away ?? `/bookings/${params.id}?payment=pending`);
}

export const actions: Actions = {
  pay: async (event) => {
    requireTenant(event.locals);
    const { key } = await readFields(event.request, ['key']);
    return pay(event, 'pay', { kind: 'balance' }, key);
  },
  tip: async (event) => {
    requireTenant(event.locals);
    const { key, choice, other } = await readFields(event.request, ['key', 'choice', 'other']);
    const { price } = await readBooking(event, event.params.id);
    const amount = other ? readMoney(other, price.currency) : Number(choice);
    if (!amount || !Number.isSafeInteger(amount) || amount < 0) {
      const example = formatMoney({ ...price, amount: Math.round(price.amount / 10) }, event.locals.locale);
      const error = m.booking_tip_refused({ example });
      return { id: 'tip', message: m.form_check(), errors: { other: error }, values: { other, choice } };
    }
    return pay(event, 'tip', { kind: 'tip', amount }, key);
  },
};
