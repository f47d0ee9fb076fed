import type { FastifyRequest } from 'fastify';
import fp from 'fastify-plugin';
import type { App } from '../app.ts';
import { fail } from '../lib/errors.ts';
import { networkOf, type Limit } from '../lib/limits.ts';
import { isLoopback } from './requests.ts';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** How often one address may use this route of one tenant. */
    rateLimit?: Limit;
  }
}

/** What one address may ask in all, before anything is looked up for it. */
const OVERALL: Limit = { max: 600, windowSeconds: 60 };

async function take({ server }: FastifyRequest, key: string, limit: Limit): Promise<void> {
  const { allowed, retryAfterSeconds } = await server.deps.limits.take(key, limit);
  if (!allowed) throw fail('TOO_MANY_REQUESTS', { retryAfterSeconds });
}

/**
 * Limits per address: one overall, first of all; one per route where its config asks for it, once the tenant is known.
 * This machine itself (health checks, pages rendered on the server, benchmarks) has no overall limit.
 */
export const limitsPlugin = fp(
  async (app: App) => {
    app.addHook('onRequest', async (request) => {
      if (isLoopback(request.ip)) return;
      await take(request, `address:${networkOf(request.ip)}`, OVERALL);
    });
    // After every onRequest hook, before the body is read.
    app.addHook('preParsing', async (request) => {
      const { method, url = '', config } = request.routeOptions;
      if (!config.rateLimit) return;
      const key = `route:${request.tenant?.id ?? 'none'}:${String(method)} ${url}:${networkOf(request.ip)}`;
      await take(request, key, config.rateLimit);
    });
  },
  { name: 'limits' },
);
