import { redirect } from '@sveltejs/kit';
import { invitations, readInvitations } from '#lib/features/people/invitations.server.ts';
import { roleName } from '#lib/features/people/roles.ts';
import { m } from '#lib/i18n/words.ts';
import { localized } from '#lib/i18n/text.ts';
import { refuse, refuseFields } from '#lib/server/forms.ts';
import { requireTenant } from '#lib/server/guards.ts';
import { textsIn } from '#lib/server/setup.ts';
import { requireWorkspaceTo } from '#lib/server/workspace.ts';
import type { Actions, PageServerLoad } from './$types';

const ROLES = ['provider', 'reception', 'manager', 'owner'] as const;

export const load: PageServerLoad = async (event) => {
  const { locals, url } = event;
  const tenant = requireTenant(locals);
  const { business, may, me } = await requireWorkspaceTo(event, 'catalogue:write');
  const { locale } = locals;
  const cursor = url.searchParams.get('cursor') ?? undefined;
  const [people, places, accounts, invited] = await Promise.all([
    locals.api('GET /manage/providers', { query: { businessId: business.id, limit: 50, cursor } }),
    locals.api('GET /manage/locations', { query: { businessId: business.id, limit: 100 } }),
    may('user:read') ? locals.api('GET /users', { query: { limit: 100 } }) : null,
    may('user:manage') ? readInvitations(locals, business.id) : [],
  ]);
  const placeName = new Map(places.data.map(({ id, name }) => [id, name]));
  const nameOf = (role: (typeof ROLES)[number]) => roleName(role, tenant, locale);
  return {
    key: crypto.randomUUID(),
    nextCursor: people.nextCursor,
    people: people.data.map(({ id, name, title, locationIds, serviceIds, userId }) => ({
      id,
      name,
      title: localized(title, locale),
      places: locationIds.flatMap((place) => placeName.get(place) ?? []).join(', '),
      services: serviceIds.length,
      hasAccount: userId !== null,
    })),
    mayManage: may('user:manage'),
    invitations: invited,
    roles: ROLES.map((value) => ({ value, label: nameOf(value) })),
    members: (accounts?.data ?? []).flatMap(({ id, name, email, roles }) => {
      const here = roles.filter(({ businessId }) => businessId === business.id);
      if (here.length === 0) return [];
      return [
        {
          id,
          name,
          email,
          isMe: id === me.id,
          grants: here.flatMap(({ id: grantId, role }) => {
            const known = ROLES.find((one) => one === role);
            return known ? [{ id: grantId, name: nameOf(known) }] : [];
          }),
        },
      ];
    }),
  };
};

export const actions: Actions = {
  add: async (event) => {
    const { business } = await requireWorkspaceTo(event, 'catalogue:write');
    const fields = Object.fromEntries(textsIn(await event.request.formData()));
    const { name = '', key = crypto.randomUUID() } = fields;
    if (!name) return refuseFields('add', fields, { name: m.field_required() });
    let id: string;
    try {
      const { data } = await event.locals.api('POST /businesses/{idOrSlug}/providers', {
        path: { idOrSlug: business.id },
        body: { name },
        headers: { 'idempotency-key': key },
      });
      ({ id } = data);
    } catch (error) {
      return refuse('add', fields, error);
    }
    redirect(303, `/provider/team/${id}`);
  },
  invite: async (event) => {
    const { business } = await requireWorkspaceTo(event, 'user:manage');
    return invitations.invite(event, business.id);
  },
  resend: async (event) => {
    await requireWorkspaceTo(event, 'user:manage');
    return invitations.resend(event);
  },
  takeBack: async (event) => {
    await requireWorkspaceTo(event, 'user:manage');
    return invitations.takeBack(event);
  },
  grant: async (event) => {
    const { business } = await requireWorkspaceTo(event, 'user:manage');
    const { id = '', role } = Object.fromEntries(textsIn(await event.request.formData()));
    try {
      await event.locals.api('POST /users/{id}/roles', {
        path: { id },
        body: { role, businessId: business.id },
        headers: { 'idempotency-key': crypto.randomUUID() },
      });
    } catch (error) {
      return refuse('members', {}, error);
    }
    return { id: 'members', done: true, message: m.people_granted() };
  },
  revoke: async (event) => {
    await requireWorkspaceTo(event, 'user:manage');
    const { id = '', grantId = '' } = Object.fromEntries(textsIn(await event.request.formData()));
    try {
      await event.locals.api('DELETE /users/{id}/roles/{grantId}', { path: { id, grantId } });
    } catch (error) {
      return refuse('members', {}, error);
    }
    return { id: 'members', done: true, message: m.people_revoked() };
  },
};
