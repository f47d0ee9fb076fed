import type { Permission } from '#lib/api/types.ts';
import { checkFields, readFields, refuse, refuseFields } from '#lib/server/forms.ts';
import { requireMe } from '#lib/server/guards.ts';
import { m } from '#lib/i18n/words.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
  requireMe(event);
  const { data } = await event.locals.api('GET /me/api-keys');
  return { keys: data };
};

export const actions: Actions = {
  create: async (event) => {
    const me = requireMe(event);
    const form = await event.request.clone().formData();
    const scopes = form
      .getAll('scopes')
      .filter((scope): scope is Permission => me.permissions.includes(scope as Permission));
    const fields = await readFields(event.request, ['name', 'days']);
    const errors = {
      ...checkFields(fields),
      ...(scopes.length === 0 ? { scopes: m.key_scopes_required() } : {}),
    };
    if (Object.keys(errors).length > 0) return refuseFields('key', fields, errors);
    try {
      const { data } = await event.locals.api('POST /me/api-keys', {
        body: { name: fields.name, scopes, expiresInDays: Number(fields.days) },
        headers: { 'idempotency-key': crypto.randomUUID() },
      });
      return { id: 'key', done: true, message: m.key_made(), values: { key: data.key } };
    } catch (error) {
      return refuse('key', fields, error);
    }
  },
  revoke: async (event) => {
    requireMe(event);
    const { id } = await readFields(event.request, ['id']);
    try {
      await event.locals.api('DELETE /me/api-keys/{id}', { path: { id } });
    } catch (error) {
      return refuse('keys', {}, error);
    }
    return { id: 'keys', done: true, message: m.key_revoked() };
  },
};
