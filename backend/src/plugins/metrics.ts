import type { FastifyRequest } from 'fastify';
import fastifyMetrics from 'fastify-metrics';
import type { App } from '../app.ts';
import { Counter, fewOf, WAITS } from '../lib/metrics.ts';

/** What a request was about is told by its route's pattern, never by its address: that has ids, and tokens. */
export async function measureRequests(app: App): Promise<void> {
  const registers = [app.deps.metrics];
  // Compiled to CommonJS: what ES modules call default is its default's default.
  await app.register(fastifyMetrics.default, {
    endpoint: null,
    // The process is measured where its metrics are shown.
    defaultMetrics: { enabled: false },
    routeMetrics: {
      enabled: { histogram: true, summary: false },
      overrides: { histogram: { buckets: WAITS, registers }, summary: { registers: [] } },
    },
  });
  const refusals = new Counter({
    name: 'turnero_refusals_total',
    help: 'Requests that were answered with an error, by its code',
    labelNames: ['code'],
    registers,
  });
  const ofTenants = new Counter({
    name: 'turnero_tenant_requests_total',
    help: 'Requests to the site of a tenant, by the class of their status; those of many tenants are one: "other"',
    labelNames: ['tenant', 'status'],
    registers,
  });
  const nameOf = fewOf();
  app.addHook('onResponse', async (request: FastifyRequest, { statusCode }) => {
    if (request.refusal) refusals.inc({ code: request.refusal });
    const slug = request.tenant?.slug;
    if (slug) ofTenants.inc({ tenant: nameOf(slug), status: `${Math.floor(statusCode / 100)}xx` });
  });
}
