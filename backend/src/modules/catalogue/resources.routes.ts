import * as z from 'zod/mini';
import type { App } from '../../app.ts';
import { list200, reply200, reply201 } from '../../plugins/envelope.ts';
import { acceptQuery, strandedOnly } from '../schedules/stranded.contract.ts';
import { verticalOf } from '../tenants/tenants.service.ts';
import { changesOf } from './catalogue.changes.ts';
import {
  managedResourceType,
  managedResourceUnit,
  resourceUnitChange,
  newResourceUnit,
} from './resources.contract.ts';
import {
  changeResourceUnit,
  createResourceUnit,
  deleteResourceUnit,
  listResourceUnits,
  showResourceUnit,
} from './resources.service.ts';
import type { LocalizedText } from './catalogue.contract.ts';
import { idParams, managedUnitsQuery } from './manage.contract.ts';

const tags = ['Catalogue: manage'];
const staff = { access: 'schedule:read', scope: 'any' } as const;
const editors = { access: 'catalogue:write', scope: 'any' } as const;

/** Units of resources as staff see and edit them. */
export function resourceUnitRoutes(app: App): void {
  const { change, create } = changesOf(app);

  app.get(
    '/manage/resource-types',
    {
      config: staff,
      schema: {
        tags,
        operationId: 'listResourceTypes',
        summary: 'The kinds of units there can be here, as the vertical has them',
        response: reply200(z.array(managedResourceType)),
      },
    },
    async ({ ctx }) => {
      const { resourceTypes } = verticalOf(app.deps.verticals, ctx.tenant);
      return { data: resourceTypes.map(({ key, name }) => ({ key, name: name as LocalizedText })) };
    },
  );

  app.get(
    '/manage/resource-units',
    {
      config: staff,
      schema: {
        tags,
        operationId: 'listResourceUnits',
        summary: 'The units of the businesses I work at, or of one place',
        querystring: managedUnitsQuery,
        response: list200(managedResourceUnit),
      },
    },
    (request) => listResourceUnits(request.ctx, request.query),
  );

  app.get(
    '/manage/resource-units/:id',
    {
      config: staff,
      schema: {
        tags,
        operationId: 'showResourceUnit',
        summary: 'One unit of a business I work at',
        params: idParams,
        response: reply200(managedResourceUnit),
      },
    },
    async (request) => ({ data: await showResourceUnit(request.ctx, request.params.id) }),
  );

  app.post(
    '/locations/:id/resource-units',
    {
      config: { ...editors, idempotent: true },
      schema: {
        tags,
        operationId: 'createResourceUnit',
        summary: 'Add a unit to a place; it can be used whenever that is open',
        params: idParams,
        body: newResourceUnit,
        response: reply201(managedResourceUnit),
      },
    },
    (request, reply) =>
      create(request, reply, (ctx) => createResourceUnit(ctx, request.params.id, request.body)),
  );

  app.patch(
    '/resource-units/:id',
    {
      config: editors,
      schema: {
        tags,
        operationId: 'changeResourceUnit',
        summary: 'Change the number or the name of a unit',
        params: idParams,
        body: resourceUnitChange,
        response: reply200(managedResourceUnit),
      },
    },
    (request) => change(request, (ctx) => changeResourceUnit(ctx, request.params.id, request.body)),
  );

  app.delete(
    '/resource-units/:id',
    {
      config: editors,
      schema: {
        tags,
        operationId: 'deleteResourceUnit',
        summary: 'Take a unit away',
        params: idParams,
        querystring: acceptQuery,
        response: reply200(strandedOnly),
      },
    },
    (request) =>
      change(request, (ctx) => deleteResourceUnit(ctx, request.params.id, request.query.acceptStranded)),
  );
}
