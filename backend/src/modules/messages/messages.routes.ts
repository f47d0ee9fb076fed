import type { App } from '../../app.ts';
import { list200, reply200, reply201 } from '../../plugins/envelope.ts';
import { withIdempotency } from '../../plugins/idempotency.ts';
import { emailOnly } from '../identity/identity.contract.ts';
import { accepted, reply202 } from '../identity/identity.request.ts';
import { sendBookingLinks } from './messages.lost.ts';
import { listMessages, previewMessage, previewSample, resendMessage } from './messages.outbox.ts';
import {
  message,
  messageParams,
  messagePreview,
  outboxQuery,
  previewQuery,
  sampleQuery,
} from './outbox.contract.ts';
import { preferenceRoutes } from './preferences.routes.ts';
import { unsubscribeRoutes } from './unsubscribe.routes.ts';

/** What is said to customers: the outbox that staff sees, and how people want to be told. */
export async function messageRoutes(app: App): Promise<void> {
  const { deps } = app;
  const tags = ['Messages'];
  const read = { access: 'booking:read', scope: 'any' } as const;

  app.get(
    '/messages',
    {
      config: read,
      schema: {
        tags,
        operationId: 'listMessages',
        summary: 'Messages about the bookings that you serve, sent or to be sent',
        querystring: outboxQuery,
        response: list200(message),
      },
    },
    (request) => listMessages(request.ctx, request.query),
  );

  app.post(
    '/messages/:id/resend',
    {
      config: { access: 'booking:write', scope: 'any', idempotent: true },
      schema: {
        tags,
        operationId: 'resendMessage',
        summary: 'Send a message once more, to where the person is reached now',
        params: messageParams,
        response: reply201(message),
      },
    },
    (request, reply) =>
      withIdempotency(request, reply, async (tx) => ({
        status: 201,
        body: { data: await resendMessage(tx, deps, request.params.id) },
      })),
  );

  app.post(
    '/booking-links',
    {
      config: { access: 'public' },
      schema: {
        tags,
        operationId: 'sendBookingLinks',
        summary:
          'For guests who lost a mail: send what is ahead of an address again; same answer whether anything is',
        body: emailOnly,
        response: reply202(),
      },
    },
    async (request, reply) => {
      const { ctx, body, ip } = request;
      await sendBookingLinks(ctx, deps, { email: body.email, ip });
      return accepted(reply);
    },
  );

  app.get(
    '/messages/:id/preview',
    {
      config: read,
      schema: {
        tags,
        operationId: 'previewMessage',
        summary: 'A message as it reads now, in a language and for a channel',
        params: messageParams,
        querystring: previewQuery,
        response: reply200(messagePreview),
      },
    },
    async (request) => ({
      data: await previewMessage(request.ctx, deps, { ...request.query, ...request.params }),
    }),
  );

  app.get(
    '/message-previews',
    {
      config: read,
      schema: {
        tags,
        operationId: 'previewSampleMessage',
        summary: 'A message about a booking that is made up',
        querystring: sampleQuery,
        response: reply200(messagePreview),
      },
    },
    async (request) => ({ data: await previewSample(request.ctx, deps, request.query) }),
  );

  preferenceRoutes(app);
  await app.register(unsubscribeRoutes);
}
