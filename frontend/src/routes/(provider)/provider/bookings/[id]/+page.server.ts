import { fail, redirect } from '@sveltejs/kit';
import type { Booking } from '#lib/api/types.ts';
import { readFacts } from '#lib/features/bookings/facts.server.ts';
import { readBooking, readSeries } from '#lib/features/bookings/reading.server.ts';
import { isScope, scopeChoices } from '#lib/features/bookings/series-scope.ts';
import { outdated, snapshot } from '#lib/features/bookings/snapshot.ts';
import { readMoney } from '#lib/features/bookings/typed-money.ts';
import { backTo, stepActions } from '#lib/features/calendar/actions.server.ts';
import { alternativesIn } from '#lib/features/calendar/alternatives.ts';
import { resizeBooking } from '#lib/features/calendar/resize.server.ts';
import { byNearness, freeStarts, nearest } from '#lib/features/calendar/starts.server.ts';
import { staffView } from '#lib/features/calendar/staff-view.ts';
import { readSlot, slotValue } from '#lib/features/slots/slots-view.ts';
import { isDate, todayIn } from '#lib/i18n/dates.ts';
import { formatMoney } from '#lib/i18n/format.ts';
import { m } from '#lib/i18n/words.ts';
import { readFields, refuse } from '#lib/server/forms.ts';
import { requireTenant } from '#lib/server/guards.ts';
import { requireWorkspace } from '#lib/server/workspace.ts';
import type { Actions, PageServerLoad } from './$types';

const itemsOf = ({ items }: Booking, providerId: string) =>
  items.map(({ serviceId, variantId, addOns, inputs, sessionId }) => ({
    serviceId,
    ...(variantId ? { variantId } : {}),
    addOns: addOns.map(({ id, quantity }) => ({ id, quantity })),
    inputs,
    ...(providerId && !sessionId ? { providerId } : {}),
  }));

/** Whether a booking stands elsewhere, or is somebody else's, than whoever dragged it saw. */
const isElsewhere = (
  { startsAt, items }: Booking,
  { seenAt, seenWho }: Record<'seenAt' | 'seenWho', string>,
) =>
  (seenAt !== '' && Date.parse(seenAt) !== Date.parse(startsAt)) ||
  (seenWho !== '' && !items.some(({ providers }) => providers.some(({ id }) => id === seenWho)));

/** The free starts of the same day that are nearest to one that is not offered. */
async function nearby(locals: App.Locals, booking: Booking, who: string, start: string) {
  const { timeZone, locationId } = booking;
  const question = { items: itemsOf(booking, who), locationId, seats: booking.items[0]?.seats ?? 1 };
  const date = todayIn(timeZone, new Date(start));
  const starts = await freeStarts(locals, question, date, { locale: locals.locale, timeZone });
  return byNearness(starts, start).slice(0, 3);
}

export const load: PageServerLoad = async (event) => {
  const { locals, params, url, depends } = event;
  requireTenant(locals);
  depends('turnero:bookings');
  const { locale } = locals;
  const [facts, { may }] = await Promise.all([readFacts(event, params.id), requireWorkspace(event)]);
  const { booking, business } = facts;
  const moving = url.searchParams.get('date');
  const day = todayIn(booking.timeZone, new Date(booking.startsAt));
  const wanted = isDate(moving) ? moving : day;
  const today = todayIn(booking.timeZone);
  // What is over can be moved as well, to where time is left.
  const date = wanted < today ? today : wanted;
  const asked = url.searchParams.get('who');
  const who = asked ?? booking.items[0]?.providers[0]?.id ?? '';
  const question = {
    items: itemsOf(booking, who),
    locationId: booking.locationId,
    seats: booking.items[0]?.seats ?? 1,
  };
  const [series, starts] = await Promise.all([
    readSeries(event, booking.seriesId),
    moving ? freeStarts(locals, question, date, { locale, timeZone: booking.timeZone }) : [],
  ]);
  const able = business?.providers.filter(
    ({ serviceIds, locationIds }) =>
      booking.items.every(({ serviceId }) => serviceIds.includes(serviceId)) &&
      (booking.locationId === null || locationIds.includes(booking.locationId)),
  );
  return {
    booking: staffView(facts, locale, { mayRefund: may('money:write') }),
    businessId: booking.businessId,
    seen: snapshot(booking, null, locale),
    scopes: scopeChoices(booking, series, locale),
    move: moving
      ? {
          date,
          who,
          starts,
          wanted: nearest(starts, booking.startsAt),
          was: {
            start: slotValue({
              start: booking.startsAt,
              sessionId: booking.items[0]?.sessionId ?? undefined,
            }),
            who: booking.items[0]?.providers[0]?.id ?? '',
          },
          people: (booking.items[0]?.sessionId ? [] : (able ?? [])).map(({ id, name }) => ({
            value: id,
            label: name,
          })),
        }
      : null,
    back:
      day === today
        ? { href: '/provider', text: m.work_today() }
        : { href: `/provider/calendar?view=list&date=${day}`, text: m.work_calendar() },
    moveHref: `?date=${date}#move`,
    keys: {
      move: crypto.randomUUID(),
      cancel: crypto.randomUUID(),
      refund: crypto.randomUUID(),
      tip: crypto.randomUUID(),
      note: crypto.randomUUID(),
      resize: crypto.randomUUID(),
    },
  };
};

