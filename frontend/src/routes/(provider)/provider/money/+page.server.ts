import { loadSummary } from '#lib/features/money/summary.server.ts';
import { owedView } from '#lib/features/money/summary-view.ts';
import { requireWorkspaceTo } from '#lib/server/workspace.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
  const { business } = await requireWorkspaceTo(event, 'money:read');
  const { api, locale } = event.locals;
  const [summary, { data: balances }] = await Promise.all([
    loadSummary(event, business.id),
    api('GET /ledger/balances', { query: { businessId: business.id } }),
  ]);
  return { ...summary, csv: `/provider/money/${summary.csv}`, owed: owedView(balances, locale) };
};
