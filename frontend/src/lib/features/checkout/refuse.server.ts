import { fail, type ActionFailure } from '@sveltejs/kit';
import type { Booking } from '#lib/api/types.ts';
import { ApiError } from '#lib/api/error.ts';
import { sentenceFor } from '#lib/api/sentences.ts';
import { mistakeIn } from '#lib/features/intake/intake-answers.ts';
import type { Values } from '#lib/features/intake/intake-view.ts';
import { momentIn } from '#lib/i18n/moment.ts';
import { m } from '#lib/i18n/words.ts';
import type { Sent } from './read.server.ts';
import type { CheckoutState } from './state.ts';

/** Sure to have had no effect: the same key would give the same refusal for ever. */
const isFinal = ({ status }: ApiError): boolean => status >= 400 && status < 500;
const freshKey = (values: Values): Values => ({ ...values, key: crypto.randomUUID() });

export function refuseMistakes(values: Values, errors: Record<string, string>): ActionFailure<CheckoutState> {
  return fail(400, { id: 'book', values, errors, message: m.form_check() });
}

type Alternative = { start: string };

function lostOf({ data }: ApiError, { timeZone }: Booking, locale: string) {
  const near = (data?.['alternatives'] ?? []) as Alternative[];
  return near.map(({ start }) => ({ start, label: momentIn(start, locale, { timeZone, now: Date.now() }) }));
}

function errorsOf(
  { details, code }: ApiError,
  { forms, values }: Sent,
  example: string,
): Record<string, string> {
  const fields = new Map(forms.flatMap((form) => form.fields.map((field) => [field.name, field])));
  return Object.fromEntries(
    details.flatMap(({ field, message }): [string, string][] => {
      if (code === 'POLICY_COUPON')
        return [['coupon', message === 'NEEDS_CONTACT' ? m.checkout_coupon_contact() : m.error_coupon()]];
      const asked = fields.get(field);
      if (asked) return [[field, mistakeIn(asked, values[field], example)]];
      const person = /^customer\.(name|email|phone)$/.exec(field)?.[1];
      if (person) return [[person, person === 'email' ? m.field_email() : m.field_refused()]];
      return field in values ? [[field, m.field_refused()]] : [];
    }),
  );
}

/**
 * The API's refusal, beside the fields that it is about, with all that was typed.
 * @throws whatever is not a refusal
 */
export function refuseBooking(
  error: unknown,
  sent: Sent,
  { booking, locale, example }: { booking: Booking; locale: string; example: string },
): ActionFailure<CheckoutState> {
  if (!(error instanceof ApiError)) throw error;
  const values = isFinal(error) ? freshKey(sent.values) : sent.values;
  const errors = errorsOf(error, sent, example);
  const isFields = Object.keys(errors).length > 0;
  const lost = error.code === 'SLOT_TAKEN' ? lostOf(error, booking, locale) : [];
  // The hold ended while the form was on its way: the page says so, and offers to hold it again.
  const isOver = error.code === 'BOOKING_STATE';
  return fail(error.status === 0 ? 503 : error.status, {
    id: 'book',
    values,
    errors,
    message: isOver ? '' : isFields ? m.form_check() : sentenceFor(error),
    isOver,
    ...(lost.length > 0 ? { lost } : {}),
  });
}
