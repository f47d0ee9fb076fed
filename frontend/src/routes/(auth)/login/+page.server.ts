import { fail, redirect, type Cookies, type RequestEvent } from '@sveltejs/kit';
import { ApiError } from '#lib/api/error.ts';
import { queryOf } from '#lib/forms/query.ts';
import { m } from '#lib/i18n/words.ts';
import { tokenHeader } from '#lib/server/booking-access.ts';
import { checkFields, mailAction, readFields, refuse, refuseFields } from '#lib/server/forms.ts';
import { safeNext } from '#lib/server/guards.ts';
import { keptNext } from '#lib/server/next.ts';
import type { Actions, PageServerLoad } from './$types';

const A_YEAR = 365 * 86_400;

/** Leaves something in the browser that it can show when the form comes: where it keeps nothing, nobody is signed in for long. */
function tryCookies({ cookies, url }: { cookies: Cookies; url: URL }): void {
  if (cookies.getAll().length > 0) return;
  const secure = url.protocol === 'https:';
  cookies.set('turnero_try', '1', { path: '/', httpOnly: true, sameSite: 'lax', secure, maxAge: A_YEAR });
}

export const load: PageServerLoad = ({ locals, url, cookies }) => {
  if (locals.me) redirect(303, safeNext(url.searchParams.get('next')));
  tryCookies({ cookies, url });
  const { searchParams } = url;
  return {
    email: searchParams.get('email'),
    verified: searchParams.has('verified'),
    reset: searchParams.has('reset'),
    left: searchParams.has('left'),
    query: queryOf(url),
  };
};

/** A checkout goes on wherever the mail is read: what opens the hold goes with the link, as in every mail about a booking. */
function nextOf({ url, cookies }: Pick<RequestEvent, 'url' | 'cookies'>): string | undefined {
  const next = url.searchParams.get('next');
  if (!next || safeNext(next, '') === '') return undefined;
  const id = /^\/checkout\/([\w-]+)$/.exec(next)?.[1];
  const token = id && tokenHeader(cookies, id)['x-booking-token'];
  return token ? `${next}?token=${encodeURIComponent(token)}` : next;
}

export const actions: Actions = {
  password: async ({ request, locals, url, cookies }) => {
    const fields = await readFields(request, ['email', 'password']);
    const errors = checkFields(fields);
    if (errors) return refuseFields('login', fields, errors);
    if (cookies.getAll().length === 0)
      return fail(400, { id: 'login', message: m.login_cookies(), values: { email: fields.email } });
    try {
      await locals.api('POST /auth/login', { body: fields });
    } catch (error) {
      if (error instanceof ApiError && error.code === 'EMAIL_NOT_VERIFIED') {
        redirect(303, `/verify?email=${encodeURIComponent(fields.email)}`);
      }
      return refuse('login', fields, error);
    }
    redirect(303, safeNext(url.searchParams.get('next') ?? keptNext(cookies)));
  },
  link: mailAction(
    'login',
    (event, body) => event.locals.api('POST /auth/magic-link', { body: { ...body, next: nextOf(event) } }),
    m.magic_sent,
  ),
};
