import { redirect } from '@sveltejs/kit';
import { ApiError } from '#lib/api/error.ts';
import { checkFields, readFields, refuse, refuseFields } from '#lib/server/forms.ts';
import { safeNext } from '#lib/server/guards.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = ({ locals, url }) => {
  if (locals.me) redirect(303, safeNext(url.searchParams.get('next')));
  const { searchParams } = url;
  return {
    email: searchParams.get('email'),
    verified: searchParams.has('verified'),
    reset: searchParams.has('reset'),
    left: searchParams.has('left'),
  };
};

export const actions: Actions = {
  default: async ({ request, locals, url }) => {
    const fields = await readFields(request, ['email', 'password']);
    const errors = checkFields(fields);
    if (errors) return refuseFields('login', fields, errors);
    try {
      await locals.api('POST /auth/login', { body: fields });
    } catch (error) {
      if (error instanceof ApiError && error.code === 'EMAIL_NOT_VERIFIED') {
        redirect(303, `/verify?email=${encodeURIComponent(fields.email)}`);
      }
      return refuse('login', fields, error);
    }
    redirect(303, safeNext(url.searchParams.get('next')));
  },
};
