import * as z from 'zod/mini';
import type { FastifyRequest } from 'fastify';
import type { App } from '../../app.ts';
import { list200, reply200, reply201 } from '../../plugins/envelope.ts';
import { acceptQuery, strandedOnly } from '../schedules/stranded.contract.ts';
import { verticalOf } from '../tenants/tenants.service.ts';
import { changesOf } from './catalogue.changes.ts';
import { businessParams } from './catalogue.contract.ts';
import { serviceChange, managedService, managedServiceType, newService } from './services.contract.ts';
import {
  changeService,
  createService,
  deleteService,
  publishService,
  listManagedServices,
  showManagedService,
} from './services.service.ts';
import { idParams, managedQuery } from './manage.contract.ts';
import { viewServiceTypes } from './services.views.ts';

const tags = ['Catalogue: manage'];
const staff = { access: 'schedule:read', scope: 'any' } as const;
const editors = { access: 'catalogue:write', scope: 'any' } as const;

/** Services as staff see and edit them. */
export function managedServiceRoutes(app: App): void {
  const { change, create } = changesOf(app);
  const verticalFor = ({ ctx }: FastifyRequest) => verticalOf(app.deps.verticals, ctx.tenant);

  app.get(
    '/manage/service-types',
    {
      config: staff,
      schema: {
        tags,
        operationId: 'listServiceTypes',
        summary: 'What services can be made from, as the vertical has it',
        response: reply200(z.array(managedServiceType)),
      },
    },
    async (request) => ({ data: viewServiceTypes(verticalFor(request)) }),
  );

  app.get(
    '/manage/services',
    {
      config: staff,
      schema: {
        tags,
        operationId: 'listManagedServices',
        summary: 'The services of the businesses I work at, published or not',
        querystring: managedQuery,
        response: list200(managedService),
      },
    },
    (request) => listManagedServices(request.ctx, verticalFor(request), request.query),
  );

  app.get(
    '/manage/services/:id',
    {
      config: staff,
      schema: {
        tags,
        operationId: 'showManagedService',
        summary: 'One service of a business I work at',
        params: idParams,
        response: reply200(managedService),
      },
    },
    async (request) => ({
      data: await showManagedService(request.ctx, verticalFor(request), request.params.id),
    }),
  );

  app.post(
    '/businesses/:idOrSlug/services',
    {
      config: { ...editors, idempotent: true },
      schema: {
        tags,
        operationId: 'createService',
        summary: 'Make a draft of a service from one of the service types of the vertical',
        params: businessParams,
        body: newService,
        response: reply201(managedService),
      },
    },
    (request, reply) =>
      create(request, reply, (ctx) => createService(ctx, request.params.idOrSlug, request.body)),
  );

  app.patch(
    '/services/:id',
    {
      config: editors,
      schema: {
        tags,
        operationId: 'changeService',
        summary: 'Change a service; lists are given whole, bookings stay as agreed',
        params: idParams,
        body: serviceChange,
        response: reply200(managedService),
      },
    },
    (request) => change(request, (ctx) => changeService(ctx, request.params.id, request.body)),
  );

  for (const [method, operationId, summary] of [
    ['POST', 'publishService', 'Show a service to customers'],
    ['DELETE', 'unpublishService', 'Hide a service from customers; bookings stay'],
  ] as const) {
    app.route({
      method,
      url: '/services/:id/publication',
      config: editors,
      schema: { tags, operationId, summary, params: idParams, response: reply200(managedService) },
      handler: (request) =>
        change(request, (ctx) => publishService(ctx, request.params.id, method === 'POST')),
    });
  }

  app.delete(
    '/services/:id',
    {
      config: editors,
      schema: {
        tags,
        operationId: 'deleteService',
        summary: 'Stop selling a service; its classes to come end',
        params: idParams,
        querystring: acceptQuery,
        response: reply200(strandedOnly),
      },
    },
    (request) =>
      change(request, (ctx) => deleteService(ctx, request.params.id, request.query.acceptStranded)),
  );
}
