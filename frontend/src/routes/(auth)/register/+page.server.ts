import { redirect } from '@sveltejs/kit';
import { checkFields, readFields, refuse, refuseFields } from '#lib/server/forms.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = ({ locals }) => {
  if (locals.me) redirect(303, '/account');
};

export const actions: Actions = {
  default: async ({ request, locals }) => {
    const fields = await readFields(request, ['name', 'email', 'newPassword']);
    const errors = checkFields(fields);
    if (errors) return refuseFields('register', fields, errors);
    const { name, email, newPassword: password } = fields;
    try {
      await locals.api('POST /auth/register', { body: { name, email, password, locale: locals.locale } });
    } catch (error) {
      return refuse('register', fields, error);
    }
    redirect(303, `/verify?sent=1&email=${encodeURIComponent(email)}`);
  },
};
