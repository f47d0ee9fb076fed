import type { App } from '../../app.ts';
import { list200, reply200, reply201, reply204 } from '../../plugins/envelope.ts';
import { withIdempotency } from '../../plugins/idempotency.ts';
import { createApiKey, listApiKeys, revokeApiKey } from './identity.apikeys.ts';
import {
  apiKey,
  apiKeyRequest,
  emailChange,
  idParams,
  me,
  newApiKey,
  passwordChange,
  profileChange,
  session,
} from './identity.contract.ts';
import { requestEmailChange } from './identity.email.ts';
import { changePassword } from './identity.password.ts';
import { getMe, updateMe } from './identity.profile.ts';
import { accepted, reply202, type IdentityWeb } from './identity.request.ts';
import { listSessions, revokeSession } from './identity.sessions.ts';

const tags = ['My account'];

function profileRoutes(app: App, { ctxOf }: IdentityWeb): void {
  app.get(
    '/me',
    {
      config: { access: 'signedIn', apiKeys: true },
      schema: { tags, operationId: 'getMe', summary: 'Who I am and what I may do', response: reply200(me) },
    },
    async (request) => ({ data: await getMe(ctxOf(request)) }),
  );

  app.patch(
    '/me',
    {
      config: { access: 'signedIn' },
      schema: {
        tags,
        operationId: 'updateMe',
        summary: 'Change my name or language',
        body: profileChange,
        response: reply200(me),
      },
    },
    async (request) => ({ data: await updateMe(ctxOf(request), request.body) }),
  );

  app.post(
    '/me/password',
    {
      config: { access: 'signedIn' },
      schema: {
        tags,
        operationId: 'changePassword',
        summary: 'Change my password; ends my other sessions',
        body: passwordChange,
        response: reply204(),
      },
    },
    async (request, reply) => {
      await changePassword(ctxOf(request), request.body);
      return reply.code(204).send(null);
    },
  );

  app.post(
    '/me/email',
    {
      config: { access: 'signedIn' },
      schema: {
        tags,
        operationId: 'requestEmailChange',
        summary: 'Ask for a link that moves my account to a new address',
        body: emailChange,
        response: reply202(),
      },
    },
    async (request, reply) => {
      await requestEmailChange(ctxOf(request), request.body);
      return accepted(reply);
    },
  );
}

function sessionRoutes(app: App, { ctxOf, signOut }: IdentityWeb): void {
  app.get(
    '/me/sessions',
    {
      config: { access: 'signedIn' },
      schema: {
        tags,
        operationId: 'listMySessions',
        summary: 'Where I am signed in (at most 50 sessions)',
        response: list200(session),
      },
    },
    async (request) => ({ data: await listSessions(ctxOf(request)) }),
  );

  app.delete(
    '/me/sessions/:id',
    {
      config: { access: 'signedIn' },
      schema: {
        tags,
        operationId: 'revokeMySession',
        summary: 'Sign out on one device',
        params: idParams,
        response: reply204(),
      },
    },
    async (request, reply) => {
      await revokeSession(ctxOf(request), request.params.id);
      if (request.params.id === request.actor.sessionId) signOut(reply);
      return reply.code(204).send(null);
    },
  );
}

function apiKeyRoutes(app: App, { ctxOf }: IdentityWeb): void {
  app.get(
    '/me/api-keys',
    {
      config: { access: 'signedIn' },
      schema: {
        tags,
        operationId: 'listMyApiKeys',
        summary: 'My API keys (at most 20)',
        response: list200(apiKey),
      },
    },
    async (request) => ({ data: await listApiKeys(ctxOf(request)) }),
  );

  app.post(
    '/me/api-keys',
    {
      config: { access: 'signedIn', idempotent: true },
      schema: {
        tags,
        operationId: 'createMyApiKey',
        summary: 'Make an API key; the key itself is told once',
        body: apiKeyRequest,
        response: reply201(newApiKey),
      },
    },
    (request, reply) =>
      withIdempotency(request, reply, async (tx) => ({
        status: 201,
        body: { data: await createApiKey(tx, request.body) },
      })),
  );

  app.delete(
    '/me/api-keys/:id',
    {
      config: { access: 'signedIn' },
      schema: {
        tags,
        operationId: 'revokeMyApiKey',
        summary: 'End an API key, at once',
        params: idParams,
        response: reply204(),
      },
    },
    async (request, reply) => {
      await revokeApiKey(ctxOf(request), request.params.id);
      return reply.code(204).send(null);
    },
  );
}

export function meRoutes(app: App, web: IdentityWeb): void {
  profileRoutes(app, web);
  sessionRoutes(app, web);
  apiKeyRoutes(app, web);
}
