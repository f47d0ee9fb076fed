import { redirect } from '@sveltejs/kit';
import { readFields, refuse } from '#lib/server/forms.ts';
import { landingOf, safeNext } from '#lib/server/guards.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = ({ url }) => {
  const next = safeNext(url.searchParams.get('next'), '');
  return {
    token: url.searchParams.get('token'),
    next,
    loginHref: next ? `/login?next=${encodeURIComponent(next)}` : '/login',
  };
};

export const actions: Actions = {
  // The link of a mail only opens this page: scanners of mailboxes open links too, and must not use them up.
  default: async ({ request, locals }) => {
    const { token, next } = await readFields(request, ['token', 'next']);
    let landing;
    try {
      const { data } = await locals.api('POST /auth/magic-link/confirm', { body: { token } });
      landing = landingOf(data.user);
    } catch (error) {
      return refuse('magic', { token }, error);
    }
    redirect(303, safeNext(next, landing));
  },
};
