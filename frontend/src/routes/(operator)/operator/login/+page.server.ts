import { redirect } from '@sveltejs/kit';
import { checkFields, readFields, refuse, refuseFields } from '#lib/server/forms.ts';
import { requireInstallation } from '#lib/server/guards.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = ({ locals }) => {
  if (locals.operator) redirect(303, '/operator');
};

export const actions: Actions = {
  default: async ({ request, locals }) => {
    requireInstallation(locals);
    const fields = await readFields(request, ['email', 'password']);
    const errors = checkFields(fields);
    if (errors) return refuseFields('login', fields, errors);
    try {
      await locals.api('POST /operator/auth/login', { body: fields });
    } catch (error) {
      return refuse('login', fields, error);
    }
    redirect(303, '/operator');
  },
};
