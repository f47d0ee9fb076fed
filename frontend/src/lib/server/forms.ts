import { fail, type ActionFailure } from '@sveltejs/kit';
import { ApiError } from '#lib/api/error.ts';
import type { FormState } from '#lib/forms/state.ts';
import { m } from '#lib/i18n/words.ts';

/** The text fields of a submitted form, trimmed; passwords are taken as they are. */
export async function readFields<Name extends string>(
  request: Request,
  names: readonly Name[],
): Promise<Record<Name, string>> {
  const data = await request.formData();
  const entries = names.map((name) => {
    const value = data.get(name);
    const text = typeof value === 'string' ? value : '';
    return [name, /password/i.test(name) ? text : text.trim()];
  });
  return Object.fromEntries(entries) as Record<Name, string>;
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

const sentences: Record<string, (error: ApiError) => string> = {
  INVALID_CREDENTIALS: () => m.error_credentials(),
  PASSWORD_WRONG: () => m.error_current_password(),
  EMAIL_NOT_VERIFIED: () => m.error_unverified(),
  EMAIL_TAKEN: () => m.error_email_taken(),
  TOKEN_INVALID: () => m.error_link(),
  TOO_MANY_ATTEMPTS: (error) =>
    m.error_too_many({ minutes: Math.max(1, Math.ceil((error.retryAfter ?? 60) / 60)) }),
  TOO_MANY_REQUESTS: (error) =>
    m.error_too_many({ minutes: Math.max(1, Math.ceil((error.retryAfter ?? 60) / 60)) }),
  LAST_ADMIN: () => m.error_last_admin(),
  ROLE_ABOVE_OWN: () => m.error_role_above(),
  ROLE_GRANTED_ALREADY: () => m.error_role_already(),
  SCOPE_NOT_HELD: () => m.error_scope(),
  TOO_MANY_API_KEYS: () => m.error_too_many_keys(),
  SESSION_ENDED: () => m.error_signed_out(),
  UNREACHABLE: () => m.error_unreachable(),
  UNAVAILABLE: () => m.error_unreachable(),
  FORBIDDEN: () => m.error_forbidden(),
  UNAUTHENTICATED: () => m.error_signed_out(),
  NOT_FOUND: () => m.error_gone(),
};

/** Says in the visitor's language what the API refused. */
export function sentenceFor(error: ApiError): string {
  return sentences[error.code]?.(error) ?? m.error_other({ id: error.requestId ?? error.code });
}

/**
 * Turns a refusal of the API into the form's answer; the API's field names are those of the form.
 * @throws whatever is not a refusal.
 */
export function refuse(id: string, values: Record<string, string>, error: unknown): ActionFailure<FormState> {
  if (!(error instanceof ApiError)) throw error;
  const known = error.details.filter(({ field }) => field in values);
  const errors = Object.fromEntries(known.map(({ field }) => [field, fieldSentence(field)]));
  return fail(error.status === 0 ? 503 : error.status, {
    id,
    values: withoutSecrets(values),
    errors,
    message: known.length > 0 ? m.form_check() : sentenceFor(error),
  });
}

function fieldSentence(field: string): string {
  if (/email/i.test(field)) return m.field_email();
  if (/password/i.test(field)) return m.field_password_refused({ count: shortestPassword });
  return m.field_refused();
}
