import { loadSummary } from '#lib/features/money/summary.server.ts';
import { balanceRows, sourceRows } from '#lib/features/money/ledger-view.ts';
import { requireAllowed, requireTenant } from '#lib/server/guards.ts';
import { heading } from '#lib/theme/terms.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
  const tenant = requireTenant(event.locals);
  const me = requireAllowed(event, ({ permissions }) => permissions.includes('money:read'));
  const { api, locale } = event.locals;
  const [{ sources, ...summary }, { data: balances }] = await Promise.all([
    loadSummary(event, undefined),
    api('GET /ledger/balances'),
  ]);
  return {
    ...summary,
    csv: `/admin/money/${summary.csv}`,
    sources: sourceRows(sources, tenant.locale.currency, locale),
    balances: balanceRows(balances, locale),
    business: heading(tenant, locale, 'business', 'one'),
    businesses: heading(tenant, locale, 'business'),
    mayManage: me.permissions.includes('tenant:manage'),
  };
};
