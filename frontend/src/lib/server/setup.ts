import { fail, type ActionFailure, type RequestEvent } from '@sveltejs/kit';
import { ApiError } from '#lib/api/error.ts';
import type { NamedBooking } from '#lib/api/types.ts';
import { momentIn } from '#lib/i18n/moment.ts';
import { m } from '#lib/i18n/words.ts';
import type { FormState, StrandedView } from '#lib/forms/state.ts';
import { refuse } from './forms.ts';

type Visit = Pick<RequestEvent, 'locals' | 'request' | 'url'>;

/** What stands in a form besides its files: text, trimmed. */
export const textsIn = (data: FormData): [string, string][] =>
  [...data].flatMap(([name, value]) => (typeof value === 'string' ? [[name, value.trim()]] : []));

/** The same by name, as a form gets it back; what was chosen several times under one name is between commas. */
export function fieldsIn(data: FormData): Record<string, string> {
  const fields: Record<string, string> = {};
  for (const [name, value] of textsIn(data))
    fields[name] = name in fields ? `${fields[name]},${value}` : value;
  return fields;
}

/** How many of the customers can be written to from the list: each is asked for by itself. */
const MOST_LINKS = 12;

/** Where each of the customers is written to, as far as whoever asks may read that. */
async function addresses({ locals }: Visit, bookings: readonly NamedBooking[]): Promise<(string | null)[]> {
  return Promise.all(
    bookings.slice(0, MOST_LINKS).map(async ({ id }) => {
      try {
        const { data } = await locals.api('GET /bookings/{id}', { path: { id } });
        const email = data.customer?.email;
        return email ? `mailto:${email}?subject=${encodeURIComponent(m.strands_subject())}` : null;
      } catch {
        return null;
      }
    }),
  );
}

async function strandedView(
  event: Visit,
  error: ApiError,
  { action, fields, timeZone }: { action: string; fields: [string, string][]; timeZone: string },
): Promise<StrandedView> {
  const { bookings = [], total = 0 } = (error.data ?? {}) as { bookings?: NamedBooking[]; total?: number };
  const mail = await addresses(event, bookings);
  const { locale } = event.locals;
  return {
    action,
    fields: fields.filter(([name]) => name !== 'accept'),
    total,
    bookings: bookings.map(({ id, code, startsAt, customerName }, index) => ({
      id,
      who: customerName ?? code,
      when: momentIn(startsAt, locale, { timeZone, now: Date.now() }),
      mailto: mail[index] ?? null,
    })),
  };
}

/**
 * Does what a form asks. Where bookings to come stand in the way, the form's answer lists them and holds all that was sent, so that
 * it can be sent again with `accept`.
 * @param work told whether that was accepted, as the API's query wants it
 */
export async function changing(
  event: Visit,
  id: string,
  { data, timeZone, done }: { data: FormData; timeZone: string; done: string },
  work: (query: { acceptStranded?: string }) => Promise<unknown>,
): Promise<FormState | ActionFailure<FormState>> {
  const fields = textsIn(data);
  try {
    await work(data.get('accept') ? { acceptStranded: 'true' } : {});
    return { id, done: true, message: done };
  } catch (error) {
    if (!(error instanceof ApiError) || error.code !== 'STRANDS_BOOKINGS')
      return refuse(id, Object.fromEntries(fields), error);
    const stranded = await strandedView(event, error, { action: event.url.search, fields, timeZone });
    return fail(409, { id, values: Object.fromEntries(fields), stranded, message: m.error_strands() });
  }
}
