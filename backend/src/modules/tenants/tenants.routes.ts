import type { FastifyRequest } from 'fastify';
import * as z from 'zod/mini';
import type { App } from '../../app.ts';
import { demoSummary } from '../../database/demo.ts';
import { failWith } from '../../lib/errors.ts';
import { reply200 } from '../../plugins/envelope.ts';
import { dressedAs } from '../brand/brand.dress.ts';
import { heldBrand } from '../brand/brand.held.ts';
import { brandOf } from './tenants.brand.ts';
import { demoView, iconName, tenantErrors, tenantView } from './tenants.contract.ts';
import { drawIcon } from './tenants.icon.ts';
import { verticalOf, viewTenant } from './tenants.service.ts';

const fail = failWith(tenantErrors);

/** The tenant that lives at the host asked. */
export async function tenantRoutes(app: App): Promise<void> {
  const config = { access: 'public', tenant: 'optional' } as const;
  const tags = ['Tenant'];
  const { media: store } = app.deps;

  function tenantOf({ tenant }: FastifyRequest) {
    if (!tenant) throw fail('TENANT_NONE');
    return { tenant, vertical: verticalOf(app.deps.verticals, tenant) };
  }

  app.get(
    '/tenant',
    {
      config: { ...config, kept: () => undefined },
      schema: {
        tags,
        operationId: 'showTenant',
        summary: 'The tenant of this host: words, customs, brand',
        response: reply200(tenantView),
      },
    },
    async (request) => {
      const { tenant, vertical } = tenantOf(request);
      return { data: viewTenant(tenant, vertical, await heldBrand(app.deps, tenant.id)) };
    },
  );

  app.get(
    '/tenant/icons/:name',
    {
      config,
      schema: {
        tags,
        operationId: 'showTenantIcon',
        summary: "The tenant's icon as PNG",
        params: z.strictObject({ name: iconName }),
      },
    },
    async (request, reply) => {
      const { tenant, vertical } = tenantOf(request);
      const { name } = request.params;
      const held = await heldBrand(app.deps, tenant.id);
      // Drawn once per process and brand: it takes tens of milliseconds, and changes with the brand only.
      const png = await app.deps.cache.get(tenant.id, 'icon', `${name} ${held.version}`, async () => {
        const brand = brandOf(dressedAs(vertical, held.value));
        const logo = held.logo && (await store.read(`${held.logo.storageKey}/master.webp`));
        return (await drawIcon(tenant.name, brand, name, logo ?? undefined)).toString('base64');
      });
      return reply
        .type('image/png')
        .header('cache-control', 'public, max-age=86400')
        .send(Buffer.from(png, 'base64'));
    },
  );

  if (!app.deps.env.DEMO) return;
  app.get(
    '/demo',
    {
      config: { access: 'public', tenant: 'none' },
      schema: {
        tags,
        operationId: 'showDemo',
        summary: 'The tenants of the demo (demo only)',
        response: reply200(demoView),
      },
    },
    async () => {
      const { tenants } = demoSummary(app.deps.verticals.values(), app.deps.env.PUBLIC_URL);
      return { data: { tenants } };
    },
  );
}
