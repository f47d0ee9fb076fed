import { fail, redirect, type RequestEvent } from '@sveltejs/kit';
import { readSlot } from '#lib/features/slots/slots-view.ts';
import { m } from '#lib/i18n/words.ts';
import { instantAt } from '#lib/i18n/zone.ts';
import { readFields, refuse } from '#lib/server/forms.ts';
import { requireTenant } from '#lib/server/guards.ts';
import { backTo } from './actions.server.ts';
import { alternativesIn } from './alternatives.ts';

type Event = Pick<RequestEvent, 'locals' | 'request' | 'url'>;

/** Books for whoever stands there, or calls. */
async function book({ locals, request, url }: Event) {
  const tenant = requireTenant(locals);
  const fields = await readFields(request, [
    ...(['key', 'clientId', 'name', 'phone', 'what', 'who', 'where', 'start', 'back', 'timeZone'] as const),
  ]);
  const { clientId, name, phone, what, who, where, key } = fields;
  const values = { clientId, name, phone };
  const slot = readSlot(fields.start);
  const [serviceId = '', variantId = ''] = what.split(' ');
  const errors = {
    ...(name ? {} : { name: m.field_required() }),
    ...(slot && serviceId ? {} : { start: m.cal_no_starts() }),
  };
  if (!slot || Object.keys(errors).length > 0)
    return fail(400, { id: 'new', message: m.form_check(), errors, values });
  try {
    await locals.api('POST /bookings', {
      headers: { 'idempotency-key': key },
      body: {
        ...slot,
        items: [{ serviceId, ...(variantId ? { variantId } : {}), ...(who ? { providerId: who } : {}) }],
        ...(where ? { locationId: where } : {}),
        ...(clientId ? { customerId: clientId } : { customer: { name, ...(phone ? { phone } : {}) } }),
        via: 'business',
      },
    });
  } catch (error) {
    const refused = refuse('new', values, error);
    const alternatives = alternativesIn(error, fields.timeZone || tenant.locale.timeZone, locals.locale);
    return fail(refused.status, { ...refused.data, alternatives });
  }
  redirect(303, backTo(fields.back, url.pathname));
}

/** The instants of a form's date and times; undefined where they make no span. */
function spanOf({ date, from, to }: { date: string; from: string; to: string }, timeZone: string) {
  const [startsAt, endsAt] = [from, to].map((time) => instantAt(`${date}T${time}`, timeZone));
  return startsAt && endsAt && startsAt < endsAt ? { startsAt, endsAt } : undefined;
}

/** Takes time of somebody, or something, for nobody. */
async function block({ locals, request, url }: Event) {
  const { locale } = requireTenant(locals);
  const fields = await readFields(request, [
    'key',
    'who',
    'date',
    'from',
    'to',
    'reason',
    'back',
    'timeZone',
    'startsAt',
    'endsAt',
  ]);
  const { key, reason, startsAt, endsAt } = fields;
  // One that was freed comes back as it was.
  const span = startsAt && endsAt ? { startsAt, endsAt } : spanOf(fields, fields.timeZone || locale.timeZone);
  const values = { reason };
  if (!span)
    return fail(400, { id: 'new', message: m.form_check(), errors: { to: m.cal_end_after() }, values });
  const id = fields.who.replace(/^unit /, '');
  const ask = {
    path: { id },
    headers: { 'idempotency-key': key },
    body: { ...span, ...(reason ? { reason } : {}) },
  };
  let made: string;
  try {
    const { data } = await (fields.who.startsWith('unit ')
      ? locals.api('POST /resource-units/{id}/blocks', ask)
      : locals.api('POST /providers/{id}/blocks', ask));
    made = data.id;
  } catch (error) {
    return refuse('new', values, error);
  }
  // To its line in the list; whoever wants to take it back knows by that what it is.
  redirect(303, `${backTo(fields.back, url.pathname)}#${made}`);
}

async function unblock({ locals, request, url }: Event) {
  requireTenant(locals);
  const { id, back } = await readFields(request, ['id', 'back']);
  try {
    await locals.api('DELETE /blocks/{id}', { path: { id } });
  } catch (error) {
    return refuse('unblock', {}, error);
  }
  redirect(303, backTo(back, url.pathname));
}

/** Schedules one session of a class. */
async function session({ locals, request, url }: Event) {
  const { locale } = requireTenant(locals);
  const fields = await readFields(request, [
    'key',
    'what',
    'who',
    'date',
    'from',
    'back',
    'timeZone',
    'where',
  ]);
  const { key, what, who, date, from, where } = fields;
  const startsAt = instantAt(`${date}T${from}`, fields.timeZone || locale.timeZone);
  if (!what || !startsAt)
    return fail(400, {
      id: 'new',
      message: m.form_check(),
      errors: { from: m.field_required() },
      values: {},
    });
  try {
    await locals.api('POST /services/{id}/class-sessions', {
      path: { id: what },
      headers: { 'idempotency-key': key },
      body: {
        startsAt,
        ...(who ? { providerId: who } : {}),
        ...(where ? { locationId: where } : {}),
      },
    });
  } catch (error) {
    return refuse('new', {}, error);
  }
  redirect(303, backTo(fields.back, url.pathname));
}

export const newActions = { book, block, unblock, session };
