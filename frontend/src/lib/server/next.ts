import type { Cookies } from '@sveltejs/kit';

const NAME = 'turnero.next';
const DAY = 24 * 3600;

/** Where somebody wanted to go who has to make an account first, and comes back by a link in a mail. */
export function keepNext(cookies: Cookies, path: string): void {
  cookies.set(NAME, path, { path: '/', maxAge: DAY, sameSite: 'lax' });
}

/** The same, told once. */
export function keptNext(cookies: Cookies): string | null {
  const path = cookies.get(NAME) ?? null;
  if (path !== null) cookies.delete(NAME, { path: '/' });
  return path;
}
