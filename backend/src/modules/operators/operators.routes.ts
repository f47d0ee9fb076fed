import type { FastifyRequest } from 'fastify';
import type { App } from '../../app.ts';
import { list200, reply200, reply204 } from '../../plugins/envelope.ts';
import { csrfToken, identityKeys } from '../identity/identity.tokens.ts';
import { createHasher, passwordCost } from '../identity/identity.passwords.ts';
import { fail, operatorCtx } from './operators.context.ts';
import {
  operatorLogin,
  operatorTenant,
  operatorView,
  suspensionBody,
  tenantParams,
  tenantsQuery,
} from './operators.contract.ts';
import { operatorCookies } from './operators.cookies.ts';
import { logInOperator, logOutOperator } from './operators.sessions.ts';
import { listTenants, resumeTenant, suspendTenant } from './operators.tenants.ts';

const tags = ['Operators'];

/** The operators' console: on the installation's own host only. */
export async function operatorRoutes(app: App): Promise<void> {
  const { deps } = app;
  const hasher = createHasher(passwordCost(deps.env));
  const keys = identityKeys(deps.env.APP_SECRET);
  const cookies = operatorCookies(deps.env);

  const ctxOf = (request: FastifyRequest) => ({ ...operatorCtx(deps, request), hasher });

  app.post(
    '/operator/auth/login',
    {
      config: { access: 'public', tenant: 'none' },
      onRequest: async (request) => {
        // Nobody is signed in yet, so the host is looked at here.
        if (app.tenants.siteOfRequest(request.raw).kind !== 'installation') throw fail('NOT_FOUND');
      },
      schema: {
        tags,
        operationId: 'logInOperator',
        summary: 'Sign in as an operator of the installation',
        body: operatorLogin,
        response: reply200(operatorView),
      },
    },
    async (request, reply) => {
      const { operator, token } = await logInOperator(ctxOf(request), request.body);
      cookies.set(reply, { token, csrf: csrfToken(keys, operator.sessionId) });
      return { data: { id: operator.id, name: operator.name, email: operator.email } };
    },
  );

  app.post(
    '/operator/auth/logout',
    {
      config: { access: 'operator' },
      schema: { tags, operationId: 'logOutOperator', summary: 'Sign out', response: reply204() },
    },
    async (request, reply) => {
      await logOutOperator(ctxOf(request));
      cookies.clear(reply);
      return reply.code(204).send(null);
    },
  );

  app.get(
    '/operator/me',
    {
      config: { access: 'operator' },
      schema: {
        tags,
        operationId: 'showOperator',
        summary: 'The operator who is signed in',
        response: reply200(operatorView),
      },
    },
    async ({ operator }) => {
      if (!operator) throw fail('UNAUTHENTICATED');
      return { data: { id: operator.id, name: operator.name, email: operator.email } };
    },
  );

  app.get(
    '/operator/tenants',
    {
      config: { access: 'operator' },
      schema: {
        tags,
        operationId: 'listTenants',
        summary: 'Every tenant of the installation',
        querystring: tenantsQuery,
        response: list200(operatorTenant),
      },
    },
    (request) => listTenants(ctxOf(request), request.query),
  );

  app.post(
    '/operator/tenants/:id/suspension',
    {
      config: { access: 'operator' },
      schema: {
        tags,
        operationId: 'suspendTenant',
        summary: "Close a tenant's site",
        params: tenantParams,
        body: suspensionBody,
        response: reply204(),
      },
    },
    async (request, reply) => {
      await suspendTenant(ctxOf(request), request.params.id, request.body.reason ?? null);
      return reply.code(204).send(null);
    },
  );

  app.delete(
    '/operator/tenants/:id/suspension',
    {
      config: { access: 'operator' },
      schema: {
        tags,
        operationId: 'resumeTenant',
        summary: "Open a tenant's site again",
        params: tenantParams,
        response: reply204(),
      },
    },
    async (request, reply) => {
      await resumeTenant(ctxOf(request), request.params.id);
      return reply.code(204).send(null);
    },
  );
}
