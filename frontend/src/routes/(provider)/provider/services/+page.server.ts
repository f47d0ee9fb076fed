import { redirect } from '@sveltejs/kit';
import { formatRange } from '#lib/features/catalogue/listing.ts';
import { formatMoney } from '#lib/i18n/format.ts';
import { localized } from '#lib/i18n/text.ts';
import { refuse, textIn } from '#lib/server/forms.ts';
import { requireTenant } from '#lib/server/guards.ts';
import { requireWorkspaceTo } from '#lib/server/workspace.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
  const { locals, url } = event;
  const tenant = requireTenant(locals);
  const { business } = await requireWorkspaceTo(event, 'catalogue:write');
  const { locale } = locals;
  const cursor = url.searchParams.get('cursor') ?? undefined;
  const query = { businessId: business.id, limit: 50, cursor };
  const [services, types, people] = await Promise.all([
    locals.api('GET /manage/services', { query }),
    locals.api('GET /manage/service-types'),
    locals.api('GET /manage/providers', { query: { businessId: business.id, limit: 100 } }),
  ]);
  return {
    key: crypto.randomUUID(),
    nextCursor: services.nextCursor,
    services: services.data.map(({ id, name, category, variants, publishedAt }) => {
      const minutes = variants.map((variant) => variant.minutes);
      const prices = variants.map(({ price }) => price).toSorted((a, b) => a.amount - b.amount);
      const ends = [prices[0], prices.at(-1)].flatMap((price) => (price ? [formatMoney(price, locale)] : []));
      return {
        id,
        name: localized(name, locale),
        category: localized(tenant.categories.find(({ key }) => key === category)?.name, locale),
        duration: minutes.length > 0 ? formatRange(Math.min(...minutes), Math.max(...minutes)) : '',
        price: [...new Set(ends)].join(' – '),
        people: people.data
          .filter(({ serviceIds }) => serviceIds.includes(id))
          .map((person) => person.name)
          .join(', '),
        isPublished: publishedAt !== null,
      };
    }),
    templates: types.data.map(({ key, name, category }) => ({
      value: key,
      label: `${localized(name, locale)} · ${localized(
        tenant.categories.find((one) => one.key === category)?.name,
        locale,
      )}`,
    })),
  };
};

export const actions: Actions = {
  add: async (event) => {
    const { business } = await requireWorkspaceTo(event, 'catalogue:write');
    const data = await event.request.formData();
    let id: string;
    try {
      const { data: made } = await event.locals.api('POST /businesses/{idOrSlug}/services', {
        path: { idOrSlug: business.id },
        body: { templateKey: textIn(data, 'template') },
        headers: { 'idempotency-key': textIn(data, 'key') || crypto.randomUUID() },
      });
      ({ id } = made);
    } catch (error) {
      return refuse('add', {}, error);
    }
    redirect(303, `/provider/services/${id}`);
  },
};
