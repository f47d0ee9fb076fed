import type { FastifyRequest } from 'fastify';
import type { App } from '../../app.ts';
import { reply200 } from '../../plugins/envelope.ts';
import { touch } from '../availability/availability.freshness.ts';
import { verticalOf } from '../tenants/tenants.service.ts';
import { resolvedSettings, settingsChange, settingsQuery } from './settings.contract.ts';
import { changeSettings, readSettings } from './settings.service.ts';

/** The rules of scheduling, prices, policies and messages, in layers. */
export async function settingsRoutes(app: App): Promise<void> {
  const verticalFor = ({ ctx }: FastifyRequest) => verticalOf(app.deps.verticals, ctx.tenant);
  const tags = ['Settings'];

  app.get(
    '/settings',
    {
      config: { access: 'schedule:read', scope: 'any' },
      schema: {
        tags,
        operationId: 'showSettings',
        summary: 'The settings that hold somewhere, and which layer says so',
        querystring: settingsQuery,
        response: reply200(resolvedSettings),
      },
    },
    async (request) => ({ data: await readSettings(request.ctx, verticalFor(request), request.query) }),
  );

  app.put(
    '/settings',
    {
      config: { access: 'schedule:write', scope: 'any' },
      schema: {
        tags,
        operationId: 'changeSettings',
        summary: 'Change one layer of the settings; null gives way to the layer before',
        body: settingsChange,
        response: reply200(resolvedSettings),
      },
    },
    async (request) => {
      const { ctx, body } = request;
      const { settings, businessId } = await changeSettings(ctx, verticalFor(request), body);
      await touch(app.deps, ctx.tenant.id, businessId);
      return { data: settings };
    },
  );
}
