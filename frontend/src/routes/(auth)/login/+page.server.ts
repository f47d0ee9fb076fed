import { fail, redirect, type RequestEvent } from '@sveltejs/kit';
import { ApiError } from '#lib/api/error.ts';
import { queryOf } from '#lib/forms/query.ts';
import { m } from '#lib/i18n/words.ts';
import { tokenHeader } from '#lib/server/booking-access.ts';
import { checkFields, mailAction, readFields, refuse, refuseFields } from '#lib/server/forms.ts';
import { landingOf, safeNext } from '#lib/server/guards.ts';
import { keptNext } from '#lib/server/next.ts';
import { tryCookies } from '#lib/server/try-cookies.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = (event) => {
  const { locals, url } = event;
  if (locals.me) redirect(303, safeNext(url.searchParams.get('next')));
  tryCookies(event);
  const { searchParams } = url;
  return {
    email: searchParams.get('email'),
    verified: searchParams.has('verified'),
    reset: searchParams.has('reset'),
    left: searchParams.has('left'),
    toBook: /^\/b\/[^/]+\/book\b/.test(searchParams.get('next') ?? ''),
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
  password: async (event) => {
    const { request, locals, url, cookies } = event;
    const fields = await readFields(request, ['email', 'password']);
    const errors = checkFields(fields);
    if (errors) return refuseFields('login', fields, errors);
    if (!tryCookies(event))
      return fail(400, { id: 'login', message: m.login_cookies(), values: { email: fields.email } });
    let landing;
    try {
      const { data } = await locals.api('POST /auth/login', { body: fields });
      landing = landingOf(data.user);
    } catch (error) {
      if (error instanceof ApiError && error.code === 'EMAIL_NOT_VERIFIED') {
        redirect(303, `/verify?email=${encodeURIComponent(fields.email)}`);
      }
      return refuse('login', fields, error);
    }
    redirect(303, safeNext(url.searchParams.get('next') ?? keptNext(cookies), landing));
  },
  link: mailAction(
    'login',
    (event, body) => event.locals.api('POST /auth/magic-link', { body: { ...body, next: nextOf(event) } }),
    m.magic_sent,
  ),
};
