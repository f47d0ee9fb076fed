import { readFields, refuse } from '#lib/server/forms.ts';
import { requireAllowed } from '#lib/server/guards.ts';
import { m } from '#lib/i18n/words.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, url, depends }) => {
  depends('turnero:people');
  const search = url.searchParams.get('search')?.trim() || undefined;
  const cursor = url.searchParams.get('cursor') ?? undefined;
  const [people, businesses] = await Promise.all([
    locals.api('GET /users', { query: { search, cursor } }),
    locals.api('GET /businesses', { query: { limit: 100 } }),
  ]);
  return {
    people: people.data,
    nextCursor: people.nextCursor,
    search: search ?? '',
    businesses: businesses.data.map(({ id, name }) => ({ id, name })),
  };
};

type Manager = Parameters<typeof requireAllowed>[0];
const requireManager = (event: Manager) =>
  requireAllowed(event, (me) => me.permissions.includes('user:manage'));

export const actions: Actions = {
  grant: async (event) => {
    requireManager(event);
    const { id, role, businessId } = await readFields(event.request, ['id', 'role', 'businessId']);
    const tenantWide = role === 'admin' || role === 'customer' || businessId === '';
    try {
      await event.locals.api('POST /users/{id}/roles', {
        path: { id },
        body: { role, ...(tenantWide ? {} : { businessId }) },
        headers: { 'idempotency-key': crypto.randomUUID() },
      });
    } catch (error) {
      return refuse('people', {}, error);
    }
    return { id: 'people', done: true, message: m.people_granted() };
  },
  revoke: async (event) => {
    requireManager(event);
    const { id, grantId } = await readFields(event.request, ['id', 'grantId']);
    try {
      await event.locals.api('DELETE /users/{id}/roles/{grantId}', { path: { id, grantId } });
    } catch (error) {
      return refuse('people', {}, error);
    }
    return { id: 'people', done: true, message: m.people_revoked() };
  },
};
