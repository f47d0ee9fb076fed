import type { FastifyRequest } from 'fastify';
import fp from 'fastify-plugin';
import type { App } from '../app.ts';
import { fail, failWith } from '../lib/errors.ts';
import { tenantErrors } from '../modules/tenants/tenants.contract.ts';
import type { ResolvedTenant } from '../modules/tenants/tenants.service.ts';
import { tenantLookup, type TenantLookup } from './tenant.lookup.ts';

declare module 'fastify' {
  interface FastifyInstance {
    tenants: TenantLookup;
  }
  interface FastifyRequest {
    /** Whose site was asked; null on the installation's own host and on routes that belong to no tenant. */
    tenant: ResolvedTenant | null;
  }
  interface FastifyContextConfig {
    /** `optional`: also without a tenant. `none`: of the installation, on any host. Otherwise one is required. */
    tenant?: 'optional' | 'none';
  }
}

/** What still answers for a suspended tenant: its pages need its name, colours and icon to say so. */
const OPEN_WHILE_SUSPENDED = new Set(['/api/v1/tenant', '/api/v1/tenant/icons/:name']);

const failTenant = failWith(tenantErrors);

type Need = 'required' | 'optional' | 'none' | 'operator';

function needOf({ is404, routeOptions: { url = '', config } }: FastifyRequest): Need {
  if (is404 || !url.startsWith('/api/')) return 'none';
  if (config.access === 'operator') return 'operator';
  return config.tenant ?? 'required';
}

function refuseSuspended({ method, routeOptions }: FastifyRequest, { suspended }: ResolvedTenant): void {
  const isOpen = (method === 'GET' || method === 'HEAD') && OPEN_WHILE_SUSPENDED.has(routeOptions.url ?? '');
  if (suspended && !isOpen) throw failTenant('TENANT_SUSPENDED');
}

/** Finds out whose site a request is for, once, from its host. */
export const tenantPlugin = fp(
  async (app: App) => {
    const lookup = tenantLookup(app.deps);
    app.decorate('tenants', lookup);
    app.decorateRequest('tenant', null);

    app.addHook('onRequest', async (request) => {
      const need = needOf(request);
      if (need === 'none') return;
      const site = lookup.siteOfRequest(request.raw);
      // The operators' console exists on the installation's own host, and nowhere else.
      if (need === 'operator') {
        if (site.kind !== 'installation') throw fail('NOT_FOUND');
        return;
      }
      if (site.kind === 'installation') {
        if (need === 'required') throw failTenant('TENANT_NONE');
        return;
      }
      const tenant = await lookup.tenantAt(site);
      if (!tenant) throw failTenant('TENANT_UNKNOWN');
      refuseSuspended(request, tenant);
      request.tenant = tenant;
    });
  },
  { name: 'tenant' },
);
