import { channelName, CHANNELS, messageRow, stateName, STATES } from '#lib/features/outbox/outbox-view.ts';
import { readList } from '#lib/features/records/list-query.ts';
import { readFields, refuse } from '#lib/server/forms.ts';
import { requireAllowed, requireTenant } from '#lib/server/guards.ts';
import { heading } from '#lib/theme/terms.ts';
import { m } from '#lib/i18n/words.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
  const { locals, url } = event;
  const tenant = requireTenant(locals);
  const { permissions } = requireAllowed(event, (me) => me.permissions.includes('booking:read'));
  const { api, locale } = locals;
  const asked = readList(url, ['state', 'channel', 'business']);
  const [{ data, nextCursor }, businesses] = await Promise.all([
    api('GET /messages', {
      query: {
        ...{ state: asked.state, channel: asked.channel, cursor: asked.cursor },
        businessId: asked.business,
        limit: 50,
      },
    }),
    api('GET /manage/businesses', { query: { limit: 100 } }),
  ]);
  const any = { value: '', label: m.list_any() };
  return {
    asked,
    rows: data.map((message) => messageRow(message, locale, tenant.locale.timeZone)),
    nextCursor,
    isNarrowed: Boolean(asked.state ?? asked.channel ?? asked.business),
    mayResend: permissions.includes('booking:write'),
    booking: heading(tenant, locale, 'booking', 'one'),
    business: heading(tenant, locale, 'business', 'one'),
    businesses: [any, ...businesses.data.map(({ id, name }) => ({ value: id, label: name }))],
    states: [any, ...STATES.map((value) => ({ value, label: stateName(value) }))],
    channels: [any, ...CHANNELS.map((value) => ({ value, label: channelName(value) }))],
    key: crypto.randomUUID(),
  };
};

export const actions: Actions = {
  resend: async (event) => {
    requireAllowed(event, ({ permissions }) => permissions.includes('booking:write'));
    const { id, key } = await readFields(event.request, ['id', 'key']);
    try {
      await event.locals.api('POST /messages/{id}/resend', {
        path: { id },
        headers: { 'idempotency-key': `${key}-${id}` },
      });
    } catch (error) {
      return refuse('outbox', {}, error);
    }
    return { id: 'outbox', done: true, message: m.outbox_resent() };
  },
};
