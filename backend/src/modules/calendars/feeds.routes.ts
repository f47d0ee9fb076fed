import * as z from 'zod/mini';
import type { App } from '../../app.ts';
import { list200, reply201, reply204 } from '../../plugins/envelope.ts';
import { withIdempotency } from '../../plugins/idempotency.ts';
import { verticalOf } from '../tenants/tenants.service.ts';
import { localeFor } from '../messages/messages.notice.ts';
import { LOCALES } from '../verticals/verticals.fields.ts';
import { bookingHeaders, bookingParams } from '../bookings/bookings.contract.ts';
import { tokenIn } from '../bookings/bookings.routes.ts';
import { bookingIcs } from './booking.ics.ts';
import { feed, feedBody, feedParams, feedsQuery, newFeed } from './feeds.contract.ts';
import { readFeed } from './feeds.read.ts';
import { createFeed, listFeeds, revokeFeed } from './feeds.service.ts';

const icsQuery = z.strictObject({ locale: z.optional(z.enum(LOCALES)) });
const fileParams = z.strictObject({ file: z.string().check(z.regex(/^[\w-]{43}\.ics$/)) });

/** Addresses that calendars read. */
export async function feedRoutes(app: App): Promise<void> {
  const { env, verticals } = app.deps;
  const tags = ['Calendars'];
  const config = { access: 'signedIn' } as const;

  app.get(
    '/calendar-feeds',
    {
      config,
      schema: {
        tags,
        operationId: 'listCalendarFeeds',
        summary: 'My calendar feeds, or those of a provider or unit',
        querystring: feedsQuery,
        response: list200(feed),
      },
    },
    async (request) => ({ data: await listFeeds(request.ctx, request.query) }),
  );

  app.post(
    '/calendar-feeds',
    {
      config: { ...config, idempotent: true },
      schema: {
        tags,
        operationId: 'createCalendarFeed',
        summary: 'Make a secret address for a calendar; it is told once',
        body: feedBody,
        response: reply201(newFeed),
      },
    },
    (request, reply) =>
      withIdempotency(request, reply, async (tx) => ({
        status: 201,
        body: { data: await createFeed(tx, env, request.body) },
      })),
  );

  app.delete(
    '/calendar-feeds/:id',
    {
      config,
      schema: {
        tags,
        operationId: 'revokeCalendarFeed',
        summary: 'End a calendar feed, at once',
        params: feedParams,
        response: reply204(),
      },
    },
    async (request, reply) => {
      await revokeFeed(request.ctx, request.params.id);
      return reply.code(204).send(null);
    },
  );

  // No JSON, so not in the API's description.
  app.get(
    '/calendars/:file',
    { config: { access: 'public' }, schema: { hide: true, params: fileParams } },
    async (request, reply) => {
      const vertical = verticalOf(verticals, request.ctx.tenant);
      const token = request.params.file.slice(0, -'.ics'.length);
      const text = await readFeed(request.ctx, { env, vertical }, token);
      return reply.type('text/calendar; charset=utf-8').send(text);
    },
  );

  app.get(
    '/bookings/:id/calendar.ics',
    {
      config: { access: 'public' },
      schema: { hide: true, params: bookingParams, headers: bookingHeaders, querystring: icsQuery },
    },
    async (request, reply) => {
      const locale = localeFor(verticalOf(verticals, request.ctx.tenant), request.query.locale ?? null);
      const key = { env, locale, secret: env.APP_SECRET, token: tokenIn(request) };
      const text = await bookingIcs(request.ctx, key, request.params.id);
      return reply
        .type('text/calendar; charset=utf-8')
        .header('content-disposition', 'attachment; filename="booking.ics"')
        .header('cache-control', 'private, no-store')
        .send(text);
    },
  );
}
