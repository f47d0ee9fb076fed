import type { FastifyRequest } from 'fastify';
import type { App } from '../../app.ts';
import { list200, reply200, reply204 } from '../../plugins/envelope.ts';
import { touch } from '../availability/availability.freshness.ts';
import { tenantView } from '../tenants/tenants.contract.ts';
import { verticalOf, viewTenant } from '../tenants/tenants.service.ts';
import {
  brandVersion,
  brandView,
  draftBody,
  draftView,
  publication,
  versionParams,
  versionsQuery,
} from './brand.contract.ts';
import {
  dropDraft,
  heldDraft,
  listVersions,
  publishBrand,
  restoreBrand,
  saveDraft,
  showBrand,
} from './brand.service.ts';

/** A tenant's look and words: tried out by its admins, shown to everybody, brought back. */
export async function brandRoutes(app: App): Promise<void> {
  const tags = ['Brand'];
  const config = { access: 'tenant:manage' } as const;
  const verticalFor = ({ ctx }: FastifyRequest) => verticalOf(app.deps.verticals, ctx.tenant);
  // Whoever published looks at the site next, and may ask this very process.
  async function forget({ ctx }: FastifyRequest): Promise<void> {
    await app.deps.cache.invalidate(ctx.tenant.id, 'brand', 'held');
    await touch(app.deps, ctx.tenant.id, null);
  }

  app.get(
    '/brand',
    {
      config,
      schema: {
        tags,
        operationId: 'showBrand',
        summary: 'The brand: inherited, own, and the draft of whoever asks',
        response: reply200(brandView),
      },
    },
    async (request) => ({ data: await showBrand(request.ctx, verticalFor(request)) }),
  );

  app.put(
    '/brand',
    {
      config,
      schema: {
        tags,
        operationId: 'publishBrand',
        summary: 'Show a brand to everybody; {} is the look of the vertical',
        body: publication,
        response: reply200(brandView),
      },
    },
    async (request) => {
      await publishBrand(request.ctx, verticalFor(request), request.body);
      await forget(request);
      return { data: await showBrand(request.ctx, verticalFor(request)) };
    },
  );

  app.put(
    '/brand/draft',
    {
      config,
      schema: {
        tags,
        operationId: 'saveBrandDraft',
        summary: 'Try a brand out: nobody else sees it',
        body: draftBody,
        response: reply200(draftView),
      },
    },
    async (request) => ({
      data: await saveDraft(request.ctx, verticalFor(request), request.body.value),
    }),
  );

  app.delete(
    '/brand/draft',
    {
      config,
      schema: { tags, operationId: 'dropBrandDraft', summary: 'Forget the draft', response: reply204() },
    },
    async (request, reply) => {
      await dropDraft(request.ctx);
      return reply.code(204).send(null);
    },
  );

  app.get(
    '/brand/preview',
    {
      config,
      schema: {
        tags,
        operationId: 'previewBrand',
        summary: 'The tenant as its pages would show it in the draft of whoever asks',
        response: reply200(tenantView),
      },
    },
    async (request) => {
      const { ctx } = request;
      const tenant = { ...ctx.tenant, suspended: false };
      return { data: viewTenant(tenant, verticalFor(request), await heldDraft(ctx)) };
    },
  );

  app.get(
    '/brand/versions',
    {
      config,
      schema: {
        tags,
        operationId: 'listBrandVersions',
        summary: 'What the brand was, the newest first',
        querystring: versionsQuery,
        response: list200(brandVersion),
      },
    },
    (request) => listVersions(request.ctx, request.query),
  );

  app.post(
    '/brand/versions/:version/restoration',
    {
      config,
      schema: {
        tags,
        operationId: 'restoreBrand',
        summary: "Bring an earlier version back; 0 is the vertical's own look",
        params: versionParams,
        response: reply200(brandView),
      },
    },
    async (request) => {
      await restoreBrand(request.ctx, verticalFor(request), request.params.version);
      await forget(request);
      return { data: await showBrand(request.ctx, verticalFor(request)) };
    },
  );
}
