import type { FastifyReply } from 'fastify';
import { csrfToken, type IdentityKeys } from './identity.tokens.ts';

export interface CookieNames {
  access: string;
  refresh: string;
  csrf: string;
  device: string;
  secure: boolean;
}

/** `__Host-` ties a cookie to this very host, but needs https: on plain http (a laptop) the prefix is left out. */
export function cookieNames({ PUBLIC_URL }: { PUBLIC_URL: string }): CookieNames {
  const secure = PUBLIC_URL.startsWith('https:');
  const prefix = secure ? '__Host-' : '';
  return {
    access: `${prefix}turnero_at`,
    refresh: `${prefix}turnero_rt`,
    csrf: `${prefix}turnero_csrf`,
    device: `${prefix}turnero_device`,
    secure,
  };
}

const DAY_SECONDS = 86_400;

/** What a browser is given when a session starts or is renewed. */
export interface SessionTokens {
  sessionId: string;
  access: string;
  refresh: string;
}

export function setSessionCookies(
  reply: FastifyReply,
  names: CookieNames,
  { sessionId, access, refresh }: SessionTokens,
  lives: { keys: IdentityKeys; accessMinutes: number; sessionDays: number },
): void {
  const shared = { path: '/', sameSite: 'lax', secure: names.secure } as const;
  const days = lives.sessionDays * DAY_SECONDS;
  reply
    .setCookie(names.access, access, { ...shared, httpOnly: true, maxAge: lives.accessMinutes * 60 })
    .setCookie(names.refresh, refresh, { ...shared, httpOnly: true, maxAge: days })
    // Readable: our own scripts send it back in a header.
    .setCookie(names.csrf, csrfToken(lives.keys, sessionId), { ...shared, httpOnly: false, maxAge: days });
}

export function clearSessionCookies(reply: FastifyReply, names: CookieNames): void {
  for (const name of [names.access, names.refresh, names.csrf]) {
    reply.clearCookie(name, {
      path: '/',
      sameSite: 'lax',
      secure: names.secure,
      httpOnly: name !== names.csrf,
    });
  }
}

/** Outlives the session: it tells a device that was signed in before from a stranger's. */
export function setDeviceCookie(reply: FastifyReply, names: CookieNames, device: string): void {
  reply.setCookie(names.device, device, {
    path: '/',
    sameSite: 'lax',
    secure: names.secure,
    httpOnly: true,
    maxAge: 365 * DAY_SECONDS,
  });
}
