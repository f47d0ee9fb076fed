import { nearestLocale } from '#lib/i18n/locale.ts';
import { checkFields, readFields, refuse, refuseFields } from '#lib/server/forms.ts';
import { requireMe } from '#lib/server/guards.ts';
import { savePreference } from '#lib/server/preferences.ts';
import { m } from '#lib/i18n/words.ts';
import type { Actions } from './$types';

export const actions: Actions = {
  default: async (event) => {
    requireMe(event);
    const { request, locals, cookies, url } = event;
    const fields = await readFields(request, ['name', 'locale']);
    const errors = checkFields(fields);
    if (errors) return refuseFields('profile', fields, errors);
    try {
      const { data } = await locals.api('PATCH /me', { body: fields });
      locals.me = data;
    } catch (error) {
      return refuse('profile', fields, error);
    }
    const locale = nearestLocale(fields.locale);
    if (locale) savePreference(cookies, 'turnero_locale', locale, url.protocol === 'https:');
    return { id: 'profile', done: true, message: m.saved(), values: fields };
  },
};
