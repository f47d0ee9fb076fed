import { summaryFile } from '#lib/features/money/summary.server.ts';
import { requireAllowed } from '#lib/server/guards.ts';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = (event) => {
  requireAllowed(event, ({ permissions }) => permissions.includes('money:read'));
  return summaryFile(event, event.url.searchParams.get('business') ?? undefined);
};
