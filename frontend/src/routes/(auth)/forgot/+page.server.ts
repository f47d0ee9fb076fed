import { checkFields, readFields, refuse, refuseFields } from '#lib/server/forms.ts';
import { m } from '#lib/i18n/words.ts';
import type { Actions } from './$types';

export const actions: Actions = {
  default: async ({ request, locals }) => {
    const fields = await readFields(request, ['email']);
    const errors = checkFields(fields);
    if (errors) return refuseFields('forgot', fields, errors);
    try {
      await locals.api('POST /auth/password-reset', { body: fields });
    } catch (error) {
      return refuse('forgot', fields, error);
    }
    return { id: 'forgot', done: true, message: m.forgot_done({ email: fields.email }), values: fields };
  },
};
