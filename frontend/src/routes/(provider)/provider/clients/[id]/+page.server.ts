import { blockText, clientFacts, readTags } from '#lib/features/clients/client-view.ts';
import { readList } from '#lib/features/records/list-query.ts';
import { staffBooking } from '#lib/features/records/staff-booking.ts';
import { readFields, refuse, refuseFields } from '#lib/server/forms.ts';
import { requireTenant } from '#lib/server/guards.ts';
import { requireWorkspaceTo } from '#lib/server/workspace.ts';
import { heading } from '#lib/theme/terms.ts';
import { m } from '#lib/i18n/words.ts';
import type { Actions, PageServerLoad, RequestEvent } from './$types';

export const load: PageServerLoad = async (event) => {
  const { locals, params, url } = event;
  const tenant = requireTenant(locals);
  const { api, locale } = locals;
  const { business, timeZone, may } = await requireWorkspaceTo(event, 'booking:read');
  const { cursor } = readList(url, []);
  const [{ data: client }, history] = await Promise.all([
    api('GET /businesses/{idOrSlug}/clients/{id}', { path: { idOrSlug: business.id, id: params.id } }),
    api('GET /manage/bookings', {
      query: { businessId: business.id, customerId: params.id, cursor, limit: 25 },
    }),
  ]);
  const now = new Date();
  return {
    client: {
      name: client.name,
      email: client.email,
      phone: client.phone,
      notes: client.notes ?? '',
      tags: client.tags.join(', '),
      isBlocked: client.isBlocked,
      blocked: blockText(client, locale, timeZone),
    },
    alike: client.alike.map(({ id, name, bookings }) => ({ id, text: `${name} (${bookings})` })),
    facts: clientFacts(client, locale, timeZone, heading(tenant, locale, 'booking')),
    list: heading(tenant, locale, 'customer'),
    bookings: heading(tenant, locale, 'booking'),
    service: heading(tenant, locale, 'service', 'one'),
    provider: heading(tenant, locale, 'provider', 'one'),
    history: history.data.map((booking) => staffBooking(booking, tenant, locale, now)),
    nextCursor: history.nextCursor,
    mayWrite: may('booking:write'),
    key: crypto.randomUUID(),
  };
};

/** Where a form of this page is sent to. */
async function target(event: RequestEvent) {
  const { business } = await requireWorkspaceTo(event, 'booking:write');
  return { idOrSlug: business.id, id: event.params.id };
}

export const actions: Actions = {
  notes: async (event) => {
    const path = await target(event);
    const values = await readFields(event.request, ['notes', 'tags']);
    const tags = readTags(values.tags);
    if (tags.length > 20 || tags.some((tag) => tag.length > 40))
      return refuseFields('notes', values, { tags: m.client_tags_wrong() });
    try {
      await event.locals.api('PATCH /businesses/{idOrSlug}/clients/{id}', {
        path,
        body: { notes: values.notes || null, tags },
      });
    } catch (error) {
      return refuse('notes', values, error);
    }
    return { id: 'notes', done: true, message: m.client_saved() };
  },
  block: async (event) => {
    const path = await target(event);
    const { reason, key } = await readFields(event.request, ['reason', 'key']);
    try {
      await event.locals.api('POST /businesses/{idOrSlug}/clients/{id}/block', {
        path,
        body: reason ? { reason } : {},
        headers: { 'idempotency-key': key },
      });
    } catch (error) {
      return refuse('block', { reason }, error);
    }
    return { id: 'block', done: true };
  },
  unblock: async (event) => {
    const path = await target(event);
    try {
      await event.locals.api('DELETE /businesses/{idOrSlug}/clients/{id}/block', { path });
    } catch (error) {
      return refuse('block', {}, error);
    }
    return { id: 'block', done: true, message: m.client_unblocked() };
  },
};
