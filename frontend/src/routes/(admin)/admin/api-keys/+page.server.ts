import { formatDate } from '#lib/i18n/format.ts';
import { requirePermission } from '#lib/server/admin.ts';
import { readFields, refuse } from '#lib/server/forms.ts';
import { requireTenant } from '#lib/server/guards.ts';
import { m } from '#lib/i18n/words.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
  requirePermission(event, 'user:manage');
  const { locals, url } = event;
  const { locale } = locals;
  const { timeZone } = requireTenant(locals).locale;
  const day = (instant: string) => formatDate(instant, locale, timeZone);
  const cursor = url.searchParams.get('cursor') ?? undefined;
  const { data, nextCursor } = await locals.api('GET /api-keys', { query: { limit: 50, cursor } });
  const now = new Date().toISOString();
  return {
    nextCursor,
    keys: data.map(({ id, name, prefix, owner, scopes, createdAt, expiresAt, lastUsedAt }) => ({
      id,
      name,
      prefix: `tk_${prefix}…`,
      owner: owner.name,
      email: owner.email,
      scopes,
      created: day(createdAt),
      used: lastUsedAt === null ? m.key_unused() : day(lastUsedAt),
      expires: expiresAt === null ? m.key_forever() : day(expiresAt),
      isOver: expiresAt !== null && expiresAt < now,
    })),
  };
};

export const actions: Actions = {
  revoke: async (event) => {
    requirePermission(event, 'user:manage');
    const { id, name } = await readFields(event.request, ['id', 'name']);
    try {
      await event.locals.api('DELETE /api-keys/{id}', { path: { id } });
    } catch (error) {
      return refuse('keys', {}, error);
    }
    return { id: 'keys', done: true, message: m.keys_admin_revoked({ name }) };
  },
};
