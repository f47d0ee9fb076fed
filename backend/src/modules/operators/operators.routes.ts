import type { FastifyRequest } from 'fastify';
import type { App } from '../../app.ts';
import { list200, reply200, reply201, reply204 } from '../../plugins/envelope.ts';
import { csrfToken, identityKeys } from '../identity/identity.tokens.ts';
import { createHasher, passwordCost } from '../identity/identity.passwords.ts';
import { fail, operatorCtx } from './operators.context.ts';
import {
  newTenant,
  operatorDomainParams,
  operatorLogin,
  operatorTenant,
  operatorView,
  primaryBody,
  suspensionBody,
  tenantDetails,
  tenantParams,
  tenantsQuery,
  tenantUsage as usageView,
} from './operators.contract.ts';
import { domainBody } from '../domains/domains.contract.ts';
import { createTenant } from './operators.create.ts';
import { operatorCookies } from './operators.cookies.ts';
import { choosePrimary, giveDomain, takeDomain } from './operators.domains.ts';
import { logInOperator, logOutOperator } from './operators.sessions.ts';
import { listTenants, resumeTenant, showTenant, suspendTenant, tenantUsage } from './operators.tenants.ts';

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
    '/operator/tenants',
    {
      config: { access: 'operator' },
      schema: {
        tags,
        operationId: 'createTenant',
        summary: 'Make a tenant of a vertical; with a business it can be booked at once',
        body: newTenant,
        response: reply201(tenantDetails),
      },
    },
    async (request, reply) =>
      reply.code(201).send({ data: await createTenant(ctxOf(request), deps, request.body) }),
  );

  app.get(
    '/operator/tenants/:id',
    {
      config: { access: 'operator' },
      schema: {
        tags,
        operationId: 'showOperatorTenant',
        summary: 'A tenant, its domains, and what operators did to it',
        params: tenantParams,
        response: reply200(tenantDetails),
      },
    },
    async (request) => ({ data: await showTenant(ctxOf(request), request.params.id) }),
  );

  app.get(
    '/operator/tenants/:id/usage',
    {
      config: { access: 'operator' },
      schema: {
        tags,
        operationId: 'showTenantUsage',
        summary: 'How much a tenant is used: numbers only',
        params: tenantParams,
        response: reply200(usageView),
      },
    },
    async (request) => ({ data: await tenantUsage(ctxOf(request), deps, request.params.id) }),
  );

  app.post(
    '/operator/tenants/:id/domains',
    {
      config: { access: 'operator' },
      schema: {
        tags,
        operationId: 'giveDomain',
        summary: 'Let a domain lead to a tenant',
        params: tenantParams,
        body: domainBody,
        response: reply204(),
      },
    },
    async (request, reply) => {
      await giveDomain(ctxOf(request), request.params.id, request.body.host);
      return reply.code(204).send(null);
    },
  );

  app.delete(
    '/operator/tenants/:id/domains/:host',
    {
      config: { access: 'operator' },
      schema: {
        tags,
        operationId: 'takeDomain',
        summary: 'Take a domain away from a tenant',
        params: operatorDomainParams,
        response: reply204(),
      },
    },
    async (request, reply) => {
      await takeDomain(ctxOf(request), request.params.id, request.params.host);
      return reply.code(204).send(null);
    },
  );

  app.put(
    '/operator/tenants/:id/primary-domain',
    {
      config: { access: 'operator' },
      schema: {
        tags,
        operationId: 'choosePrimaryDomain',
        summary: "Choose the domain that a tenant's mails name",
        params: tenantParams,
        body: primaryBody,
        response: reply204(),
      },
    },
    async (request, reply) => {
      await choosePrimary(ctxOf(request), request.params.id, request.body.host);
      return reply.code(204).send(null);
    },
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
