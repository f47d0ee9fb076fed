import { ApiError } from '#lib/api/error.ts';
import { dayAndTime } from '#lib/features/bookings/when.ts';
import { slotValue } from '#lib/features/slots/slots-view.ts';

type Alternative = { start: string; sessionId?: string };

/** The nearest starts that are free still, as SLOT_TAKEN names them. */
export function alternativesIn(
  error: unknown,
  timeZone: string,
  locale: string,
): { value: string; text: string }[] {
  const found = error instanceof ApiError ? error.data?.['alternatives'] : undefined;
  return (Array.isArray(found) ? (found as Alternative[]) : []).map((slot) => ({
    value: slotValue(slot),
    text: dayAndTime(slot.start, locale, timeZone),
  }));
}
