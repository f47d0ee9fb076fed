import { formatDate } from '#lib/i18n/format.ts';
import { dayAndTime } from '#lib/features/bookings/when.ts';
import { readFields, refuse } from '#lib/server/forms.ts';
import { requireMe, requireTenant } from '#lib/server/guards.ts';
import { m } from '#lib/i18n/words.ts';
import type { Actions, PageServerLoad } from './$types';

const channels = ['email', 'whatsapp', 'push', 'inbox'] as const;
const PAGE = 15;

const names = {
  email: () => m.messages_email(),
  whatsapp: () => m.messages_whatsapp(),
  push: () => m.messages_push(),
  inbox: () => m.messages_inbox(),
};

export const load: PageServerLoad = async (event) => {
  const { locals, url, depends } = event;
  requireMe(event);
  depends('turnero:messages');
  const { api, locale } = locals;
  const { timeZone } = requireTenant(locals).locale;
  const cursor = url.searchParams.get('cursor') ?? undefined;
  const [preferences, devices, notes] = await Promise.all([
    api('GET /me/message-preferences'),
    api('GET /me/push-subscriptions'),
    api('GET /me/notifications', { query: { limit: PAGE, cursor } }),
  ]);
  return {
    channels: channels.map((key) => ({
      key,
      name: names[key](),
      hint: key === 'email' ? m.messages_email_hint() : '',
      on: preferences.data.channels[key],
    })),
    quiet: preferences.data.quietHours,
    devices: devices.data.map(({ id, host, createdAt }) => ({
      id,
      host,
      name: m.messages_device({ host }),
      since: m.messages_device_since({ date: formatDate(createdAt, locale, timeZone) }),
    })),
    notes: notes.data.map(({ id, title, body, path, readAt, createdAt }) => ({
      ...{ id, title, body, path, at: createdAt },
      time: dayAndTime(createdAt, locale, timeZone),
      unread: readAt === null,
    })),
    more: notes.nextCursor ? `/account/messages?cursor=${encodeURIComponent(notes.nextCursor)}` : null,
  };
};

export const actions: Actions = {
  ways: async (event) => {
    requireMe(event);
    const data = await event.request.formData();
    const wanted = Object.fromEntries(channels.map((key) => [key, data.get(key) === 'on']));
    try {
      await event.locals.api('PATCH /me/message-preferences', { body: { channels: wanted } });
    } catch (error) {
      return refuse('ways', {}, error);
    }
    return { id: 'ways', done: true, message: m.saved() };
  },
  quiet: async (event) => {
    requireMe(event);
    const quietHours = await readFields(event.request, ['from', 'to']);
    try {
      await event.locals.api('PATCH /me/message-preferences', { body: { quietHours } });
    } catch (error) {
      return refuse('quiet', quietHours, error);
    }
    return { id: 'quiet', done: true, message: m.saved() };
  },
  remove: async (event) => {
    requireMe(event);
    const { id } = await readFields(event.request, ['id']);
    try {
      await event.locals.api('DELETE /me/push-subscriptions/{id}', { path: { id } });
    } catch (error) {
      return refuse('devices', {}, error);
    }
    return { id: 'devices', done: true, message: m.messages_device_removed() };
  },
  read: async (event) => {
    requireMe(event);
    const { id } = await readFields(event.request, ['id']);
    try {
      await event.locals.api('POST /me/notifications/read', { body: id ? { ids: [id] } : {} });
    } catch (error) {
      return refuse('notes', {}, error);
    }
    return { id: 'notes', done: true };
  },
};
