import type { App } from '../../app.ts';
import { list200, reply200, reply201 } from '../../plugins/envelope.ts';
import { changesOf } from '../catalogue/catalogue.changes.ts';
import { verticalOf } from '../tenants/tenants.service.ts';
import {
  application,
  applicationParams,
  applicationsQuery,
  newApplication,
  ownApplication,
  refusalBody,
  signUpRules,
} from './applications.contract.ts';
import { approveApplication, listApplications, refuseApplication } from './applications.decide.ts';
import { beginApplication, showOwnApplication, signUpOf, submitApplication } from './applications.service.ts';

/** How a business joins: begun by whoever owns it, decided by an admin where the vertical's file asks for that. */
export async function applicationRoutes(app: App): Promise<void> {
  const tags = ['Joining'];
  const { change, create } = changesOf(app);
  const own = { access: 'signedIn' } as const;
  const admins = { access: 'tenant:manage' } as const;

  app.get(
    '/sign-up-rules',
    {
      config: { access: 'public' },
      schema: {
        tags,
        operationId: 'showSignUpRules',
        summary: 'Whether businesses may join by themselves',
        response: reply200(signUpRules),
      },
    },
    async ({ ctx }) => ({ data: { signUp: signUpOf(verticalOf(app.deps.verticals, ctx.tenant)) } }),
  );

  app.post(
    '/business-applications',
    {
      config: { ...own, idempotent: true, rateLimit: { max: 10, windowSeconds: 3600 } },
      schema: {
        tags,
        operationId: 'beginApplication',
        summary: 'Begin with a business of my own, hidden until it is ready; I own it and serve there',
        body: newApplication,
        response: reply201(ownApplication),
      },
    },
    async (request, reply) => {
      const body = await create(request, reply, (ctx) => beginApplication(ctx, request.body));
      const { tenant, actor } = request.ctx;
      // What they may do has grown, from their very next request on.
      if (actor.id !== null) await app.deps.cache.invalidate(tenant.id, 'user', actor.id);
      return body;
    },
  );

  app.get(
    '/me/business-application',
    {
      config: own,
      schema: {
        tags,
        operationId: 'showMyApplication',
        summary: 'The application that I began last, with what is missing',
        response: reply200(ownApplication),
      },
    },
    async ({ ctx }) => ({ data: await showOwnApplication(ctx) }),
  );

  app.post(
    '/business-applications/:id/submission',
    {
      config: own,
      schema: {
        tags,
        operationId: 'submitApplication',
        summary: 'Hand my application in: published at once where joining is open, else decided by an admin',
        params: applicationParams,
        response: reply200(ownApplication),
      },
    },
    (request) => change(request, (ctx) => submitApplication(ctx, app.deps.env, request.params.id)),
  );

  app.get(
    '/business-applications',
    {
      config: admins,
      schema: {
        tags,
        operationId: 'listApplications',
        summary: 'Who asks to join, the oldest first; left out: those waiting',
        querystring: applicationsQuery,
        response: list200(application),
      },
    },
    (request) => listApplications(request.ctx, request.query),
  );

  app.post(
    '/business-applications/:id/approval',
    {
      config: admins,
      schema: {
        tags,
        operationId: 'approveApplication',
        summary: 'Let a business in, and show it to customers',
        params: applicationParams,
        response: reply200(application),
      },
    },
    (request) => change(request, (ctx) => approveApplication(ctx, app.deps.env, request.params.id)),
  );

  app.post(
    '/business-applications/:id/refusal',
    {
      config: admins,
      schema: {
        tags,
        operationId: 'refuseApplication',
        summary: 'Say why a business cannot join as it is; it may be handed in again',
        params: applicationParams,
        body: refusalBody,
        response: reply200(application),
      },
    },
    (request) =>
      change(request, (ctx) => refuseApplication(ctx, app.deps.env, request.params.id, request.body.reason)),
  );
}
