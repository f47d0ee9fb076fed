import { fail, redirect, type ActionFailure, type RequestEvent } from '@sveltejs/kit';
import type { Booking, ServiceTerms, Tenant } from '#lib/api/types.ts';
import { ApiError } from '#lib/api/error.ts';
import { sentenceFor } from '#lib/api/sentences.ts';
import { formatMoney } from '#lib/i18n/format.ts';
import { priceView } from '#lib/features/price/price-view.ts';
import { m } from '#lib/i18n/words.ts';
import { rememberToken, tokenHeader } from '#lib/server/booking-access.ts';
import { textIn } from '#lib/server/forms.ts';
import { requireTenant } from '#lib/server/guards.ts';
import { wishOf } from './booking-view.ts';
import { carryDraft, rememberPerson } from './known.server.ts';
import { findBooking, isUnbooked, termsOf } from './open.server.ts';
import { payFor } from './pay.server.ts';
import { bookingBody, mistakesOf, readSent, type Sent } from './read.server.ts';
import { refuseBooking, refuseMistakes } from './refuse.server.ts';
import type { CheckoutState } from './state.ts';

type Event = Pick<RequestEvent, 'locals' | 'cookies' | 'url' | 'request'> & { params: { id: string } };
type Answer = Promise<ActionFailure<CheckoutState> | CheckoutState>;
/** Whether the form asks for a name: of guests, but for those for whom the time was kept. */
const asksWho = ({ locals }: Event, { customer }: Booking): boolean =>
  locals.me === null && customer === null;

type Begun = { booking: Booking; terms: ServiceTerms[]; sent: Sent; tenant: Tenant };

/** What was sent, about which hold. @throws a redirect where it is none any more */
async function begin(event: Event): Promise<Begun> {
  const { locals, params, request } = event;
  const tenant = requireTenant(locals);
  const booking = await findBooking(event, params.id);
  // Sent twice, or in two tabs: the page shows what became of it.
  if (!booking || !isUnbooked(booking)) redirect(303, `/checkout/${params.id}`);
  const terms = await termsOf(event, booking);
  return { booking, terms, tenant, sent: await readSent(request, terms, locals.locale) };
}

async function upload(
  { locals }: Event,
  { businessId }: Booking,
  { files, values }: Sent,
): Promise<Sent['values']> {
  const kept = await Promise.all(
    files.map(async ({ name, file }): Promise<[string, string]> => {
      const body = new FormData();
      body.set('businessId', businessId);
      body.set('file', file);
      return [name, (await locals.api('POST /intake-files', { body })).data.answer];
    }),
  );
  return { ...values, ...Object.fromEntries(kept) };
}

/** Books the hold for whoever sent the form, and leads on: to pay, or to the confirmation. */
export async function book(event: Event): Answer {
  const { locals, cookies } = event;
  const { booking, tenant, sent } = await begin(event);
  const isGuest = asksWho(event, booking);
  const { locale } = locals;
  const { example } = tenant.locale.phone;
  const around = { booking, locale, example };
  let made: Booking;
  try {
    sent.values = await upload(event, booking, sent);
    const errors = mistakesOf(sent, { isGuest, tenant });
    if (Object.keys(errors).length > 0) return refuseMistakes(sent.values, errors);
    const answer = await locals.api('POST /bookings', {
      body: bookingBody(booking.id, sent, { isGuest, tenant, locale, items: booking.items.length }),
      headers: {
        ...tokenHeader(cookies, booking.id),
        'idempotency-key': sent.values['key'] || crypto.randomUUID(),
      },
    });
    made = answer.data;
  } catch (error) {
    return refuseBooking(error, sent, around);
  }
  rememberToken(event, made);
  const { name = '', email = '', phone = '', remember, key = '' } = sent.values;
  if (isGuest) rememberPerson(event, { name, email, phone }, remember === 'on');
  const wantsAll = sent.values['pay'] === 'full';
  if (made.state === 'held' || wantsAll)
    await payFor(event, made, { kind: wantsAll ? 'full' : 'deposit', key: `${key}:pay` });
  redirect(303, `/checkout/${made.id}/done`);
}

/**
 * Tells what the booking costs with a coupon; nothing is booked. What is wrong with it stands beside it, where whoever tries it is
 * looking: where scripts run nothing leads up to the beginning of the form.
 */
export async function tryCoupon(event: Event): Answer {
  const answer = await quoteOf(event);
  const isThere = event.request.headers.get('x-sveltekit-action') === 'true';
  if (!isThere || !('data' in answer) || !answer.data.errors?.['coupon']) return answer;
  return fail(answer.status, { ...answer.data, message: '' });
}

async function quoteOf(event: Event): Answer {
  const { locals, cookies } = event;
  const { booking, terms, tenant, sent } = await begin(event);
  const isGuest = asksWho(event, booking);
  const { values } = sent;
  if (!values['coupon']) return refuseMistakes(values, { coupon: m.field_required() });
  if (isGuest && !(values['name'] && values['email']))
    return refuseMistakes(values, { coupon: m.checkout_coupon_contact() });
  const {
    answers: _,
    customerAnswers: __,
    guests: ___,
    ...body
  } = {
    answers: undefined,
    customerAnswers: undefined,
    guests: undefined,
    ...bookingBody(booking.id, sent, { isGuest, tenant, locale: locals.locale, items: booking.items.length }),
  };
  try {
    const headers = tokenHeader(cookies, booking.id);
    const { data } = await locals.api('POST /coupons/check', { body, headers });
    const priced = { ...booking, ...data };
    const price = priceView(priced, locals.locale, {
      tax: terms[0]?.tax ?? null,
      deposit: data.depositAsked.amount,
      atVenue: terms[0]?.payments.includes('venue') ?? true,
    });
    const text = m.checkout_coupon_on({ price: formatMoney(data.price, locals.locale) });
    return { id: 'book', done: true, values, quote: { price, text } };
  } catch (error) {
    return refuseBooking(error, sent, {
      booking,
      locale: locals.locale,
      example: tenant.locale.phone.example,
    });
  }
}

/** Holds the same start again, or the one that was chosen instead; what was typed goes along. */
export async function holdAgain(event: Event): Answer {
  const { locals, url } = event;
  const { booking, tenant, sent } = await begin(event);
  const start = url.searchParams.get('start') ?? booking.startsAt;
  let held: Booking;
  try {
    held = (await locals.api('POST /holds', { body: wishOf(booking, start) })).data;
  } catch (error) {
    return refuseBooking(error, sent, {
      booking,
      locale: locals.locale,
      example: tenant.locale.phone.example,
    });
  }
  rememberToken(event, held);
  const { customer } = booking;
  const kept = customer && { name: customer.name, email: customer.email ?? '', phone: customer.phone ?? '' };
  carryDraft(event, { ...sent.values, ...kept });
  redirect(303, `/checkout/${held.id}`);
}

/** Opens the page of a payment for a hold that waits for its deposit. */
export async function pay(event: Event): Answer {
  const data = await event.request.formData();
  const text = (name: string): string => textIn(data, name);
  const booking = await findBooking(event, event.params.id);
  if (!booking || booking.state !== 'held') redirect(303, `/checkout/${event.params.id}`);
  try {
    const wanted = text('way') ? { provider: text('way') } : {};
    await payFor(
      event,
      booking,
      { kind: text('kind') === 'full' ? 'full' : 'deposit', key: text('key'), ...wanted },
      true,
    );
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    return { id: 'pay', message: sentenceFor(error) };
  }
  redirect(303, `/checkout/${booking.id}/done`);
}
