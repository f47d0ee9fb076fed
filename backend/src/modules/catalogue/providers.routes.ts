import type { App } from '../../app.ts';
import * as z from 'zod/mini';
import { list200, reply200, reply201 } from '../../plugins/envelope.ts';
import { acceptQuery, stranded, strandedOnly } from '../schedules/stranded.contract.ts';
import { verticalOf } from '../tenants/tenants.service.ts';
import { changesOf } from './catalogue.changes.ts';
import { businessParams, type LocalizedText } from './catalogue.contract.ts';
import {
  managedProvider,
  managedProviderLevel,
  newProvider,
  ownProfileChange,
  providerChange,
} from './providers.contract.ts';
import {
  changeOwnProfile,
  changeProvider,
  createProvider,
  deleteProvider,
  listManagedProviders,
  showManagedProvider,
} from './providers.service.ts';
import { idParams, managedQuery } from './manage.contract.ts';

const tags = ['Catalogue: manage'];
const staff = { access: 'schedule:read', scope: 'any' } as const;
const editors = { access: 'catalogue:write', scope: 'any' } as const;

/** People who serve, as staff see and edit them. */
export function managedProviderRoutes(app: App): void {
  const { change, create } = changesOf(app);

  app.get(
    '/manage/provider-levels',
    {
      config: staff,
      schema: {
        tags,
        operationId: 'listProviderLevels',
        summary: 'The levels that providers can have here, the lowest first',
        response: reply200(z.array(managedProviderLevel)),
      },
    },
    async ({ ctx }) => {
      const { providerLevels } = verticalOf(app.deps.verticals, ctx.tenant);
      return { data: providerLevels.map(({ key, name }) => ({ key, name: name as LocalizedText })) };
    },
  );

  app.get(
    '/manage/providers',
    {
      config: staff,
      schema: {
        tags,
        operationId: 'listManagedProviders',
        summary: 'Who serves at the businesses I work at',
        querystring: managedQuery,
        response: list200(managedProvider),
      },
    },
    (request) => listManagedProviders(request.ctx, request.query),
  );

  app.get(
    '/manage/providers/:id',
    {
      config: staff,
      schema: {
        tags,
        operationId: 'showManagedProvider',
        summary: 'One provider of a business I work at',
        params: idParams,
        response: reply200(managedProvider),
      },
    },
    async (request) => ({ data: await showManagedProvider(request.ctx, request.params.id) }),
  );

  app.post(
    '/businesses/:idOrSlug/providers',
    {
      config: { ...editors, idempotent: true },
      schema: {
        tags,
        operationId: 'createProvider',
        summary: 'Add a provider to a business; never at work until they have hours',
        params: businessParams,
        body: newProvider,
        response: reply201(managedProvider),
      },
    },
    (request, reply) =>
      create(request, reply, (ctx) => createProvider(ctx, request.params.idOrSlug, request.body)),
  );

  app.patch(
    '/providers/:id',
    {
      config: editors,
      schema: {
        tags,
        operationId: 'changeProvider',
        summary: 'Change a provider; leaving a place or a service may strand bookings',
        params: idParams,
        querystring: acceptQuery,
        body: providerChange,
        response: reply200(z.extend(managedProvider, { stranded })),
      },
    },
    (request) =>
      change(request, (ctx) =>
        changeProvider(ctx, request.params.id, request.body, request.query.acceptStranded),
      ),
  );

  app.patch(
    '/me/provider',
    {
      config: staff,
      schema: {
        tags,
        operationId: 'changeOwnProvider',
        summary: 'Change what your own profile as a provider says',
        body: ownProfileChange,
        response: reply200(managedProvider),
      },
    },
    (request) => change(request, (ctx) => changeOwnProfile(ctx, request.body)),
  );

  app.delete(
    '/providers/:id',
    {
      config: editors,
      schema: {
        tags,
        operationId: 'deleteProvider',
        summary: 'Take a provider off the list; their classes to come end',
        params: idParams,
        querystring: acceptQuery,
        response: reply200(strandedOnly),
      },
    },
    (request) =>
      change(request, (ctx) => deleteProvider(ctx, request.params.id, request.query.acceptStranded)),
  );
}
