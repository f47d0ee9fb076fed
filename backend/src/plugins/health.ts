import type { FastifyRequest } from 'fastify';
import fp from 'fastify-plugin';
import * as z from 'zod/mini';
import type { App } from '../app.ts';
import { fail } from '../lib/errors.ts';
import { readinessOf } from '../lib/readiness.ts';
import { version } from '../lib/version.ts';
import { checkAll } from './health.checks.ts';
import { measureRequests } from './metrics.ts';
import { isLoopback, isPrivate } from './requests.ts';

declare module 'fastify' {
  interface FastifyInstance {
    /** Told to stop: /ready says so, and what is under way is finished. */
    draining: boolean;
  }
}

const check = z.object({ status: z.enum(['ok', 'failed', 'off']), ms: z.number() });
const report = z.object({
  status: z.enum(['ok', 'degraded', 'failed']),
  version: z.string(),
  checks: z.object({ database: check, redis: check, storage: check, disk: check }),
});
const readiness = z.object({ status: z.enum(['ready', 'draining', 'failed']) });

/** Probes must be answered when everything else is refused. */
const PROBE = { access: 'public', pressureHandler: () => undefined } as const;

/** This machine, and private peers that no proxy stands for: those who watch over us. */
export function isFromInside({ ip, headers }: Pick<FastifyRequest, 'ip' | 'headers'>): boolean {
  return isLoopback(ip) || (isPrivate(ip) && headers['x-forwarded-for'] === undefined);
}

/** What load balancers, watchdogs and Prometheus ask. */
export const healthPlugin = fp(
  async (app: App) => {
    app.decorate('draining', false);
    await measureRequests(app);

    app.get(
      '/health',
      {
        config: PROBE,
        schema: {
          operationId: 'readHealth',
          summary: 'What this process leans on, and whether it holds',
          tags: ['Operations'],
          response: { 200: report, 503: report },
        },
      },
      async (_request, reply) => {
        const checks = await checkAll(app.deps);
        const failed = [checks.database, checks.storage, checks.disk].some(
          ({ status }) => status === 'failed',
        );
        // Without Redis everything works, only slower: not a reason to be taken out of service.
        const status = failed ? 'failed' : checks.redis.status === 'failed' ? 'degraded' : 'ok';
        return reply
          .code(failed ? 503 : 200)
          .header('cache-control', 'no-store')
          .send({ status, version, checks });
      },
    );

    app.get(
      '/ready',
      {
        config: PROBE,
        schema: {
          operationId: 'readReadiness',
          summary: 'Whether to send this process requests',
          tags: ['Operations'],
          response: { 200: readiness, 503: readiness },
        },
      },
      async (_request, reply) => {
        const status = await readinessOf(app.deps, app.draining);
        return reply
          .code(status === 'ready' ? 200 : 503)
          .header('cache-control', 'no-store')
          .send({ status });
      },
    );

    app.get('/metrics', { config: PROBE, schema: { hide: true } }, async (request, reply) => {
      // They tell an attacker when to come.
      if (!isFromInside(request)) throw fail('NOT_FOUND');
      const { metrics } = app.deps;
      return reply.type(metrics.contentType).send(await metrics.metrics());
    });
  },
  { name: 'health' },
);
