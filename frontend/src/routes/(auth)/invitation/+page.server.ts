import { redirect } from '@sveltejs/kit';
import { ApiError } from '#lib/api/error.ts';
import type { Me, ShownInvitation } from '#lib/api/types.ts';
import { roleName } from '#lib/features/people/roles.ts';
import { m } from '#lib/i18n/words.ts';
import { checkFields, readFields, refuse, refuseFields } from '#lib/server/forms.ts';
import { requireTenant } from '#lib/server/guards.ts';
import type { Actions, PageServerLoad } from './$types';

async function lookUp({ api }: App.Locals, token: string | null): Promise<ShownInvitation | null> {
  if (!token) return null;
  try {
    return (await api('POST /invitations/lookup', { body: { token } })).data;
  } catch (error) {
    if (error instanceof ApiError && (error.code === 'TOKEN_INVALID' || error.code === 'VALIDATION'))
      return null;
    throw error;
  }
}

export const load: PageServerLoad = async ({ locals, url }) => {
  const tenant = requireTenant(locals);
  const token = url.searchParams.get('token');
  const found = await lookUp(locals, token);
  if (!found) return { token, invitation: null };
  const { email, invitedBy, business, hasAccount } = found;
  const words = {
    place: business ?? tenant.name,
    role: roleName(found.role, tenant, locals.locale),
  };
  const other = locals.me && locals.me.email !== email ? locals.me.email : null;
  return {
    token,
    invitation: {
      hasAccount,
      text: invitedBy ? m.invited_text({ who: invitedBy, ...words }) : m.invited_text_plain(words),
      account: hasAccount ? m.invited_account({ email }) : m.invited_new({ email }),
      other: other && m.invited_other({ email: other }),
    },
  };
};

/** Where somebody works now. */
const homeOf = ({ permissions, grants }: Me) => {
  if (grants.some(({ businessId }) => businessId !== null)) return '/provider';
  return permissions.includes('user:read') ? '/admin' : '/account';
};

export const actions: Actions = {
  // As with other links of mails: it only opens the page, and pressing the button uses it up.
  default: async ({ request, locals }) => {
    const fields = await readFields(request, ['token', 'name', 'newPassword', 'isNew']);
    const { token, name, newPassword, isNew } = fields;
    const errors = isNew ? checkFields({ name, ...(newPassword && { newPassword }) }) : undefined;
    if (errors) return refuseFields('invited', fields, errors);
    let me: Me;
    try {
      const { data } = await locals.api('POST /invitations/acceptance', {
        body: {
          token,
          ...(isNew && { name, locale: locals.locale }),
          ...(isNew && newPassword && { password: newPassword }),
        },
      });
      me = data.user;
    } catch (error) {
      return refuse('invited', fields, error);
    }
    redirect(303, homeOf(me));
  },
};
