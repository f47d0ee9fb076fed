import { readFields, refuse } from '#lib/server/forms.ts';
import { requireOperator } from '#lib/server/guards.ts';
import { m } from '#lib/i18n/words.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, url }) => {
  requireOperator(locals);
  const cursor = url.searchParams.get('cursor') ?? undefined;
  const { data, nextCursor } = await locals.api('GET /operator/tenants', { query: { cursor } });
  return { tenants: data, nextCursor };
};

export const actions: Actions = {
  suspend: async ({ request, locals }) => {
    requireOperator(locals);
    const { id, name, reason } = await readFields(request, ['id', 'name', 'reason']);
    try {
      await locals.api('POST /operator/tenants/{id}/suspension', {
        path: { id },
        body: reason ? { reason } : {},
        headers: { 'idempotency-key': crypto.randomUUID() },
      });
    } catch (error) {
      return refuse('tenants', {}, error);
    }
    return { id: 'tenants', done: true, message: m.tenant_suspended({ name }) };
  },
  resume: async ({ request, locals }) => {
    requireOperator(locals);
    const { id, name } = await readFields(request, ['id', 'name']);
    try {
      await locals.api('DELETE /operator/tenants/{id}/suspension', { path: { id } });
    } catch (error) {
      return refuse('tenants', {}, error);
    }
    return { id: 'tenants', done: true, message: m.tenant_resumed({ name }) };
  },
};
