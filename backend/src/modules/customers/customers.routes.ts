import type { App } from '../../app.ts';
import type { Ctx } from '../../lib/context.ts';
import { list200, reply200, reply201 } from '../../plugins/envelope.ts';
import { withIdempotency } from '../../plugins/idempotency.ts';
import { businessParams } from '../catalogue/catalogue.contract.ts';
import { verticalOf } from '../tenants/tenants.service.ts';
import { blockClient, changeClient, listClients, showClient, unblockClient } from './customers.clients.ts';
import {
  blockBody,
  client,
  clientChange,
  clientDetails,
  clientParams,
  clientsQuery,
  customer,
  customerDetails,
  customerParams,
  customersQuery,
} from './customers.contract.ts';
import { listCustomers, showCustomer } from './customers.service.ts';

/** Who comes: the clients of a business for its staff, the customers of the tenant for its admins. */
export async function customerRoutes(app: App): Promise<void> {
  const { deps } = app;
  const tags = ['Customers'];
  const read = { access: 'booking:read', scope: 'any' } as const;
  const write = { access: 'booking:write', scope: 'any' } as const;
  const currencyOf = ({ tenant }: Ctx) => verticalOf(deps.verticals, tenant).locale.currency;

  app.get(
    '/businesses/:idOrSlug/clients',
    {
      config: read,
      schema: {
        tags,
        operationId: 'listClients',
        summary: 'The clients of a business',
        params: businessParams,
        querystring: clientsQuery,
        response: list200(client),
      },
    },
    ({ ctx, params, query }) => listClients(ctx, currencyOf(ctx), params.idOrSlug, query),
  );

  app.get(
    '/businesses/:idOrSlug/clients/:id',
    {
      config: read,
      schema: {
        tags,
        operationId: 'showClient',
        summary: 'What a business knows of a client',
        params: clientParams,
        response: reply200(clientDetails),
      },
    },
    async ({ ctx, params }) => ({ data: await showClient(ctx, currencyOf(ctx), params) }),
  );

  app.patch(
    '/businesses/:idOrSlug/clients/:id',
    {
      config: write,
      schema: {
        tags,
        operationId: 'changeClient',
        summary: 'Change what a business notes about a client',
        params: clientParams,
        body: clientChange,
        response: reply200(clientDetails),
      },
    },
    async ({ ctx, params, body }) => ({ data: await changeClient(ctx, currencyOf(ctx), params, body) }),
  );

  app.post(
    '/businesses/:idOrSlug/clients/:id/block',
    {
      config: { ...write, idempotent: true },
      schema: {
        tags,
        operationId: 'blockClient',
        summary: 'Let a client book nothing here by themselves any more; what they have booked stands',
        params: clientParams,
        body: blockBody,
        response: reply201(clientDetails),
      },
    },
    (request, reply) =>
      withIdempotency(request, reply, async (ctx) => ({
        status: 201,
        body: { data: await blockClient(ctx, currencyOf(ctx), request.params, request.body.reason) },
      })),
  );

  app.delete(
    '/businesses/:idOrSlug/clients/:id/block',
    {
      config: write,
      schema: {
        tags,
        operationId: 'unblockClient',
        summary: 'Let a client book here again',
        params: clientParams,
        response: reply200(clientDetails),
      },
    },
    async ({ ctx, params }) => ({ data: await unblockClient(ctx, currencyOf(ctx), params) }),
  );

  app.get(
    '/customers',
    {
      config: { access: 'booking:read' },
      schema: {
        tags,
        operationId: 'listCustomers',
        summary: 'The customers of the tenant',
        querystring: customersQuery,
        response: list200(customer),
      },
    },
    ({ ctx, query }) => listCustomers(ctx, currencyOf(ctx), query),
  );

  app.get(
    '/customers/:id',
    {
      config: { access: 'booking:read' },
      schema: {
        tags,
        operationId: 'showCustomer',
        summary: 'A customer of the tenant, with the businesses that they go to',
        params: customerParams,
        response: reply200(customerDetails),
      },
    },
    async ({ ctx, params }) => ({ data: await showCustomer(ctx, currencyOf(ctx), params.id) }),
  );
}
