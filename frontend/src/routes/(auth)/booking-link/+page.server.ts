import { mailAction } from '#lib/server/forms.ts';
import { m } from '#lib/i18n/words.ts';
import type { Actions } from './$types';

export const actions: Actions = {
  default: mailAction('lost', ({ locals }, body) => locals.api('POST /booking-links', { body }), m.lost_done),
};
