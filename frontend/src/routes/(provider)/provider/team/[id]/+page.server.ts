import { error, redirect } from '@sveltejs/kit';
import { localized } from '#lib/i18n/text.ts';
import { m } from '#lib/i18n/words.ts';
import { refuse, refuseFields } from '#lib/server/forms.ts';
import { requireTenant } from '#lib/server/guards.ts';
import { sendPicture } from '#lib/server/pictures.ts';
import { changing, textsIn } from '#lib/server/setup.ts';
import { requireWorkspaceTo } from '#lib/server/workspace.ts';
import type { Actions, PageServerLoad, RequestEvent } from './$types';

export const load: PageServerLoad = async (event) => {
  const { locals, params } = event;
  const { api, locale } = locals;
  const tenant = requireTenant(locals);
  const { business, may } = await requireWorkspaceTo(event, 'catalogue:write');
  const query = { businessId: business.id, limit: 100 };
  const { data: person } = await api('GET /manage/providers/{id}', { path: { id: params.id } });
  if (person.businessId !== business.id) error(404, 'Not found', { code: 'NOT_FOUND' });
  const [services, places, levels, accounts] = await Promise.all([
    api('GET /manage/services', { query }),
    api('GET /manage/locations', { query }),
    api('GET /manage/provider-levels'),
    may('user:read') ? api('GET /users', { query: { limit: 100 } }) : null,
  ]);
  return {
    person: { ...person, hoursKey: `provider:${person.id}` },
    locales: tenant.locale.supported,
    services: services.data.map(({ id, name }) => ({ id, name: localized(name, locale) })),
    places: places.data.map(({ id, name }) => ({ id, name })),
    levels: levels.data.map(({ key, name }) => ({ value: key, label: localized(name, locale) })),
    accounts: (accounts?.data ?? [])
      .filter(({ roles }) => roles.some(({ businessId }) => businessId === business.id))
      .map(({ id, name, email }) => ({ value: id, label: `${name} · ${email}` })),
  };
};

async function ask(event: RequestEvent) {
  const tenant = requireTenant(event.locals);
  const { timeZone } = await requireWorkspaceTo(event, 'catalogue:write');
  const data = await event.request.formData();
  return { tenant, timeZone, data, fields: Object.fromEntries(textsIn(data)), path: { id: event.params.id } };
}

const wordsIn = (fields: Record<string, string>, name: string, locales: readonly string[]) =>
  Object.fromEntries(
    locales.flatMap((locale) => (fields[`${name}.${locale}`] ? [[locale, fields[`${name}.${locale}`]]] : [])),
  );

export const actions: Actions = {
  save: async (event) => {
    const { tenant, timeZone, data, fields, path } = await ask(event);
    const { name = '', level, userId } = fields;
    if (!name) return refuseFields('person', fields, { name: m.field_required() });
    const { supported } = tenant.locale;
    return changing(event, 'person', { data, timeZone, done: m.team_saved() }, (query) =>
      event.locals.api('PATCH /providers/{id}', {
        path,
        query,
        body: {
          name,
          title: wordsIn(fields, 'title', supported),
          bio: wordsIn(fields, 'bio', supported),
          ...(level === undefined ? {} : { level: level || null }),
          ...(userId === undefined ? {} : { userId: userId || null }),
          locationIds: data.getAll('locationIds'),
          serviceIds: data.getAll('serviceIds'),
        },
      }),
    );
  },
  portrait: async (event) => {
    const { business } = await requireWorkspaceTo(event, 'catalogue:write');
    return sendPicture(event, 'portrait', business.id, (mediaId) =>
      event.locals.api('PUT /providers/{id}/portrait', {
        path: { id: event.params.id },
        body: { mediaId },
      }),
    );
  },
  remove: async (event) => {
    const { timeZone, data, path } = await ask(event);
    const context = { data, timeZone, done: '' };
    const answer = await changing(event, 'remove', context, (query) =>
      event.locals.api('DELETE /providers/{id}', { path, query }),
    );
    if ('done' in answer) redirect(303, '/provider/team?removed=1');
    return answer;
  },
  noPortrait: async (event) => {
    const { path } = await ask(event);
    try {
      await event.locals.api('PUT /providers/{id}/portrait', { path, body: { mediaId: null } });
    } catch (failure) {
      return refuse('portrait', {}, failure);
    }
    return { id: 'portrait', done: true, message: m.photo_removed() };
  },
};
