import type { App } from '../../app.ts';
import { list200, reply201, reply204 } from '../../plugins/envelope.ts';
import { withIdempotency } from '../../plugins/idempotency.ts';
import { announcing } from './identity.context.ts';
import { listOwnedApiKeys, revokeOwnedApiKey } from './identity.apikeys.ts';
import {
  apiKeysQuery,
  grantParams,
  idParams,
  ownedApiKey,
  newMember,
  peopleQuery,
  person,
  roleGrant,
  roleGrantRequest,
} from './identity.contract.ts';
import { addMember, grantRole, listPeople, revokeRole } from './identity.people.ts';
import type { IdentityWeb } from './identity.request.ts';

const tags = ['People'];

export function peopleRoutes(app: App, { ctxOf }: IdentityWeb): void {
  app.get(
    '/users',
    {
      config: { access: 'user:read', scope: 'any' },
      schema: {
        tags,
        operationId: 'listPeople',
        summary: 'The people of the tenant, or of the businesses I may see',
        querystring: peopleQuery,
        response: list200(person),
      },
    },
    (request) => listPeople(ctxOf(request), request.query),
  );

  app.post(
    '/users/:id/roles',
    {
      config: { access: 'user:manage', scope: 'any', idempotent: true },
      schema: {
        tags,
        operationId: 'grantRole',
        summary: 'Give someone a role; nobody gives more than they hold',
        params: idParams,
        body: roleGrantRequest,
        response: reply201(roleGrant),
      },
    },
    async (request, reply) => {
      const effects = announcing(ctxOf(request));
      const body = await withIdempotency(request, reply, async (tx) => ({
        status: 201,
        body: { data: await grantRole(effects.within(tx), request.params.id, request.body) },
      }));
      await effects.settle();
      return body;
    },
  );

  app.post(
    '/businesses/:id/members',
    {
      // Few, because the answer tells whether an address has an account.
      config: {
        access: 'user:manage',
        scope: 'any',
        idempotent: true,
        rateLimit: { max: 30, windowSeconds: 3600 },
      },
      schema: {
        tags,
        operationId: 'addMember',
        summary: 'Take somebody with an account here into the team of a business',
        params: idParams,
        body: newMember,
        response: reply201(roleGrant),
      },
    },
    async (request, reply) => {
      const effects = announcing(ctxOf(request));
      const body = await withIdempotency(request, reply, async (tx) => ({
        status: 201,
        body: { data: await addMember(effects.within(tx), request.params.id, request.body) },
      }));
      await effects.settle();
      return body;
    },
  );

  app.delete(
    '/users/:id/roles/:grantId',
    {
      config: { access: 'user:manage', scope: 'any' },
      schema: {
        tags,
        operationId: 'revokeRole',
        summary: 'Take a role away',
        params: grantParams,
        response: reply204(),
      },
    },
    async (request, reply) => {
      await revokeRole(ctxOf(request), request.params.id, request.params.grantId);
      return reply.code(204).send(null);
    },
  );
}

/** The keys of everybody of the tenant; one's own are under /me. */
export function ownedKeyRoutes(app: App, { ctxOf }: IdentityWeb): void {
  app.get(
    '/api-keys',
    {
      config: { access: 'user:manage' },
      schema: {
        tags,
        operationId: 'listApiKeys',
        summary: 'The API keys of all people of the tenant, the newest first',
        querystring: apiKeysQuery,
        response: list200(ownedApiKey),
      },
    },
    (request) => listOwnedApiKeys(ctxOf(request), request.query),
  );

  app.delete(
    '/api-keys/:id',
    {
      config: { access: 'user:manage' },
      schema: {
        tags,
        operationId: 'revokeApiKey',
        summary: 'End the API key of anybody of the tenant, at once',
        params: idParams,
        response: reply204(),
      },
    },
    async (request, reply) => {
      await revokeOwnedApiKey(ctxOf(request), request.params.id);
      return reply.code(204).send(null);
    },
  );
}
