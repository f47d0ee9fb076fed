import type { FastifyRequest } from 'fastify';
import fp from 'fastify-plugin';
import type { App } from '../app.ts';
import { fail } from '../lib/errors.ts';
import { sameText } from '../lib/secrets.ts';
import { csrfToken, identityKeys } from '../modules/identity/identity.tokens.ts';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** The session a route acts on by a cookie of its own (a refresh token); undefined when there is none. */
    csrfSession?: (request: FastifyRequest) => string | undefined;
  }
}

const SAFE = new Set(['GET', 'HEAD', 'OPTIONS']);

function hostOf(origin: string): string | undefined {
  return URL.canParse(origin) ? new URL(origin).host : undefined;
}

/**
 * Where a request was made, as far as the browser says. Another tenant's pages are a neighbouring host, so that
 * "same site" is not enough. Undefined: not a browser, or one that does not tell.
 */
function isFromOwnPages({ headers, host }: FastifyRequest): boolean | undefined {
  const { origin, 'sec-fetch-site': site } = headers;
  if (origin !== undefined) return hostOf(origin) === host.toLowerCase();
  if (site !== undefined) return site === 'same-origin' || site === 'none';
  return undefined;
}

/**
 * Refuses unsafe requests that a foreign page made a browser send. What acts by a cookie must come from our own
 * pages and show, in a header, the token that only they can read; what acts by no cookie (signing in, an API key)
 * must not come from a foreign page, unless it is on the operator's list.
 */
export const csrfPlugin = fp(
  async (app: App) => {
    const { env } = app.deps;
    const keys = identityKeys(env.APP_SECRET);
    const listed = new Set(env.CORS_ORIGINS);

    app.addHook('onRequest', async (request) => {
      if (SAFE.has(request.method)) return;
      const session = request.cookieSession ?? request.routeOptions.config.csrfSession?.(request) ?? null;
      const isOwn = isFromOwnPages(request);
      if (session === null) {
        if (isOwn === false && !listed.has(request.headers.origin ?? '')) throw fail('CSRF');
        return;
      }
      const token = request.headers['x-csrf-token'];
      if (!isOwn || typeof token !== 'string' || !sameText(token, csrfToken(keys, session)))
        throw fail('CSRF');
    });
  },
  { name: 'csrf', dependencies: ['auth'] },
);
