import { m } from '#lib/i18n/words.ts';
import { checkFields, readFields, refuse, refuseFields } from '#lib/server/forms.ts';
import type { Actions } from './$types';

export const actions: Actions = {
  default: async ({ request, locals }) => {
    const fields = await readFields(request, ['email']);
    const errors = checkFields(fields);
    if (errors) return refuseFields('lost', fields, errors);
    try {
      await locals.api('POST /booking-links', { body: fields });
    } catch (error) {
      return refuse('lost', fields, error);
    }
    return { id: 'lost', done: true, message: m.lost_done({ email: fields.email }), values: fields };
  },
};
