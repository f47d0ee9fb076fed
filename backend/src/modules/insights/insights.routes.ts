import type { App } from '../../app.ts';
import { reply200 } from '../../plugins/envelope.ts';
import { csvOf } from './insights.csv.ts';
import { readAttention } from './insights.attention.ts';
import { attention, overview, overviewQuery } from './insights.contract.ts';
import { readOverview } from './insights.service.ts';

/** How a tenant, a business or a provider is doing. */
export async function insightRoutes(app: App): Promise<void> {
  const config = { access: 'booking:read', scope: 'any' } as const;

  app.get(
    '/insights/overview',
    {
      config,
      schema: {
        tags: ['Insights'],
        operationId: 'readOverview',
        summary: 'Bookings, money, occupancy and customers of a period, by day, beside the period before',
        querystring: overviewQuery,
        response: reply200(overview),
      },
    },
    async (request) => ({ data: await readOverview(request.ctx, request.query) }),
  );

  app.get(
    '/insights/attention',
    {
      config: { access: 'booking:read' },
      schema: {
        tags: ['Insights'],
        operationId: 'readAttention',
        summary: 'How much waits for somebody to look at it',
        response: reply200(attention),
      },
    },
    async (request) => ({ data: await readAttention(request.ctx) }),
  );

  // No JSON, so not in the API's description.
  app.get(
    '/insights/overview.csv',
    { config, schema: { hide: true, querystring: overviewQuery } },
    async (request, reply) => {
      const { from, to, ...found } = await readOverview(request.ctx, request.query);
      return reply
        .type('text/csv; charset=utf-8')
        .header('content-disposition', `attachment; filename="overview-${from}-${to}.csv"`)
        .send(csvOf(found));
    },
  );
}
