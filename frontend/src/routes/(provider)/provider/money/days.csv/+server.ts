import { summaryFile } from '#lib/features/money/summary.server.ts';
import { requireWorkspaceTo } from '#lib/server/workspace.ts';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = async (event) => {
  const { business } = await requireWorkspaceTo(event, 'money:read');
  return summaryFile(event, business.id);
};
