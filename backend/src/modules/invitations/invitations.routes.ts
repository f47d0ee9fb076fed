import type { FastifyRequest } from 'fastify';
import type { App } from '../../app.ts';
import { list200, reply200, reply201, reply204 } from '../../plugins/envelope.ts';
import { withIdempotency } from '../../plugins/idempotency.ts';
import { announcing, fail, type IdentityCtx } from '../identity/identity.context.ts';
import { signedIn, tokenOnly } from '../identity/identity.contract.ts';
import { mayMail } from '../identity/identity.mail.ts';
import { identityWeb } from '../identity/identity.request.ts';
import { verticalOf } from '../tenants/tenants.service.ts';
import { acceptInvitation, showInvitation } from './invitations.accept.ts';
import {
  acceptance,
  invitation,
  invitationParams,
  invitationsQuery,
  newInvitation,
  shownInvitation,
} from './invitations.contract.ts';
import {
  addressOf,
  invite,
  listInvitations,
  resendInvitation,
  revokeInvitation,
} from './invitations.service.ts';

const tags = ['People'];

/** An address is not flooded, whoever asks. @throws TOO_MANY_REQUESTS */
async function demandMail(ctx: IdentityCtx, email: string): Promise<void> {
  if (!(await mayMail(ctx, email))) throw fail('TOO_MANY_REQUESTS', { retryAfterSeconds: 3600 });
}

/** Roles offered by mail. */
export async function invitationRoutes(app: App): Promise<void> {
  const { ctxOf, answerSignIn } = identityWeb(app);
  const localeOf = ({ ctx }: FastifyRequest) => verticalOf(app.deps.verticals, ctx.tenant).locale.default;
  const config = { access: 'user:manage', scope: 'any' } as const;
  // Nothing that depends on who asks may be kept by anything in between.
  app.addHook('onRequest', async (_request, reply) => {
    void reply.header('cache-control', 'no-store');
  });

  app.post(
    '/invitations',
    {
      config: { ...config, idempotent: true, rateLimit: { max: 60, windowSeconds: 3600 } },
      schema: {
        tags,
        operationId: 'inviteSomebody',
        summary: 'Offer a role by mail to whoever reads an address, with an account or without',
        body: newInvitation,
        response: reply201(invitation),
      },
    },
    async (request, reply) => {
      const ctx = ctxOf(request);
      await demandMail(ctx, request.body.email);
      const effects = announcing(ctx);
      const body = await withIdempotency(request, reply, async (tx) => ({
        status: 201,
        body: { data: await invite(effects.within(tx), request.body, localeOf(request)) },
      }));
      await effects.settle();
      return body;
    },
  );

  app.get(
    '/invitations',
    {
      config,
      schema: {
        tags,
        operationId: 'listInvitations',
        summary: 'Invitations that nobody has taken up, the newest first',
        querystring: invitationsQuery,
        response: list200(invitation),
      },
    },
    (request) => listInvitations(ctxOf(request), request.query),
  );

  app.post(
    '/invitations/:id/resend',
    {
      config,
      schema: {
        tags,
        operationId: 'resendInvitation',
        summary: 'Send an invitation again, with a new link',
        params: invitationParams,
        response: reply200(invitation),
      },
    },
    async (request) => {
      const ctx = ctxOf(request);
      await demandMail(ctx, await addressOf(ctx, request.params.id));
      return { data: await resendInvitation(ctx, request.params.id, localeOf(request)) };
    },
  );

  app.delete(
    '/invitations/:id',
    {
      config,
      schema: {
        tags,
        operationId: 'revokeInvitation',
        summary: 'Take an invitation back',
        params: invitationParams,
        response: reply204(),
      },
    },
    async (request, reply) => {
      await revokeInvitation(ctxOf(request), request.params.id);
      return reply.code(204).send(null);
    },
  );

  app.post(
    '/invitations/lookup',
    {
      config: { access: 'public' },
      schema: {
        tags,
        operationId: 'showInvitation',
        summary: 'What an invitation is to, for whoever holds its link',
        body: tokenOnly,
        response: reply200(shownInvitation),
      },
    },
    async (request) => ({ data: await showInvitation(ctxOf(request), request.body.token) }),
  );

  app.post(
    '/invitations/acceptance',
    {
      config: { access: 'public' },
      schema: {
        tags,
        operationId: 'acceptInvitation',
        summary:
          'Take an invitation up by its link, which is used up; signs in, with a new account where there was none',
        body: acceptance,
        response: reply200(signedIn),
      },
    },
    async (request, reply) => {
      const ctx = ctxOf(request);
      const { locale = localeOf(request) } = request.body;
      return answerSignIn(ctx, reply, await acceptInvitation(ctx, request.body, locale));
    },
  );
}
