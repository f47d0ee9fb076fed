import cookie from '@fastify/cookie';
import type { FastifyRequest } from 'fastify';
import fp from 'fastify-plugin';
import type { App } from '../app.ts';
import type { Actor, Ctx } from '../lib/context.ts';
import { fail } from '../lib/errors.ts';
import { GUEST, identify } from '../modules/identity/identity.actor.ts';
import { cookieNames } from '../modules/identity/identity.cookies.ts';
import { identityKeys } from '../modules/identity/identity.tokens.ts';
import { can, canSomewhere, type Permission, type Scope } from '../modules/identity/permissions.ts';
import type { Operator } from '../modules/operators/operators.context.ts';

/** Tells which operator a request is from, if any; see modules/operators. */
export type OperatorAuthenticator = (request: FastifyRequest) => Promise<Operator | undefined>;

declare module 'fastify' {
  interface FastifyRequest {
    actor: Actor;
    /** What service functions are given; only on routes that belong to a tenant. */
    ctx: Ctx;
    /** Set on routes of access `operator`. */
    operator: Operator | null;
    /** The session that a cookie proved; see plugins/csrf.ts. */
    cookieSession: string | null;
  }
  interface FastifyContextConfig {
    /** Who may use the route; one without it stops the start. */
    access?: 'public' | 'signedIn' | 'operator' | Permission;
    /**
     * Where the permission must be held. Default: in the whole tenant. A function tells the scope from the request;
     * `any` leaves it to the query, which must use scopesOf().
     */
    scope?: 'any' | ((request: FastifyRequest) => Scope);
    /** On `signedIn` routes, which are about an account and its ways in, API keys are refused unless this is set. */
    apiKeys?: true;
  }
}

const DOCUMENTED_BY_US = /^\/api\//;

function isAllowed(request: FastifyRequest, permission: Permission): boolean {
  const { scope } = request.routeOptions.config;
  if (scope === 'any') return canSomewhere(request.actor, permission);
  return can(request.actor, permission, scope?.(request));
}

/** The one place where a route's access is decided. @throws UNAUTHENTICATED, FORBIDDEN */
function checkAccess(request: FastifyRequest, refused: boolean): void {
  const { access = 'public', apiKeys } = request.routeOptions.config;
  if (access === 'public' || access === 'operator') return;
  // An API key that has been revoked must not go on as a guest.
  if (refused) throw fail('UNAUTHENTICATED');
  const { kind } = request.actor;
  if (access === 'signedIn') {
    if (kind === 'guest') throw fail('UNAUTHENTICATED');
    if (kind === 'apiKey' && !apiKeys) throw fail('FORBIDDEN');
    return;
  }
  if (!isAllowed(request, access)) throw fail(kind === 'guest' ? 'UNAUTHENTICATED' : 'FORBIDDEN');
}

function refuseUndeclared(app: App): void {
  app.addHook('onRoute', ({ url, method, config }) => {
    if (DOCUMENTED_BY_US.test(url) && config?.access === undefined) {
      throw new Error(`${String(method)} ${url} does not say who may use it: set config.access`);
    }
  });
}

/** Finds out who asks, and whether they may. */
export const authPlugin = fp(
  async (app: App, { operator }: { operator?: OperatorAuthenticator }) => {
    const { env, database, clock, log } = app.deps;
    const keys = identityKeys(env.APP_SECRET);
    const names = cookieNames(env);
    await app.register(cookie);
    refuseUndeclared(app);
    app.decorateRequest('operator', null);
    app.decorateRequest('cookieSession', null);
    app.decorateRequest('actor');
    app.decorateRequest('ctx');

    /** @returns whether credentials were shown and did not convince */
    async function recognise(request: FastifyRequest, tenantId: string): Promise<boolean> {
      const identified = await identify(app.deps, keys, tenantId, {
        authorization: request.headers.authorization,
        accessCookie: request.cookies[names.access],
      });
      request.actor = identified?.actor ?? GUEST;
      request.cookieSession = identified?.cookieSession ?? null;
      return identified === undefined;
    }

    async function requireOperator(request: FastifyRequest): Promise<void> {
      request.operator = (await operator?.(request)) ?? null;
      if (!request.operator) throw fail('UNAUTHENTICATED');
      request.cookieSession = request.operator.sessionId;
    }

    app.addHook('onRequest', async (request) => {
      request.actor = GUEST;
      const { tenant } = request;
      const refused = tenant ? await recognise(request, tenant.id) : false;
      if (tenant) {
        const { actor } = request;
        request.ctx = {
          database,
          tenant,
          actor,
          now: clock,
          log: log.child({ requestId: request.id, tenant: tenant.slug }),
          requestId: request.id,
        };
      }
      if (request.routeOptions.config.access === 'operator') await requireOperator(request);
      checkAccess(request, refused);
    });
  },
  { name: 'auth', dependencies: ['tenant'] },
);
