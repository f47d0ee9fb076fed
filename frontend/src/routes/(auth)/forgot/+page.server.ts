import { mailAction } from '#lib/server/forms.ts';
import { m } from '#lib/i18n/words.ts';
import type { Actions } from './$types';

export const actions: Actions = {
  default: mailAction(
    'forgot',
    ({ locals }, body) => locals.api('POST /auth/password-reset', { body }),
    m.forgot_done,
  ),
};
