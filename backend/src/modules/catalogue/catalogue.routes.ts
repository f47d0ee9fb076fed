import type { FastifyRequest } from 'fastify';
import type * as z from 'zod/mini';
import type { App } from '../../app.ts';
import { list200, reply200 } from '../../plugins/envelope.ts';
import { verticalOf } from '../tenants/tenants.service.ts';
import {
  business,
  businessesQuery,
  businessPage,
  businessParams,
  listOfBusinessQuery,
  provider,
  service,
} from './catalogue.contract.ts';
import {
  listBusinesses,
  listProviders,
  listServices,
  showBusiness,
  showOwnProvider,
} from './catalogue.service.ts';
import { idParams } from './manage.contract.ts';
import { serviceTerms, termsQuery } from './terms.contract.ts';
import { showTerms } from './terms.service.ts';

/** What customers see of a tenant's offer. */
export async function catalogueRoutes(app: App): Promise<void> {
  const verticalFor = ({ ctx }: FastifyRequest) => verticalOf(app.deps.verticals, ctx.tenant);
  const config = { access: 'public' } as const;
  const kept = { ...config, kept: () => undefined };
  const tags = ['Catalogue'];

  app.get(
    '/businesses',
    {
      config: kept,
      schema: {
        tags,
        operationId: 'listBusinesses',
        summary: 'The businesses of this marketplace',
        querystring: businessesQuery,
        response: list200(business),
      },
    },
    (request) => listBusinesses(request.ctx, verticalFor(request), request.query),
  );

  app.get(
    '/businesses/:idOrSlug',
    {
      config: { ...config, kept: ({ params }) => (params as z.infer<typeof businessParams>).idOrSlug },
      schema: {
        tags,
        operationId: 'showBusiness',
        summary: 'One business with its places, services and people',
        params: businessParams,
        response: reply200(businessPage),
      },
    },
    async (request) => ({
      data: await showBusiness(request.ctx, verticalFor(request), request.params.idOrSlug),
    }),
  );

  app.get(
    '/services',
    {
      config: kept,
      schema: {
        tags,
        operationId: 'listServices',
        summary: 'What can be booked',
        querystring: listOfBusinessQuery,
        response: list200(service),
      },
    },
    (request) => listServices(request.ctx, verticalFor(request), request.query),
  );

  app.get(
    '/services/:id/terms',
    {
      config,
      schema: {
        tags,
        operationId: 'showServiceTerms',
        summary: 'What holds for a booking of a service, before one books it',
        params: idParams,
        querystring: termsQuery,
        response: reply200(serviceTerms),
      },
    },
    async ({ ctx, params, query }) => ({
      data: await showTerms(ctx, verticalOf(app.deps.verticals, ctx.tenant), params.id, query),
    }),
  );

  app.get(
    '/providers',
    {
      config: kept,
      schema: {
        tags,
        operationId: 'listProviders',
        summary: 'Who serves',
        querystring: listOfBusinessQuery,
        response: list200(provider),
      },
    },
    (request) => listProviders(request.ctx, request.query),
  );

  app.get(
    '/me/provider',
    {
      config: { access: 'signedIn' },
      schema: {
        tags,
        operationId: 'showOwnProvider',
        summary: 'Your own profile as a provider',
        response: reply200(provider),
      },
    },
    async (request) => ({ data: await showOwnProvider(request.ctx) }),
  );
}
