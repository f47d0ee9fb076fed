import type { FastifyReply } from 'fastify';
import { cookieNames } from '../identity/identity.cookies.ts';

/** The operator's one cookie, and the readable one that proves a request comes from our own pages. */
export function operatorCookies(env: { PUBLIC_URL: string }) {
  const { csrf, secure } = cookieNames(env);
  const session = `${secure ? '__Host-' : ''}turnero_operator`;
  // `lax` lets links lead in; what changes something needs the origin and the token besides.
  const shared = { path: '/', sameSite: 'lax', secure } as const;
  return {
    name: session,
    set(reply: FastifyReply, { token, csrf: value }: { token: string; csrf: string }): void {
      reply
        .setCookie(session, token, { ...shared, httpOnly: true })
        .setCookie(csrf, value, { ...shared, httpOnly: false });
    },
    clear(reply: FastifyReply): void {
      reply
        .clearCookie(session, { ...shared, httpOnly: true })
        .clearCookie(csrf, { ...shared, httpOnly: false });
    },
  };
}
