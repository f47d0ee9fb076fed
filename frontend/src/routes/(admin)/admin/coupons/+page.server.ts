import { couponRow } from '#lib/features/coupons/coupon-view.ts';
import { readList } from '#lib/features/records/list-query.ts';
import { requireAllowed, requireTenant } from '#lib/server/guards.ts';
import { heading } from '#lib/theme/terms.ts';
import { m } from '#lib/i18n/words.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
  const { locals, url } = event;
  const tenant = requireTenant(locals);
  requireAllowed(event, ({ permissions }) => permissions.includes('catalogue:write'));
  const { api, locale } = locals;
  const asked = readList(url, ['business']);
  const [{ data, nextCursor }, businesses] = await Promise.all([
    api('GET /coupons', { query: { businessId: asked.business, cursor: asked.cursor, limit: 50 } }),
    api('GET /manage/businesses', { query: { limit: 100 } }),
  ]);
  const { timeZone, currency } = tenant.locale;
  const place = { locale, timeZone, currency, now: new Date() };
  return {
    asked,
    rows: data.map((coupon) => couponRow(coupon, place)),
    nextCursor,
    business: heading(tenant, locale, 'business', 'one'),
    businesses: [
      { value: '', label: m.people_everywhere() },
      ...businesses.data.map(({ id, name }) => ({ value: id, label: name })),
    ],
  };
};
