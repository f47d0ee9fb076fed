import type { FastifyRequest } from 'fastify';
import type { App } from '../../app.ts';
import { reply200, reply201 } from '../../plugins/envelope.ts';
import { answerOnce, onceFor } from '../../plugins/idempotency.ts';
import { bookingHeaders } from '../bookings/bookings.contract.ts';
import { cancelSeries } from './series.cancel.ts';
import {
  series,
  seriesBody,
  seriesCancellationBody,
  seriesMoveBody,
  seriesParams,
  seriesPreview,
  seriesPreviewBody,
} from './series.contract.ts';
import { moveSeries } from './series.move.ts';
import { showSeries } from './series.reach.ts';
import { createSeries, previewSeries } from './series.service.ts';

const tokenIn = ({ headers }: FastifyRequest) => {
  const token = headers['x-booking-token'];
  return typeof token === 'string' ? token : undefined;
};

/** Bookings that repeat. */
export async function seriesRoutes(app: App): Promise<void> {
  const { deps } = app;
  const secret = deps.env.APP_SECRET;
  const tags = ['Series'];
  // Each asks for up to 52 dates.
  const rateLimit = { max: 30, windowSeconds: 60 };

  app.post(
    '/series/preview',
    {
      config: { access: 'public', rateLimit },
      schema: {
        tags,
        operationId: 'previewSeries',
        summary: 'Which dates of a series are free, and what is nearest to those that are not',
        body: seriesPreviewBody,
        response: reply200(seriesPreview),
      },
    },
    async (request) => ({ data: await previewSeries(request.ctx, deps, request.body) }),
  );

  app.post(
    '/series',
    {
      config: { access: 'public', idempotent: true, rateLimit },
      schema: {
        tags,
        operationId: 'createSeries',
        summary: 'Book what was agreed of a series: all of it, or nothing',
        body: seriesBody,
        response: reply201(series),
      },
    },
    async (request, reply) =>
      answerOnce(reply, await createSeries(request.ctx, deps, request.body, onceFor(request))),
  );

  app.get(
    '/series/:id',
    {
      config: { access: 'public' },
      schema: {
        tags,
        operationId: 'showSeries',
        summary: 'A series with its bookings',
        params: seriesParams,
        headers: bookingHeaders,
        response: reply200(series),
      },
    },
    async (request) => ({
      data: await showSeries(request.ctx, { secret, token: tokenIn(request) }, request.params.id),
    }),
  );

  app.post(
    '/series/:id/cancellation',
    {
      config: { access: 'public', idempotent: true },
      schema: {
        tags,
        operationId: 'cancelSeries',
        summary: 'Cancel one booking of a series, it and those after it, or all to come',
        params: seriesParams,
        headers: bookingHeaders,
        body: seriesCancellationBody,
        response: reply200(series),
      },
    },
    async (request, reply) => {
      const what = { ...request.params, ...request.body, token: tokenIn(request) };
      return answerOnce(reply, await cancelSeries(request.ctx, deps, what, onceFor(request)));
    },
  );

  app.post(
    '/series/:id/move',
    {
      config: { access: 'public', idempotent: true, rateLimit },
      schema: {
        tags,
        operationId: 'moveSeries',
        summary: 'Move one booking of a series, it and those after it, or all to come',
        params: seriesParams,
        headers: bookingHeaders,
        body: seriesMoveBody,
        response: reply200(series),
      },
    },
    async (request, reply) => {
      const what = { ...request.params, ...request.body, token: tokenIn(request) };
      return answerOnce(reply, await moveSeries(request.ctx, deps, what, onceFor(request)));
    },
  );
}
