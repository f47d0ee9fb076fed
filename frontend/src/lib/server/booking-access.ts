import type { Cookies } from '@sveltejs/kit';

const NAME = 'turnero_bookings';
/** More would not fit into one cookie beside the others. */
const MOST = 12;
const SECONDS = 180 * 86_400;

type Access = { id: string; token: string };

function accesses(cookies: Cookies): Access[] {
  const pairs = (cookies.get(NAME) ?? '').split(' ').map((pair) => pair.split(':'));
  return pairs.flatMap(([id, token]) => (id && token ? [{ id, token }] : []));
}

/** Bookings, holds, series and waitlist entries that this browser made as a guest, the newest first. */
export function rememberedIds(cookies: Cookies): string[] {
  return accesses(cookies).map(({ id }) => id);
}

/** Keeps the token that the API gave with a guest's booking, so that its page opens again in this browser. */
export function rememberToken(
  { cookies, url }: { cookies: Cookies; url: URL },
  { id, token }: { id: string; token?: string | undefined },
): void {
  if (!token) return;
  const others = accesses(cookies).filter((other) => other.id !== id);
  const kept = [{ id, token }, ...others].slice(0, MOST);
  cookies.set(NAME, kept.map((one) => `${one.id}:${one.token}`).join(' '), {
    path: '/',
    httpOnly: true,
    sameSite: 'lax',
    secure: url.protocol === 'https:',
    maxAge: SECONDS,
  });
}

/** The header that opens a guest's booking to the API; none where this browser has no token of it. */
export function tokenHeader(cookies: Cookies, id: string): Record<string, string> {
  const token = accesses(cookies).find((one) => one.id === id)?.token;
  return token ? { 'x-booking-token': token } : {};
}
