import { clientRow } from '#lib/features/clients/client-view.ts';
import { readList } from '#lib/features/records/list-query.ts';
import { requireTenant } from '#lib/server/guards.ts';
import { requireWorkspaceTo } from '#lib/server/workspace.ts';
import { heading, term } from '#lib/theme/terms.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
  const { locals, url } = event;
  const tenant = requireTenant(locals);
  const { api, locale } = locals;
  const { business, timeZone } = await requireWorkspaceTo(event, 'booking:read');
  const asked = readList(url, ['search', 'blocked']);
  const { data, nextCursor } = await api('GET /businesses/{idOrSlug}/clients', {
    path: { idOrSlug: business.id },
    query: { ...asked, limit: 50 },
  });
  const now = new Date();
  return {
    title: heading(tenant, locale, 'customer'),
    one: term(tenant, locale, 'customer', 'one'),
    bookings: heading(tenant, locale, 'booking'),
    rows: data.map((client) => clientRow(client, locale, timeZone, now)),
    nextCursor,
    asked,
    isNarrowed: Boolean(asked.search ?? asked.blocked),
  };
};
