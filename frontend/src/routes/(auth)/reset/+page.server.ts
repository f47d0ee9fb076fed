import { redirect } from '@sveltejs/kit';
import { checkFields, readFields, refuse, refuseFields } from '#lib/server/forms.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = ({ url }) => ({ token: url.searchParams.get('token') });

export const actions: Actions = {
  default: async ({ request, locals }) => {
    const fields = await readFields(request, ['token', 'newPassword']);
    const errors = checkFields(fields);
    if (errors) return refuseFields('reset', fields, errors);
    let email: string;
    try {
      const { data } = await locals.api('POST /auth/password-reset/confirm', {
        body: { token: fields.token, password: fields.newPassword },
      });
      email = data.email;
    } catch (error) {
      return refuse('reset', fields, error);
    }
    redirect(303, `/login?reset=1&email=${encodeURIComponent(email)}`);
  },
};
