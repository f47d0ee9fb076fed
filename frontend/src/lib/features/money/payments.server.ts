import type { RequestEvent } from '@sveltejs/kit';
import { readMoney } from '#lib/features/bookings/typed-money.ts';
import { readList, spanOf } from '#lib/features/records/list-query.ts';
import { readFields, refuse, refuseFields } from '#lib/server/forms.ts';
import { requireTenant } from '#lib/server/guards.ts';
import { m } from '#lib/i18n/words.ts';
import { paymentOptions, paymentRow } from './payment-view.ts';

type Visit = Pick<RequestEvent, 'locals' | 'url'>;

/** Payments as an address asks for them, of a business or of all. */
export async function loadPayments({ locals, url }: Visit, businessId: string | undefined) {
  const { timeZone } = requireTenant(locals).locale;
  const asked = readList(url, ['state', 'kind', 'provider', 'from', 'to']);
  const { state, kind, provider, cursor } = asked;
  const { data, nextCursor } = await locals.api('GET /manage/payments', {
    query: { ...{ businessId, state, kind, provider, cursor, limit: 50 }, ...spanOf(asked, timeZone) },
  });
  return {
    asked,
    rows: data.map((payment) => paymentRow(payment, locals.locale, timeZone)),
    nextCursor,
    options: paymentOptions(),
    isNarrowed: Boolean(state ?? kind ?? provider ?? asked.from ?? asked.to),
    key: crypto.randomUUID(),
  };
}

/** Gives back what was paid, or a part of it. */
export async function refundPayment({ locals, request }: Pick<RequestEvent, 'locals' | 'request'>) {
  const { currency } = requireTenant(locals).locale;
  const values = await readFields(request, ['id', 'amount', 'note', 'key']);
  const { id, note } = values;
  const form = `refund-${id}`;
  const amount = readMoney(values.amount, currency);
  if (amount === null) return refuseFields(form, values, { amount: m.refund_amount_wrong() });
  if (note === '') return refuseFields(form, values, { note: m.refund_note_missing() });
  try {
    await locals.api('POST /payments/{id}/refunds', {
      path: { id },
      body: { amount, note },
      headers: { 'idempotency-key': `${values.key}-${id}` },
    });
  } catch (error) {
    return refuse(form, values, error);
  }
  // What is given back as a whole has no form left to say it in: the page does.
  return { id: 'refunded', done: true, message: m.refund_done() };
}
