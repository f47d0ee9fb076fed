import { readFields, refuse } from '#lib/server/forms.ts';
import { m } from '#lib/i18n/words.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = ({ url }) => ({ token: url.searchParams.get('token') });

export const actions: Actions = {
  default: async ({ request, locals }) => {
    const { token } = await readFields(request, ['token']);
    try {
      await locals.api('POST /auth/email-change/confirm', { body: { token } });
    } catch (error) {
      return refuse('email-change', { token }, error);
    }
    return { id: 'email-change', done: true, message: m.email_change_done() };
  },
};