export const actions: Actions = {
  ...stepActions,
  resize: resizeBooking,
  note: async (event) => {
    requireTenant(event.locals);
    const { text, key } = await readFields(event.request, ['text', 'key']);
    if (!text) return fail(400, { id: 'note', errors: { text: m.field_required() }, values: { text } });
    try {
      const headers = { 'idempotency-key': key };
      await event.locals.api('POST /bookings/{id}/notes', {
        path: { id: event.params.id },
        body: { text },
        headers,
      });
    } catch (error) {
      return refuse('note', { text }, error);
    }
    redirect(303, `${event.url.pathname}#notes`);
  },
  move: async (event) => {
    const { locals, params } = event;
    requireTenant(locals);
    const fields = await readFields(event.request, [
      ...(['key', 'seen', 'seenAt', 'seenWho', 'start', 'scope', 'who', 'back'] as const),
    ]);
    const { key, seen, scope, who, back } = fields;
    const slot = readSlot(fields.start);
    if (!slot) return fail(400, { id: 'move', message: m.move_choose() });
    const booking = await readBooking(event, params.id);
    const now = snapshot(booking, null, locals.locale);
    const before = outdated(seen, now, booking, locals.locale);
    if (before)
      return fail(409, {
        id: 'conflict',
        message: m.cal_conflict({ now: now.lines.join(', ') }),
        before,
        now,
      });
    if (isElsewhere(booking, fields))
      return fail(409, { id: 'move', message: m.cal_conflict({ now: now.lines.join(', ') }) });
    const headers = { 'idempotency-key': key || crypto.randomUUID() };
    try {
      if (booking.seriesId && isScope(scope) && scope !== 'this')
        await locals.api('POST /series/{id}/move', {
          path: { id: booking.seriesId },
          headers,
          body: { scope, bookingId: params.id, start: slot.start },
        });
      else
        await locals.api('POST /bookings/{id}/reschedule', {
          path: { id: params.id },
          headers,
          body: { ...slot, ...(who ? { providerIds: booking.items.map(() => who) } : {}) },
        });
    } catch (error) {
      const refused = refuse('move', {}, error);
      const named = alternativesIn(error, booking.timeZone, locals.locale);
      const alternatives = named.length > 0 ? named : await nearby(locals, booking, who, slot.start);
      return fail(refused.status, { ...refused.data, alternatives });
    }
    redirect(303, backTo(back, event.url.pathname));
  },
  cancel: async (event) => {
    const { locals, params } = event;
    requireTenant(locals);
    const { key, reason, scope, back } = await readFields(event.request, ['key', 'reason', 'scope', 'back']);
    const booking = await readBooking(event, params.id);
    const headers = { 'idempotency-key': key };
    const body = reason ? { reason } : {};
    try {
      if (booking.seriesId && isScope(scope) && scope !== 'this')
        await locals.api('POST /series/{id}/cancellation', {
          path: { id: booking.seriesId },
          headers,
          body: { ...body, scope, bookingId: params.id },
        });
      else await locals.api('POST /bookings/{id}/cancellation', { path: { id: params.id }, headers, body });
    } catch (error) {
      return refuse('cancel', { reason }, error);
    }
    redirect(303, backTo(back, event.url.pathname));
  },
  tip: async (event) => {
    const { locals, params } = event;
    requireTenant(locals);
    const fields = await readFields(event.request, ['key', 'amount']);
    const { price } = await readBooking(event, params.id);
    const amount = readMoney(fields.amount, price.currency);
    if (amount === null)
      return fail(400, { id: 'tip', errors: { amount: m.cal_amount_wrong() }, values: fields });
    try {
      await locals.api('POST /bookings/{id}/venue-payments', {
        path: { id: params.id },
        headers: { 'idempotency-key': fields.key },
        body: { kind: 'tip', amount },
      });
    } catch (error) {
      return refuse('tip', fields, error);
    }
    const text = formatMoney({ ...price, amount }, locals.locale);
    return { id: 'tipped', done: true, message: m.cal_tip_done({ amount: text }) };
  },
  refund: async (event) => {
    const { locals, params } = event;
    requireTenant(locals);
    const fields = await readFields(event.request, ['key', 'payment', 'amount', 'note']);
    const { key, payment, note } = fields;
    const { price } = await readBooking(event, params.id);
    const amount = readMoney(fields.amount, price.currency);
    if (amount === null)
      return fail(400, { id: `refund-${payment}`, errors: { amount: m.cal_amount_wrong() }, values: fields });
    try {
      await locals.api('POST /payments/{id}/refunds', {
        path: { id: payment },
        headers: { 'idempotency-key': key },
        body: { amount, ...(note ? { note } : {}) },
      });
    } catch (error) {
      return refuse(`refund-${payment}`, { amount: fields.amount, note }, error);
    }
    return { id: 'refunded', done: true, message: m.refund_done() };
  },
};
