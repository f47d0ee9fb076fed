import { randomUUID } from 'node:crypto';
import { invitations, readInvitations } from '#lib/features/people/invitations.server.ts';
import { roles } from '#lib/features/people/roles.ts';
import { formatDate } from '#lib/i18n/format.ts';
import { requirePermission } from '#lib/server/admin.ts';
import { readFields, refuse } from '#lib/server/forms.ts';
import { requireTenant } from '#lib/server/guards.ts';
import { m } from '#lib/i18n/words.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
  const { permissions } = requirePermission(event, 'user:read');
  const mayManage = permissions.includes('user:manage');
  event.depends('turnero:people');
  const { locals, url } = event;
  const { timeZone } = requireTenant(locals).locale;
  const asked = (name: string) => url.searchParams.get(name)?.trim() || undefined;
  const role = roles.find((known) => known === asked('role'));
  const [search, businessId, cursor] = [asked('search'), asked('businessId'), asked('cursor')];
  const [people, businesses, invited] = await Promise.all([
    locals.api('GET /users', { query: { search, role, businessId, cursor } }),
    locals.api('GET /manage/businesses', { query: { limit: 100, sort: 'name' } }),
    mayManage ? readInvitations(locals) : [],
  ]);
  return {
    key: randomUUID(),
    people: people.data.map(({ createdAt, emailVerifiedAt, ...person }) => ({
      ...person,
      isVerified: emailVerifiedAt !== null,
      since: formatDate(createdAt, locals.locale, timeZone),
    })),
    nextCursor: people.nextCursor,
    asked: { search: search ?? '', role: role ?? '', businessId: businessId ?? '' },
    businesses: businesses.data.map(({ id, name }) => ({ id, name })),
    invitations: invited,
    mayManage,
  };
};

type Event = Parameters<NonNullable<Actions[string]>>[0];

/** What is done by those who manage the people of the whole site. */
const managing =
  <Answer>(work: (event: Event) => Answer) =>
  (event: Event) => {
    requirePermission(event, 'user:manage');
    return work(event);
  };

export const actions: Actions = {
  invite: managing((event) => invitations.invite(event, undefined)),
  resend: managing(invitations.resend),
  takeBack: managing(invitations.takeBack),
  grant: async (event) => {
    requirePermission(event, 'user:manage');
    const { id, role, businessId, key } = await readFields(event.request, [
      'id',
      'role',
      'businessId',
      'key',
    ]);
    const tenantWide = role === 'admin' || role === 'customer' || businessId === '';
    try {
      await event.locals.api('POST /users/{id}/roles', {
        path: { id },
        body: { role, ...(tenantWide ? {} : { businessId }) },
        headers: { 'idempotency-key': `${key}-${id}` },
      });
    } catch (error) {
      return refuse('people', {}, error);
    }
    return { id: 'people', done: true, message: m.people_granted() };
  },
  revoke: async (event) => {
    requirePermission(event, 'user:manage');
    const { id, grantId } = await readFields(event.request, ['id', 'grantId']);
    try {
      await event.locals.api('DELETE /users/{id}/roles/{grantId}', { path: { id, grantId } });
    } catch (error) {
      return refuse('people', {}, error);
    }
    return { id: 'people', done: true, message: m.people_revoked() };
  },
};
