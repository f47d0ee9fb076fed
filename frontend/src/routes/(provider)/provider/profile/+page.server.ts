import { formatDate } from '#lib/i18n/format.ts';
import { m } from '#lib/i18n/words.ts';
import { photoView } from '#lib/ui/photo/photo.ts';
import { refuse, refuseFields } from '#lib/server/forms.ts';
import { requireTenant } from '#lib/server/guards.ts';
import { sendPicture } from '#lib/server/pictures.ts';
import { textsIn } from '#lib/server/setup.ts';
import { requireWorkspace, requireWorkspaceTo } from '#lib/server/workspace.ts';
import type { Actions, PageServerLoad, RequestEvent } from './$types';

export const load: PageServerLoad = async (event) => {
  const { locals } = event;
  const tenant = requireTenant(locals);
  const { business, provider, may } = await requireWorkspace(event);
  const mayEdit = may('catalogue:write');
  const [own, ofProvider] = await Promise.all([
    locals.api('GET /calendar-feeds'),
    provider ? locals.api('GET /calendar-feeds', { query: { providerId: provider.id } }) : null,
  ]);
  const feeds = new Map([...own.data, ...(ofProvider?.data ?? [])].map((feed) => [feed.id, feed]));
  return {
    locales: tenant.locale.supported,
    mayEdit,
    business: {
      name: business.name,
      slug: business.slug,
      description: business.description,
      phone: business.phone ?? '',
      email: business.email ?? '',
      isPublished: business.publishedAt !== null,
    },
    provider: provider && {
      id: provider.id,
      name: provider.name,
      title: provider.title,
      bio: provider.bio,
      portrait: photoView(provider.portrait, locals.locale),
    },
    feeds: [...feeds.values()].map(({ id, providerId, createdAt }) => ({
      id,
      what: providerId ? m.feed_work() : m.feed_own(),
      since: m.feed_since({ date: formatDate(createdAt, locals.locale, tenant.locale.timeZone) }),
    })),
  };
};

async function fieldsOf({ request }: RequestEvent): Promise<Record<string, string>> {
  return Object.fromEntries(textsIn(await request.formData()));
}

const wordsIn = (fields: Record<string, string>, name: string, locales: readonly string[]) =>
  Object.fromEntries(
    locales.flatMap((locale) => (fields[`${name}.${locale}`] ? [[locale, fields[`${name}.${locale}`]]] : [])),
  );

async function doing(id: string, message: string, fields: Record<string, string>, work: Promise<unknown>) {
  try {
    await work;
  } catch (error) {
    return refuse(id, fields, error);
  }
  return { id, done: true, message };
}

const publication = (method: 'DELETE' | 'POST', message: () => string) => async (event: RequestEvent) => {
  const { business } = await requireWorkspaceTo(event, 'catalogue:write');
  const path = { idOrSlug: business.id };
  return doing(
    'publication',
    message(),
    {},
    event.locals.api(`${method} /businesses/{idOrSlug}/publication`, { path }),
  );
};

export const actions: Actions = {
  business: async (event) => {
    const tenant = requireTenant(event.locals);
    const { business } = await requireWorkspaceTo(event, 'catalogue:write');
    const fields = await fieldsOf(event);
    const { name = '', slug = '', phone = '', email = '' } = fields;
    if (!name) return refuseFields('business', fields, { name: m.field_required() });
    const body = {
      name,
      ...(slug && slug !== business.slug ? { slug } : {}),
      description: wordsIn(fields, 'description', tenant.locale.supported),
      phone: phone || null,
      email: email || null,
    };
    const change = event.locals.api('PATCH /businesses/{idOrSlug}', {
      path: { idOrSlug: business.id },
      body,
    });
    return doing('business', m.profile_saved(), fields, change);
  },
  publish: publication('POST', m.profile_shown),
  unpublish: publication('DELETE', m.profile_hidden),
  cover: async (event) => {
    const { business } = await requireWorkspaceTo(event, 'catalogue:write');
    return sendPicture(event, 'cover', business.id, (mediaId) =>
      event.locals.api('PUT /businesses/{id}/cover', { path: { id: business.id }, body: { mediaId } }),
    );
  },
  noCover: async (event) => {
    const { business } = await requireWorkspaceTo(event, 'catalogue:write');
    const path = { id: business.id };
    const work = event.locals.api('PUT /businesses/{id}/cover', { path, body: { mediaId: null } });
    return doing('cover', m.photo_removed(), {}, work);
  },
  own: async (event) => {
    const tenant = requireTenant(event.locals);
    await requireWorkspace(event);
    const fields = await fieldsOf(event);
    const { supported } = tenant.locale;
    const body = { title: wordsIn(fields, 'title', supported), bio: wordsIn(fields, 'bio', supported) };
    return doing('own', m.profile_saved(), fields, event.locals.api('PATCH /me/provider', { body }));
  },
  portrait: async (event) => {
    const { provider } = await requireWorkspace(event);
    const id = provider?.id ?? '';
    return sendPicture(event, 'portrait', provider?.businessId ?? '', (mediaId) =>
      event.locals.api('PUT /providers/{id}/portrait', { path: { id }, body: { mediaId } }),
    );
  },
  noPortrait: async (event) => {
    const { provider } = await requireWorkspace(event);
    const path = { id: provider?.id ?? '' };
    const work = event.locals.api('PUT /providers/{id}/portrait', { path, body: { mediaId: null } });
    return doing('portrait', m.photo_removed(), {}, work);
  },
  feed: async (event) => {
    const { provider } = await requireWorkspace(event);
    try {
      const { data } = await event.locals.api('POST /calendar-feeds', {
        body: provider ? { providerId: provider.id } : {},
      });
      return { id: 'feed', done: true, message: m.feed_made(), values: { url: data.url } };
    } catch (error) {
      return refuse('feed', {}, error);
    }
  },
  revoke: async (event) => {
    await requireWorkspace(event);
    const { id = '' } = await fieldsOf(event);
    return doing(
      'feeds',
      m.feed_ended(),
      {},
      event.locals.api('DELETE /calendar-feeds/{id}', { path: { id } }),
    );
  },
};
