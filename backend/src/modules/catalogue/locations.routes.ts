import type { App } from '../../app.ts';
import * as z from 'zod/mini';
import { list200, reply200, reply201 } from '../../plugins/envelope.ts';
import { acceptQuery, stranded, strandedOnly } from '../schedules/stranded.contract.ts';
import { changesOf } from './catalogue.changes.ts';
import { businessParams } from './catalogue.contract.ts';
import { locationChange, managedLocation, newLocation } from './locations.contract.ts';
import {
  changeLocation,
  createLocation,
  deleteLocation,
  listManagedLocations,
  showManagedLocation,
} from './locations.service.ts';
import { idParams, managedQuery } from './manage.contract.ts';

const tags = ['Catalogue: manage'];
const staff = { access: 'schedule:read', scope: 'any' } as const;
const editors = { access: 'catalogue:write', scope: 'any' } as const;

/** Places as staff see and edit them. */
export function managedLocationRoutes(app: App): void {
  const { change, create } = changesOf(app);

  app.get(
    '/manage/locations',
    {
      config: staff,
      schema: {
        tags,
        operationId: 'listManagedLocations',
        summary: 'The places of the businesses I work at',
        querystring: managedQuery,
        response: list200(managedLocation),
      },
    },
    (request) => listManagedLocations(request.ctx, request.query),
  );

  app.get(
    '/manage/locations/:id',
    {
      config: staff,
      schema: {
        tags,
        operationId: 'showManagedLocation',
        summary: 'One place of a business I work at',
        params: idParams,
        response: reply200(managedLocation),
      },
    },
    async (request) => ({ data: await showManagedLocation(request.ctx, request.params.id) }),
  );

  app.post(
    '/businesses/:idOrSlug/locations',
    {
      config: { ...editors, idempotent: true },
      schema: {
        tags,
        operationId: 'createLocation',
        summary: 'Add a place to a business; it is never open until it has hours',
        params: businessParams,
        body: newLocation,
        response: reply201(managedLocation),
      },
    },
    (request, reply) =>
      create(request, reply, (ctx) => createLocation(ctx, request.params.idOrSlug, request.body)),
  );

  app.patch(
    '/locations/:id',
    {
      config: editors,
      schema: {
        tags,
        operationId: 'changeLocation',
        summary: 'Change a place; another zone may strand bookings',
        params: idParams,
        querystring: acceptQuery,
        body: locationChange,
        response: reply200(z.extend(managedLocation, { stranded })),
      },
    },
    (request) =>
      change(request, (ctx) =>
        changeLocation(ctx, request.params.id, request.body, request.query.acceptStranded),
      ),
  );

  app.delete(
    '/locations/:id',
    {
      config: editors,
      schema: {
        tags,
        operationId: 'deleteLocation',
        summary: 'Close a place for good, with its units',
        params: idParams,
        querystring: acceptQuery,
        response: reply200(strandedOnly),
      },
    },
    (request) =>
      change(request, (ctx) => deleteLocation(ctx, request.params.id, request.query.acceptStranded)),
  );
}
