import cors from '@fastify/cors';
import type { FastifyRequest } from 'fastify';
import fp from 'fastify-plugin';
import type { App } from '../app.ts';

/** Whether an origin is another address of the same tenant: its own domain beside its name under our host. */
async function isSameTenant(app: App, request: FastifyRequest, origin: string): Promise<boolean> {
  const [there, here] = await Promise.all([
    app.tenants.tenantAt(app.tenants.siteOfOrigin(origin)),
    app.tenants.tenantAt(app.tenants.siteOfRequest(request.raw)),
  ]);
  return there !== null && there.id === here?.id;
}

/**
 * Other origins may read our answers if they are the same tenant's, with cookies, or on the operator's list, without
 * them: a listed page uses API keys, and cannot act as whoever happens to be signed in.
 */
export const corsPlugin = fp(
  async (app: App) => {
    const listed = new Set(app.deps.env.CORS_ORIGINS);
    await app.register(cors, {
      delegator: async (request: FastifyRequest) => {
        const { origin } = request.headers;
        const isListed = origin !== undefined && listed.has(origin);
        const isOwn = origin !== undefined && !isListed && (await isSameTenant(app, request, origin));
        return {
          origin: isListed || isOwn,
          credentials: isOwn,
          strictPreflight: false,
          methods: ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'],
          allowedHeaders: [
            'authorization',
            'content-type',
            'idempotency-key',
            'if-none-match',
            'x-booking-token',
            'x-csrf-token',
            'x-request-id',
            'x-tenant',
          ],
          exposedHeaders: ['etag', 'idempotency-replayed', 'retry-after', 'x-request-id'],
          maxAge: 600,
        };
      },
    });
  },
  { name: 'cors' },
);
