import { readList, spanOf } from '#lib/features/records/list-query.ts';
import { staffBooking, stateOptions } from '#lib/features/records/staff-booking.ts';
import { requireAllowed, requireTenant } from '#lib/server/guards.ts';
import { heading } from '#lib/theme/terms.ts';
import { m } from '#lib/i18n/words.ts';
import type { PageServerLoad } from './$types';

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const idOf = (text: string | undefined) => (text && UUID.test(text) ? text : undefined);

export const load: PageServerLoad = async (event) => {
  const { locals, url } = event;
  const tenant = requireTenant(locals);
  requireAllowed(event, ({ permissions }) => permissions.includes('booking:read'));
  const { api, locale } = locals;
  const asked = readList(url, ['search', 'state', 'business', 'provider', 'from', 'to']);
  const { search, state, cursor, sort, order } = asked;
  const businessId = idOf(asked.business);
  const [found, businesses, providers] = await Promise.all([
    api('GET /manage/bookings', {
      query: {
        ...{ search, state, cursor, sort, order, businessId, limit: 25 },
        // People belong to a business: another one has others.
        providerId: businessId && idOf(asked.provider),
        ...spanOf(asked, tenant.locale.timeZone),
      },
    }),
    api('GET /manage/businesses', { query: { limit: 100 } }),
    businessId ? api('GET /providers', { query: { businessId, limit: 100 } }) : undefined,
  ]);
  const now = new Date();
  const options = (rows: readonly { id: string; name: string }[]) => [
    { value: '', label: m.list_any() },
    ...rows.map(({ id, name }) => ({ value: id, label: name })),
  ];
  return {
    title: heading(tenant, locale, 'booking'),
    customer: heading(tenant, locale, 'customer', 'one'),
    business: heading(tenant, locale, 'business', 'one'),
    provider: heading(tenant, locale, 'provider', 'one'),
    service: heading(tenant, locale, 'service', 'one'),
    rows: found.data.map((booking) => staffBooking(booking, tenant, locale, now)),
    nextCursor: found.nextCursor,
    asked,
    isNarrowed: Boolean(search ?? state ?? businessId ?? asked.from ?? asked.to),
    states: stateOptions(tenant, locale),
    businesses: options(businesses.data),
    providers: providers && options(providers.data),
  };
};
