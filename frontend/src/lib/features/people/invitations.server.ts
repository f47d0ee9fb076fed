import type { RequestEvent } from '@sveltejs/kit';
import type { Invitation, Role } from '#lib/api/types.ts';
import { formatDate } from '#lib/i18n/format.ts';
import { m } from '#lib/i18n/words.ts';
import { checkFields, readFields, refuse, refuseFields } from '#lib/server/forms.ts';
import { requireTenant } from '#lib/server/guards.ts';
import { roleName } from './roles.ts';

const FORM = 'invitations';

/** Invitations that wait for an answer, as they are shown to those who manage people. */
export async function readInvitations(locals: App.Locals, businessId?: string) {
  const tenant = requireTenant(locals);
  const { data } = await locals.api('GET /invitations', { query: { businessId, limit: 100 } });
  return data.map(({ id, email, role, business, expiresAt }: Invitation) => {
    const date = formatDate(expiresAt, locals.locale, tenant.locale.timeZone);
    const isOver = Date.parse(expiresAt) <= Date.now();
    return {
      ...{ id, email, isOver },
      role: roleName(role, tenant, locals.locale),
      place: businessId === undefined ? (business?.name ?? m.people_everywhere()) : '',
      until: isOver ? m.invite_over({ date }) : m.invite_until({ date }),
    };
  });
}

type Event = Pick<RequestEvent, 'locals' | 'request'>;

/** Sends somebody an offer; the whole site's where no business is named. */
async function invite(event: Event, businessId: string | undefined) {
  const fields = await readFields(event.request, ['email', 'role', 'businessId', 'key']);
  const { email, role, key } = fields;
  const errors = checkFields({ email });
  if (errors) return refuseFields(FORM, fields, errors);
  const wide: Role[] = ['admin', 'customer'];
  const where = businessId ?? (wide.some((one) => one === role) ? '' : fields.businessId);
  try {
    await event.locals.api('POST /invitations', {
      body: { email, role, ...(where && { businessId: where }) },
      headers: { 'idempotency-key': `${key}-${email}`.slice(0, 250) },
    });
  } catch (error) {
    return refuse(FORM, fields, error);
  }
  return { id: FORM, done: true, message: m.invite_sent({ email }) };
}

async function resend({ request, locals }: Event) {
  const { id } = await readFields(request, ['id']);
  try {
    const { data } = await locals.api('POST /invitations/{id}/resend', { path: { id } });
    return { id: FORM, done: true, message: m.invite_sent({ email: data.email }) };
  } catch (error) {
    return refuse(FORM, {}, error);
  }
}

async function takeBack({ request, locals }: Event) {
  const { id } = await readFields(request, ['id']);
  try {
    await locals.api('DELETE /invitations/{id}', { path: { id } });
  } catch (error) {
    return refuse(FORM, {}, error);
  }
  return { id: FORM, done: true, message: m.invite_revoked() };
}

export const invitations = { invite, resend, takeBack };
