import { checkFields, readFields, refuse, refuseFields } from '#lib/server/forms.ts';
import { requireMe } from '#lib/server/guards.ts';
import { m } from '#lib/i18n/words.ts';
import type { Actions } from './$types';

export const actions: Actions = {
  password: async (event) => {
    requireMe(event);
    const fields = await readFields(event.request, ['currentPassword', 'newPassword']);
    const errors = checkFields(fields);
    if (errors) return refuseFields('password', fields, errors);
    try {
      await event.locals.api('POST /me/password', { body: fields });
    } catch (error) {
      return refuse('password', fields, error);
    }
    return { id: 'password', done: true, message: m.password_changed() };
  },
  email: async (event) => {
    requireMe(event);
    const fields = await readFields(event.request, ['newEmail', 'password']);
    const errors = checkFields(fields);
    if (errors) return refuseFields('email', fields, errors);
    try {
      await event.locals.api('POST /me/email', {
        body: { email: fields.newEmail, password: fields.password },
      });
    } catch (error) {
      return refuse('email', fields, error);
    }
    return { id: 'email', done: true, message: m.email_change_sent({ email: fields.newEmail }) };
  },
};
