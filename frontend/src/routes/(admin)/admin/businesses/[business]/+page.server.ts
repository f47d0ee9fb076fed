import { addDays, todayIn } from '#lib/i18n/dates.ts';
import { formatDate } from '#lib/i18n/format.ts';
import { localized } from '#lib/i18n/text.ts';
import { requirePermission } from '#lib/server/admin.ts';
import { checkFields, readFields, refuse, refuseFields } from '#lib/server/forms.ts';
import { requireTenant } from '#lib/server/guards.ts';
import { m } from '#lib/i18n/words.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
  requirePermission(event, 'tenant:manage');
  const { locals, params, url } = event;
  const { api, locale } = locals;
  const { timeZone } = requireTenant(locals).locale;
  const { data: business } = await api('GET /manage/businesses/{idOrSlug}', {
    path: { idOrSlug: params.business },
  });
  const to = todayIn(timeZone);
  const businessId = business.id;
  const cursor = url.searchParams.get('cursor') ?? undefined;
  const [providers, overview] = await Promise.all([
    api('GET /manage/providers', { query: { businessId, limit: 50, cursor } }),
    api('GET /insights/overview', { query: { from: addDays(to, -29), to, businessId } }),
  ]);
  const number = new Intl.NumberFormat(locale);
  const { bookings, occupancy } = overview.data.totals;
  return {
    business: {
      id: businessId,
      slug: business.slug,
      name: business.name,
      email: business.email ?? '',
      phone: business.phone ?? '',
      published: business.publishedAt && formatDate(business.publishedAt, locale, timeZone),
      since: formatDate(business.createdAt, locale, timeZone),
    },
    month: {
      bookings: number.format(bookings),
      occupancy:
        occupancy === null
          ? '–'
          : new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 0 }).format(occupancy),
    },
    nextCursor: providers.nextCursor,
    providers: providers.data.map(({ id, slug, name, title, locationIds, serviceIds, userId }) => ({
      id,
      slug,
      name,
      title: localized(title, locale),
      locations: number.format(locationIds.length),
      services: number.format(serviceIds.length),
      hasAccount: userId !== null,
    })),
  };
};

export const actions: Actions = {
  edit: async (event) => {
    requirePermission(event, 'tenant:manage');
    const fields = await readFields(event.request, ['name', 'email', 'phone']);
    const { name, email, phone } = fields;
    const errors = checkFields({ name, ...(email && { email }) });
    if (errors) return refuseFields('business', fields, errors);
    try {
      await event.locals.api('PATCH /businesses/{idOrSlug}', {
        path: { idOrSlug: event.params.business },
        body: { name, email: email || null, phone: phone || null },
      });
    } catch (error) {
      return refuse('business', fields, error);
    }
    return { id: 'business', done: true, message: m.biz_saved() };
  },
  publish: async (event) => publication(event, 'POST'),
  hide: async (event) => publication(event, 'DELETE'),
};

async function publication(
  event: Parameters<NonNullable<(typeof actions)['edit']>>[0],
  method: 'POST' | 'DELETE',
) {
  requirePermission(event, 'tenant:manage');
  try {
    await event.locals.api(`${method} /businesses/{idOrSlug}/publication`, {
      path: { idOrSlug: event.params.business },
    });
  } catch (error) {
    return refuse('publication', {}, error);
  }
  const message = method === 'POST' ? m.biz_now_published() : m.biz_now_hidden();
  return { id: 'publication', done: true, message };
}
