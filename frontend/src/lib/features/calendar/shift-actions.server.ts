import { fail, redirect, type RequestEvent } from '@sveltejs/kit';
import { ApiError } from '#lib/api/error.ts';
import { isDate } from '#lib/i18n/dates.ts';
import { m } from '#lib/i18n/words.ts';
import { readFields, refuse } from '#lib/server/forms.ts';
import { requireTenant } from '#lib/server/guards.ts';
import { backTo } from './actions.server.ts';
import { instantOf } from '#lib/i18n/zone.ts';

type Event = Pick<RequestEvent, 'locals' | 'request' | 'url'>;

const MINUTE = 60_000;
const SHORTEST = 5;

/** A refusal; where bookings would go along it says how many, so that the same can be sent again with `accept`. */
function refused(values: Record<string, string>, error: unknown) {
  const answer = refuse('edit', values, error);
  if (!(error instanceof ApiError) || error.code !== 'STRANDS_BOOKINGS') return answer;
  const { total = 0 } = (error.data ?? {}) as { total?: number };
  return fail(409, { ...answer.data, values, people: total });
}

/** Moves or stretches a class, or blocked time. Whoever has a seat in the class goes along, once that is said. */
async function shift({ locals, request, url }: Event) {
  const { locale } = requireTenant(locals);
  const { back, accept, ...values } = await readFields(request, [
    ...(['what', 'id', 'date', 'from', 'minutes', 'who', 'timeZone', 'accept', 'back'] as const),
  ]);
  const minutes = Number(values.minutes);
  const errors = {
    ...(isDate(values.date) ? {} : { date: m.field_required() }),
    ...(/^\d\d:\d\d$/.test(values.from) ? {} : { from: m.field_required() }),
    ...(Number.isInteger(minutes) && minutes >= SHORTEST ? {} : { minutes: m.cal_minutes_wrong() }),
  };
  if (Object.keys(errors).length > 0)
    return fail(400, { id: 'edit', message: m.form_check(), errors, values });
  const startsAt = instantOf(`${values.date}T${values.from}`, values.timeZone || locale.timeZone);
  const body = { startsAt, endsAt: new Date(Date.parse(startsAt) + minutes * MINUTE).toISOString() };
  const path = { id: values.id };
  try {
    if (values.what === 'block') await locals.api('PATCH /blocks/{id}', { path, body });
    else
      await locals.api('PATCH /class-sessions/{id}', {
        path,
        query: accept ? { acceptStranded: 'true' } : {},
        body: { ...body, ...(values.who ? { providerId: values.who } : {}) },
      });
  } catch (error) {
    return refused(values, error);
  }
  redirect(303, backTo(back, url.pathname));
}

/** Calls a class off: whoever booked it is told. */
async function callOff({ locals, request, url }: Event) {
  requireTenant(locals);
  const { id, back } = await readFields(request, ['id', 'back']);
  try {
    await locals.api('POST /class-sessions/{id}/cancellation', {
      path: { id },
      query: { acceptStranded: 'true' },
    });
  } catch (error) {
    return refuse('edit', {}, error);
  }
  redirect(303, backTo(back, url.pathname));
}

export const shiftActions = { shift, callOff };
