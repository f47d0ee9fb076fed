import { fail, redirect, type RequestEvent } from '@sveltejs/kit';
import { ApiError } from '#lib/api/error.ts';
import { readBooking } from '#lib/features/bookings/reading.server.ts';
import { snapshot } from '#lib/features/bookings/snapshot.ts';
import { m } from '#lib/i18n/words.ts';
import { readFields, refuse, refuseFields } from '#lib/server/forms.ts';
import { requireTenant } from '#lib/server/guards.ts';
import { backTo } from './actions.server.ts';

const LEAST_MINUTES = 5;
const MOST_MINUTES = 1_440;
/** The times that would be free instead are no answer: it is to stay where it is. */
const NO_ROOM = new Set(['SLOT_TAKEN', 'POLICY_NOT_OFFERED']);

/** Decides how long a service of a booking takes; dragged in the calendar, or typed on the booking's page. */
export async function resizeBooking(event: RequestEvent<{ id: string }>) {
  const { locals, params, url } = event;
  requireTenant(locals);
  const fields = await readFields(event.request, ['key', 'item', 'minutes', 'seenAt', 'back']);
  const { key, seenAt, back } = fields;
  const item = Number(fields.item || 0);
  const id = `resize-${item}`;
  const minutes = Number(fields.minutes);
  if (!(Number.isInteger(minutes) && minutes >= LEAST_MINUTES && minutes <= MOST_MINUTES))
    return refuseFields(id, fields, { minutes: m.cal_minutes_wrong() });
  const booking = await readBooking(event, params.id);
  if (seenAt && Date.parse(seenAt) !== Date.parse(booking.startsAt)) {
    const now = snapshot(booking, null, locals.locale).lines.join(', ');
    return fail(409, { id, message: m.cal_conflict({ now }) });
  }
  try {
    await locals.api('POST /bookings/{id}/resize', {
      path: { id: params.id },
      headers: { 'idempotency-key': key || crypto.randomUUID() },
      body: { item, minutes },
    });
  } catch (error) {
    if (error instanceof ApiError && NO_ROOM.has(error.code))
      return fail(409, { id, values: fields, message: m.cal_resize_taken() });
    return refuse(id, fields, error);
  }
  redirect(303, backTo(back, url.pathname));
}
