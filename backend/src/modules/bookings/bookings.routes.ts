import type { FastifyRequest } from 'fastify';
import type { App } from '../../app.ts';
import { list200, reply200, reply201, reply204 } from '../../plugins/envelope.ts';
import { answerOnce, onceFor } from '../../plugins/idempotency.ts';
import { cancelBooking, previewCancellation, releaseHold } from './bookings.cancel.ts';
import {
  booking,
  bookingBody,
  bookingHeaders,
  bookingParams,
  bookingsQuery,
  cancellationBody,
  cancellationPreview,
  holdBody,
} from './bookings.contract.ts';
import { listBookings, showBooking } from './bookings.list.ts';
import { takeTry } from './bookings.quota.ts';
import { createBooking, createHold } from './bookings.service.ts';

export const tokenIn = ({ headers }: FastifyRequest) => {
  const token = headers['x-booking-token'];
  return typeof token === 'string' ? token : undefined;
};

/** Holding, booking and cancelling. */
export async function bookingRoutes(app: App): Promise<void> {
  const { deps } = app;
  const secret = deps.env.APP_SECRET;
  const tags = ['Bookings'];

  app.post(
    '/holds',
    {
      config: { access: 'public', idempotent: true },
      schema: {
        tags,
        operationId: 'createHold',
        summary: 'Keep a time for a few minutes',
        body: holdBody,
        response: reply201(booking),
      },
    },
    async (request, reply) => {
      await takeTry(request);
      return answerOnce(reply, await createHold(request.ctx, deps, request.body, onceFor(request)));
    },
  );

  app.delete(
    '/holds/:id',
    {
      config: { access: 'public' },
      schema: {
        tags,
        operationId: 'releaseHold',
        summary: 'Give a held time free again',
        params: bookingParams,
        headers: bookingHeaders,
        response: reply204(),
      },
    },
    async (request, reply) => {
      await releaseHold(request.ctx, deps, request.params.id, tokenIn(request));
      void reply.code(204);
      return null;
    },
  );

  app.post(
    '/bookings',
    {
      config: { access: 'public', idempotent: true },
      schema: {
        tags,
        operationId: 'createBooking',
        summary: 'Book what was held, or a start that is offered',
        body: bookingBody,
        headers: bookingHeaders,
        response: reply201(booking),
      },
    },
    async (request, reply) => {
      if (request.ctx.actor.id === null && request.body.holdId === undefined) await takeTry(request);
      const wanted = { ...request.body, token: tokenIn(request) };
      return answerOnce(reply, await createBooking(request.ctx, deps, wanted, onceFor(request)));
    },
  );

  app.get(
    '/bookings',
    {
      config: { access: 'signedIn', apiKeys: true },
      schema: {
        tags,
        operationId: 'listBookings',
        summary: 'Your bookings, or those of a business that you serve',
        querystring: bookingsQuery,
        response: list200(booking),
      },
    },
    (request) => listBookings(request.ctx, request.query),
  );

  app.get(
    '/bookings/:id',
    {
      config: { access: 'public' },
      schema: {
        tags,
        operationId: 'showBooking',
        summary: 'One booking',
        params: bookingParams,
        headers: bookingHeaders,
        response: reply200(booking),
      },
    },
    async (request) => ({
      data: await showBooking(request.ctx, { secret, token: tokenIn(request) }, request.params.id),
    }),
  );

  app.get(
    '/bookings/:id/cancellation',
    {
      config: { access: 'public' },
      schema: {
        tags,
        operationId: 'previewCancellation',
        summary: 'What cancelling a booking costs now, and when that changes',
        params: bookingParams,
        headers: bookingHeaders,
        response: reply200(cancellationPreview),
      },
    },
    async (request) => ({
      data: await previewCancellation(request.ctx, { secret, token: tokenIn(request) }, request.params.id),
    }),
  );

  app.post(
    '/bookings/:id/cancellation',
    {
      config: { access: 'public', idempotent: true },
      schema: {
        tags,
        operationId: 'cancelBooking',
        summary: 'Cancel a booking',
        params: bookingParams,
        headers: bookingHeaders,
        body: cancellationBody,
        response: reply200(booking),
      },
    },
    async (request, reply) => {
      const what = { ...request.params, ...request.body, token: tokenIn(request) };
      return answerOnce(reply, await cancelBooking(request.ctx, deps, what, onceFor(request)));
    },
  );
}
