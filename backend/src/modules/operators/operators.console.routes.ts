import type { FastifyRequest } from 'fastify';
import * as z from 'zod/mini';
import type { App } from '../../app.ts';
import { list200, reply200, reply204 } from '../../plugins/envelope.ts';
import {
  healthView,
  jobParams,
  jobsQuery,
  jobView,
  verticalDetails,
  verticalParams,
  verticalSummary,
} from './operators.console.contract.ts';
import { operatorCtx } from './operators.context.ts';
import { showHealth } from './operators.health.ts';
import { listJobs, removeJob, retryJob } from './operators.jobs.ts';
import { listVerticals, showVertical } from './operators.verticals.ts';

/** What an operator looks at beside the tenants: verticals, jobs and health. */
export async function operatorConsoleRoutes(app: App): Promise<void> {
  const { deps } = app;
  const config = { access: 'operator' } as const;
  const tags = ['Operators'];
  const ctxOf = (request: FastifyRequest) => operatorCtx(deps, request);

  app.get(
    '/operator/verticals',
    {
      config,
      schema: {
        tags,
        operationId: 'listVerticals',
        summary: 'Every vertical of the installation, with the mistakes in its file',
        response: reply200(z.array(verticalSummary)),
      },
    },
    async (request) => ({ data: await listVerticals(ctxOf(request), deps.verticals) }),
  );

  app.get(
    '/operator/verticals/:key',
    {
      config,
      schema: {
        tags,
        operationId: 'showVertical',
        summary: 'The look and the catalogue of a vertical',
        params: verticalParams,
        response: reply200(verticalDetails),
      },
    },
    async (request) => ({ data: await showVertical(ctxOf(request), deps.verticals, request.params.key) }),
  );

  app.get(
    '/operator/jobs',
    {
      config,
      schema: {
        tags,
        operationId: 'listJobs',
        summary: 'The jobs in the queue, the newest first',
        querystring: jobsQuery,
        response: list200(jobView),
      },
    },
    (request) => listJobs(ctxOf(request), request.query),
  );

  app.post(
    '/operator/jobs/:id/retry',
    {
      config,
      schema: {
        tags,
        operationId: 'retryJob',
        summary: 'Let a job run again at once',
        params: jobParams,
        response: reply204(),
      },
    },
    async (request, reply) => {
      await retryJob(ctxOf(request), request.params.id);
      return reply.code(204).send(null);
    },
  );

  app.delete(
    '/operator/jobs/:id',
    {
      config,
      schema: {
        tags,
        operationId: 'removeJob',
        summary: 'Take a job out of the queue for good',
        params: jobParams,
        response: reply204(),
      },
    },
    async (request, reply) => {
      await removeJob(ctxOf(request), request.params.id);
      return reply.code(204).send(null);
    },
  );

  app.get(
    '/operator/health',
    {
      config,
      schema: {
        tags,
        operationId: 'showHealth',
        summary: 'Every part of the installation',
        response: reply200(healthView),
      },
    },
    async (request) => ({ data: await showHealth(ctxOf(request), deps) }),
  );
}
