import type { App } from '../../app.ts';
import { reply200, sendJson } from '../../plugins/envelope.ts';
import { availability, availabilityBody, availabilityQuery } from './availability.contract.ts';
import { hearChanges } from './availability.freshness.ts';
import { answering } from './availability.kept.ts';

/** When something can be booked. */
export async function availabilityRoutes(app: App): Promise<void> {
  const config = { access: 'public' } as const;
  const tags = ['Availability'];
  const answer = answering(app.deps);
  hearChanges(app.deps);

  app.get(
    '/availability',
    {
      config,
      schema: {
        tags,
        operationId: 'showAvailability',
        summary: 'When a service can be booked, by local day',
        querystring: availabilityQuery,
        response: reply200(availability),
      },
    },
    async (request, reply) => {
      const { locationId, from, to, seats, explain, ...item } = request.query;
      const question = { items: [item], locationId, from, to, seats, explain, desk: false };
      const { json, tag } = await answer(request.ctx, question);
      return sendJson(request, reply, json, tag);
    },
  );

  app.post(
    '/availability',
    {
      config,
      schema: {
        tags,
        operationId: 'findAvailability',
        summary: 'When several services can be booked one after the other, each with its own choices',
        body: availabilityBody,
        response: reply200(availability),
      },
    },
    async (request, reply) => {
      const { json, tag } = await answer(request.ctx, request.body);
      return sendJson(request, reply, json, tag);
    },
  );
}
