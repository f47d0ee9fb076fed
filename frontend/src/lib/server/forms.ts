import { fail, type ActionFailure, type RequestEvent } from '@sveltejs/kit';
import { ApiError } from '#lib/api/error.ts';
import { detailSentence } from '#lib/api/detail-sentences.ts';
import { sentenceFor } from '#lib/api/sentences.ts';
import type { FormState } from '#lib/forms/state.ts';
import { m } from '#lib/i18n/words.ts';

/** The text fields of a submitted form, trimmed; passwords are taken as they are. */
export async function readFields<Name extends string>(
  request: Request,
  names: readonly Name[],
): Promise<Record<Name, string>> {
  const data = await request.formData();
  const entries = names.map((name) => {
    const text = textIn(data, name);
    return [name, /password/i.test(name) ? text : text.trim()];
  });
  return Object.fromEntries(entries) as Record<Name, string>;
}

/** What was typed into a field; nothing where there is none, or a file. */
export function textIn(data: Pick<FormData, 'get'>, name: string): string {
  const value = data.get(name);
  return typeof value === 'string' ? value : '';
}

const looksLikeEmail = /^[^\s@]+@[^\s@]+\.[^\s@]+$/;
export const shortestPassword = 10;

const rules: Record<string, (value: string) => string | undefined> = {
  email: (value) => (looksLikeEmail.test(value) ? undefined : m.field_email()),
  newEmail: (value) => (looksLikeEmail.test(value) ? undefined : m.field_email()),
  newPassword: (value) =>
    value.length >= shortestPassword ? undefined : m.field_password({ count: shortestPassword }),
};

/** What is plainly wrong before the API is asked, by field. `newPassword` is one being chosen, `password` one known. */
export function checkFields(fields: Record<string, string>): Record<string, string> | undefined {
  const errors: Record<string, string> = {};
  for (const [name, value] of Object.entries(fields)) {
    const error = value === '' ? m.field_required() : rules[name]?.(value);
    if (error) errors[name] = error;
  }
  return Object.keys(errors).length > 0 ? errors : undefined;
}

function withoutSecrets(values: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(values).filter(([name]) => !/password|token/i.test(name)));
}

export function refuseFields(
  id: string,
  values: Record<string, string>,
  errors: Record<string, string>,
): ActionFailure<FormState> {
  return fail(400, { id, errors, values: withoutSecrets(values), message: m.form_check() });
}

/**
 * Turns a refusal of the API into the form's answer; the API's field names are those of the form.
 * @throws whatever is not a refusal.
 */
export function refuse(id: string, values: Record<string, string>, error: unknown): ActionFailure<FormState> {
  if (!(error instanceof ApiError)) throw error;
  const known = error.details.filter(({ field }) => field in values);
  const errors = Object.fromEntries(
    known.map(({ field, message }) => [field, fieldSentence(field, message)]),
  );
  return fail(error.status === 0 ? 503 : error.status, {
    id,
    values: withoutSecrets(values),
    errors,
    message: known.length > 0 ? m.form_check() : sentenceFor(error),
  });
}

function fieldSentence(field: string, message: string): string {
  if (/email/i.test(field)) return m.field_email();
  if (/password/i.test(field)) return m.field_password_refused({ count: shortestPassword });
  return detailSentence(message) ?? m.field_refused();
}

/**
 * The action of a form that asks for an address only, to send a mail there.
 * @param done what is said then
 */
export function mailAction(
  id: string,
  send: (event: RequestEvent, body: { email: string }) => Promise<unknown>,
  done: (to: { email: string }) => string,
) {
  return async (event: RequestEvent): Promise<FormState | ActionFailure<FormState>> => {
    const values = await readFields(event.request, ['email']);
    const errors = checkFields(values);
    if (errors) return refuseFields(id, values, errors);
    try {
      await send(event, values);
    } catch (error) {
      return refuse(id, values, error);
    }
    return { id, done: true, message: done(values), values };
  };
}
