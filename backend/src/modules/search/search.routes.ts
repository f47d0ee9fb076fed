import type * as z from 'zod/mini';
import type { App } from '../../app.ts';
import { inPrepared } from '../../lib/context.ts';
import { list200 } from '../../plugins/envelope.ts';
import { knownQuestions } from '../availability/availability.problems.ts';
import { verticalOf } from '../tenants/tenants.service.ts';
import { searchQuery, searchResult } from './search.contract.ts';
import { keptIndexes } from './search.kept.ts';
import { findFree } from './search.service.ts';
import { viewResults } from './search.views.ts';

/** Who is free, where and when. */
export async function searchRoutes(app: App): Promise<void> {
  const { deps } = app;
  const indexOf = keptIndexes();
  const known = knownQuestions();

  app.get(
    '/search',
    {
      config: {
        access: 'public',
        kept: ({ query }) => (query as z.infer<typeof searchQuery>).business,
      },
      schema: {
        tags: ['Availability'],
        operationId: 'search',
        summary: 'What is free, near a place, at a time: each service with its next free starts',
        querystring: searchQuery,
        response: list200(searchResult),
      },
    },
    async ({ ctx, query }) => {
      const vertical = verticalOf(deps.verticals, ctx.tenant);
      // Later rather than earlier: what is offered is still in time.
      const now = Math.ceil(ctx.now().getTime() / 60_000);
      const readIndex = () => indexOf(ctx, now);
      const { found, nextCursor } = await findFree(ctx, vertical, readIndex, query, now, known);
      const data = await inPrepared(ctx, (ctx) => viewResults(ctx, vertical.locale.currency, found));
      return { data, nextCursor };
    },
  );
}
