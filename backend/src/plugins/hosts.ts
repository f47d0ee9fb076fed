import fp from 'fastify-plugin';
import * as z from 'zod/mini';
import type { App } from '../app.ts';
import { fail } from '../lib/errors.ts';
import { isFromInside } from './health.ts';

/**
 * Caddy asks before it gets a certificate (`on_demand_tls`): yes for the installation's own host, the slug of a tenant below it and the
 * proven domain of a tenant; no for everything else that a stranger may point here.
 */
export const hostsPlugin = fp(
  async (app: App) => {
    app.get(
      '/internal/hosts',
      {
        config: { access: 'public' },
        schema: { hide: true, querystring: z.strictObject({ domain: z.string().check(z.maxLength(253)) }) },
      },
      async (request, reply) => {
        if (!isFromInside(request)) throw fail('NOT_FOUND');
        const site = app.tenants.siteOfHost(request.query.domain);
        const isOurs = site.kind === 'installation' || (await app.tenants.tenantAt(site)) !== null;
        if (!isOurs) throw fail('NOT_FOUND');
        return reply.type('text/plain').send('yes\n');
      },
    );
  },
  { name: 'hosts', dependencies: ['tenant', 'health'] },
);
