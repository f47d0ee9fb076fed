import { customerFacts, customerPlaces } from '#lib/features/clients/client-view.ts';
import { readList } from '#lib/features/records/list-query.ts';
import { staffBooking } from '#lib/features/records/staff-booking.ts';
import { requireAllowed, requireTenant } from '#lib/server/guards.ts';
import { heading } from '#lib/theme/terms.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
  const { locals, params, url } = event;
  const tenant = requireTenant(locals);
  requireAllowed(event, ({ permissions }) => permissions.includes('booking:read'));
  const { api, locale } = locals;
  const { timeZone } = tenant.locale;
  const { cursor } = readList(url, []);
  const [{ data: customer }, history] = await Promise.all([
    api('GET /customers/{id}', { path: { id: params.id } }),
    api('GET /manage/bookings', { query: { customerId: params.id, cursor, limit: 25 } }),
  ]);
  const now = new Date();
  return {
    name: customer.name,
    email: customer.email,
    phone: customer.phone,
    facts: customerFacts(customer, locale, timeZone, heading(tenant, locale, 'booking')),
    places: customerPlaces(customer, locale, timeZone, now),
    list: heading(tenant, locale, 'customer'),
    bookings: heading(tenant, locale, 'booking'),
    businesses: heading(tenant, locale, 'business'),
    business: heading(tenant, locale, 'business', 'one'),
    service: heading(tenant, locale, 'service', 'one'),
    history: history.data.map((booking) => staffBooking(booking, tenant, locale, now)),
    nextCursor: history.nextCursor,
  };
};
