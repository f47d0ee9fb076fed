import { createHash } from 'node:crypto';
import type { SlotTaken } from '@turnero/backend/contracts/bookings';
import { ApiError } from '#lib/api/error.ts';
import type { Booking } from '#lib/api/types.ts';
import { slotValue } from '#lib/features/slots/slots-view.ts';
import { shortDay, timeOf } from '#lib/i18n/dates.ts';
import type { ServerApi } from '#lib/server/api.ts';

/** One start that is offered instead of a lost one, as a button. */
export type Alternative = { value: string; day: string; time: string };

/**
 * A key for one wish of one form: the same again answers the same, and another start from the same page, as after going
 * back to it, is not taken for a repetition.
 */
export function keyFor(key: FormDataEntryValue | null, body: unknown): string {
  const form = typeof key === 'string' && /^[\w-]{8,64}$/.test(key) ? key : crypto.randomUUID();
  return `${form}:${createHash('sha256').update(JSON.stringify(body)).digest('base64url').slice(0, 22)}`;
}

/**
 * Holds a start. A page that was kept open for long repeats its key, and the answer to that may have ended: then it is
 * asked for anew.
 * @throws what the API refuses.
 */
export async function hold(
  api: ServerApi,
  body: { start: string; sessionId?: string },
  key: string,
): Promise<Booking> {
  const send = (idempotencyKey: string) =>
    api('POST /holds', { body, headers: { 'idempotency-key': idempotencyKey } });
  const { data } = await send(key);
  const hasEnded = data.expiresAt !== null && Date.parse(data.expiresAt) <= Date.now();
  return hasEnded ? (await send(crypto.randomUUID())).data : data;
}

/** The nearest starts that SLOT_TAKEN names; null for any other refusal. */
export function alternativesIn(error: unknown, locale: string, timeZone: string): Alternative[] | null {
  if (!(error instanceof ApiError) || error.code !== 'SLOT_TAKEN') return null;
  const { alternatives = [] } = (error.data ?? {}) as Partial<SlotTaken>;
  return alternatives.map(({ start, sessionId }) => ({
    value: slotValue({ start, sessionId }),
    day: shortDay(start.slice(0, 10), locale),
    time: timeOf(start, locale, timeZone),
  }));
}
