import { customerRow } from '#lib/features/clients/client-view.ts';
import { readList } from '#lib/features/records/list-query.ts';
import { requireAllowed, requireTenant } from '#lib/server/guards.ts';
import { heading } from '#lib/theme/terms.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
  const { locals, url } = event;
  const tenant = requireTenant(locals);
  requireAllowed(event, ({ permissions }) => permissions.includes('booking:read'));
  const { api, locale } = locals;
  const asked = readList(url, ['search']);
  const { data, nextCursor } = await api('GET /customers', {
    query: { search: asked.search, cursor: asked.cursor, order: asked.order, limit: 50 },
  });
  return {
    title: heading(tenant, locale, 'customer'),
    bookings: heading(tenant, locale, 'booking'),
    rows: data.map((customer) => customerRow(customer, locale, tenant.locale.timeZone)),
    nextCursor,
    asked,
  };
};
