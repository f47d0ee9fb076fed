import type { FastifyRequest } from 'fastify';
import type { App } from '../../app.ts';
import { list200, reply200, reply201, reply204 } from '../../plugins/envelope.ts';
import { answerOnce, onceFor } from '../../plugins/idempotency.ts';
import { bookingHeaders } from '../bookings/bookings.contract.ts';
import { waitlistBody, waitlistEntry, waitlistParams, waitlistQuery } from './waitlist.contract.ts';
import { declineOffer, joinWaitlist, leaveWaitlist, listEntries, showEntry } from './waitlist.service.ts';

/** Waiting for time to be freed. */
export async function waitlistRoutes(app: App): Promise<void> {
  const { deps } = app;
  const tags = ['Waitlist'];
  const config = { access: 'public' } as const;
  const keyIn = ({ headers }: FastifyRequest) => {
    const token = headers['x-booking-token'];
    return { secret: deps.env.APP_SECRET, token: typeof token === 'string' ? token : undefined };
  };
  const entrySchema = { tags, params: waitlistParams, headers: bookingHeaders };

  app.post(
    '/waitlist',
    {
      config: { ...config, idempotent: true, rateLimit: { max: 20, windowSeconds: 60 } },
      schema: {
        tags,
        operationId: 'joinWaitlist',
        summary: 'Wait for time, or seats, to be freed',
        body: waitlistBody,
        response: reply201(waitlistEntry),
      },
    },
    async (request, reply) =>
      answerOnce(reply, await joinWaitlist(request.ctx, deps, request.body, onceFor(request))),
  );

  app.get(
    '/waitlist',
    {
      config: { access: 'signedIn', apiKeys: true },
      schema: {
        tags,
        operationId: 'listWaitlist',
        summary: 'What you wait for, or who waits at a business that you serve',
        querystring: waitlistQuery,
        response: list200(waitlistEntry),
      },
    },
    (request) => listEntries(request.ctx, request.query),
  );

  app.get(
    '/waitlist/:id',
    {
      config,
      schema: {
        ...entrySchema,
        operationId: 'showWaitlistEntry',
        summary: 'One entry, with what is kept for it now',
        response: reply200(waitlistEntry),
      },
    },
    async (request) => ({ data: await showEntry(request.ctx, keyIn(request), request.params.id) }),
  );

  app.post(
    '/waitlist/:id/decline',
    {
      config,
      schema: {
        ...entrySchema,
        operationId: 'declineWaitlistOffer',
        summary: 'Say no to what is kept for an entry; it waits on for another time',
        response: reply200(waitlistEntry),
      },
    },
    async (request) => ({ data: await declineOffer(request.ctx, deps, keyIn(request), request.params.id) }),
  );

  app.delete(
    '/waitlist/:id',
    {
      config,
      schema: {
        ...entrySchema,
        operationId: 'leaveWaitlist',
        summary: 'Wait no more',
        response: reply204(),
      },
    },
    async (request, reply) => {
      await leaveWaitlist(request.ctx, deps, keyIn(request), request.params.id);
      return reply.code(204).send(null);
    },
  );
}
