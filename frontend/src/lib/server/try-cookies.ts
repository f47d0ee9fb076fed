import type { RequestEvent } from '@sveltejs/kit';

const A_YEAR = 365 * 86_400;

/**
 * Whether this browser keeps cookies, as far as it has shown: without them nobody is signed in, and no hold is anybody's.
 * Leaves one for this page where there is none, so that a page which tries when it is loaded knows when its form comes. It
 * stands for this page alone: pages that are kept for everybody are not asked for with it.
 */
export function tryCookies({ cookies, url }: Pick<RequestEvent, 'cookies' | 'url'>): boolean {
  if (cookies.getAll().length > 0) return true;
  const secure = url.protocol === 'https:';
  const path = url.pathname;
  cookies.set('turnero_try', '1', { path, httpOnly: true, sameSite: 'lax', secure, maxAge: A_YEAR });
  return false;
}
