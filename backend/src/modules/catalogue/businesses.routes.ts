import type { App } from '../../app.ts';
import { list200, reply200, reply201 } from '../../plugins/envelope.ts';
import { acceptQuery, strandedOnly } from '../schedules/stranded.contract.ts';
import {
  businessChange,
  managedBusiness,
  managedBusinessesQuery,
  newBusiness,
} from './businesses.contract.ts';
import {
  changeBusiness,
  createBusiness,
  deleteBusiness,
  listManagedBusinesses,
  publishBusiness,
  showManagedBusiness,
} from './businesses.service.ts';
import { changesOf } from './catalogue.changes.ts';
import { businessParams } from './catalogue.contract.ts';

const tags = ['Catalogue: manage'];
const staff = { access: 'schedule:read', scope: 'any' } as const;
const editors = { access: 'catalogue:write', scope: 'any' } as const;

/** Businesses as staff see and edit them. */
export function managedBusinessRoutes(app: App): void {
  const { change, create } = changesOf(app);

  app.get(
    '/manage/businesses',
    {
      config: staff,
      schema: {
        tags,
        operationId: 'listManagedBusinesses',
        summary: 'The businesses I work at, published or not',
        querystring: managedBusinessesQuery,
        response: list200(managedBusiness),
      },
    },
    (request) => listManagedBusinesses(request.ctx, request.query),
  );

  app.get(
    '/manage/businesses/:idOrSlug',
    {
      config: staff,
      schema: {
        tags,
        operationId: 'showManagedBusiness',
        summary: 'One of the businesses I work at',
        params: businessParams,
        response: reply200(managedBusiness),
      },
    },
    async (request) => ({ data: await showManagedBusiness(request.ctx, request.params.idOrSlug) }),
  );

  app.post(
    '/businesses',
    {
      config: { access: 'tenant:manage', idempotent: true },
      schema: {
        tags,
        operationId: 'createBusiness',
        summary: 'List a new business; customers see it once it is published',
        body: newBusiness,
        response: reply201(managedBusiness),
      },
    },
    (request, reply) => create(request, reply, (ctx) => createBusiness(ctx, request.body)),
  );

  app.patch(
    '/businesses/:idOrSlug',
    {
      config: editors,
      schema: {
        tags,
        operationId: 'changeBusiness',
        summary: 'Change what a business says about itself',
        params: businessParams,
        body: businessChange,
        response: reply200(managedBusiness),
      },
    },
    (request) => change(request, (ctx) => changeBusiness(ctx, request.params.idOrSlug, request.body)),
  );

  for (const [method, operationId, summary] of [
    ['POST', 'publishBusiness', 'Show a business to customers'],
    ['DELETE', 'unpublishBusiness', 'Hide a business from customers; bookings stay'],
  ] as const) {
    app.route({
      method,
      url: '/businesses/:idOrSlug/publication',
      config: editors,
      schema: {
        tags,
        operationId,
        summary,
        params: businessParams,
        response: reply200(managedBusiness),
      },
      handler: (request) =>
        change(request, (ctx) => publishBusiness(ctx, request.params.idOrSlug, method === 'POST')),
    });
  }

  app.delete(
    '/businesses/:idOrSlug',
    {
      config: { access: 'tenant:manage' },
      schema: {
        tags,
        operationId: 'deleteBusiness',
        summary: 'Take a business off the list',
        params: businessParams,
        querystring: acceptQuery,
        response: reply200(strandedOnly),
      },
    },
    (request) =>
      change(request, (ctx) => deleteBusiness(ctx, request.params.idOrSlug, request.query.acceptStranded)),
  );
}
