import { redirect } from '@sveltejs/kit';
import { mailAction, readFields, refuse } from '#lib/server/forms.ts';
import { m } from '#lib/i18n/words.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = ({ url }) => ({
  token: url.searchParams.get('token'),
  email: url.searchParams.get('email'),
  sent: url.searchParams.has('sent'),
});

export const actions: Actions = {
  // The link of a mail only opens this page: scanners of mailboxes open links too, and must not use them up.
  confirm: async ({ request, locals }) => {
    const { token } = await readFields(request, ['token']);
    let email: string;
    try {
      ({ email } = (await locals.api('POST /auth/verify-email', { body: { token } })).data);
    } catch (error) {
      return refuse('confirm', { token }, error);
    }
    // The link proves the address, not the person: whoever opens it still needs the password.
    redirect(303, `/login?verified=1&email=${encodeURIComponent(email)}`);
  },
  again: mailAction(
    'again',
    ({ locals }, body) => locals.api('POST /auth/verification', { body }),
    () => m.verify_again_done(),
  ),
};
