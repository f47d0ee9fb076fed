import { KINDS, kindName, transactionRow } from '#lib/features/money/ledger-view.ts';
import { readList, spanOf } from '#lib/features/records/list-query.ts';
import { requireAllowed, requireTenant } from '#lib/server/guards.ts';
import { heading } from '#lib/theme/terms.ts';
import { m } from '#lib/i18n/words.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
  const { locals, url } = event;
  const tenant = requireTenant(locals);
  const { permissions } = requireAllowed(event, (me) => me.permissions.includes('money:read'));
  const { api, locale } = locals;
  const { timeZone } = tenant.locale;
  const asked = readList(url, ['business', 'kind', 'from', 'to']);
  const [{ data, nextCursor }, businesses] = await Promise.all([
    api('GET /ledger/transactions', {
      query: {
        ...{ businessId: asked.business, kind: asked.kind, cursor: asked.cursor, limit: 50 },
        ...spanOf(asked, timeZone),
      },
    }),
    api('GET /manage/businesses', { query: { limit: 100 } }),
  ]);
  return {
    asked,
    rows: data.map((transaction) => transactionRow(transaction, locale, timeZone)),
    nextCursor,
    business: heading(tenant, locale, 'business', 'one'),
    booking: heading(tenant, locale, 'booking', 'one'),
    businesses: [
      { value: '', label: m.list_any() },
      ...businesses.data.map(({ id, name }) => ({ value: id, label: name })),
    ],
    kinds: [
      { value: '', label: m.list_any() },
      ...KINDS.map((kind) => ({ value: kind, label: kindName(kind) })),
    ],
    isNarrowed: Boolean(asked.business ?? asked.kind ?? asked.from ?? asked.to),
    mayManage: permissions.includes('tenant:manage'),
  };
};
