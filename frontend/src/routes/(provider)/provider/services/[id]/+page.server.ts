import { error } from '@sveltejs/kit';
import { isAble } from '#lib/features/booking/choice.ts';
import { dayReasons } from '#lib/features/setup/reasons-view.ts';
import { priceField } from '#lib/features/setup/join-view.ts';
import { localized } from '#lib/i18n/text.ts';
import { ApiError } from '#lib/api/error.ts';
import { todayIn } from '#lib/i18n/dates.ts';
import { requireTenant } from '#lib/server/guards.ts';
import { requireWorkspaceTo } from '#lib/server/workspace.ts';
import type { PageServerLoad } from './$types';

/** The starts of a day as customers would see them; also of a draft. */
async function previewOf({ api, locale }: App.Locals, serviceId: string, date: string, locationId?: string) {
  try {
    const { data } = await api('GET /availability', {
      query: { serviceId, locationId, from: date, to: date, explain: 'true' },
    });
    return dayReasons(data.days[0], locale, data.timeZone);
  } catch (failure) {
    // A service that nobody does yet, or without a place, has no times to show: the form says what is missing.
    if (failure instanceof ApiError && failure.status < 500) return null;
    throw failure;
  }
}

export const load: PageServerLoad = async (event) => {
  const { locals, params, url } = event;
  const { api, locale } = locals;
  const tenant = requireTenant(locals);
  const { business, timeZone } = await requireWorkspaceTo(event, 'catalogue:write');
  const date = url.searchParams.get('date') ?? todayIn(timeZone);
  const query = { businessId: business.id, limit: 100 };
  const { data: service } = await api('GET /manage/services/{id}', { path: { id: params.id } });
  if (service.businessId !== business.id) error(404, 'Not found', { code: 'NOT_FOUND' });
  const [people, places, types, settings] = await Promise.all([
    api('GET /manage/providers', { query }),
    api('GET /manage/locations', { query }),
    api('GET /manage/resource-types'),
    api('GET /settings', { query: { serviceId: service.id } }),
  ]);
  const isDone =
    service.requires.providers === 0 || people.data.some(({ serviceIds }) => serviceIds.includes(service.id));
  const doneAt = places.data.find(({ id }) => people.data.some((one) => isAble(one, service, id)));
  const rules = settings.data.value.priceRules;
  const { currency } = tenant.locale;
  const needs = (list: readonly { type: string; quantity: number }[]) =>
    Object.fromEntries(list.map(({ type, quantity }) => [type, quantity]));
  const option = ({ key, name, minutes, price }: (typeof service.variants)[number]) => ({
    key,
    name: name[locale] ?? '',
    minutes: String(minutes),
    price: priceField(price),
  });
  return {
    service: {
      id: service.id,
      title: localized(service.name, locale),
      name: service.name,
      description: service.description,
      category: service.category,
      place: service.place,
      capacity: service.capacity,
      providers: service.requires.providers,
      needs: needs(service.requires.resources),
      before: service.buffers.before,
      after: service.buffers.after,
      variants: service.variants.map(option),
      addOns: service.addOns.map((addOn) => ({ ...option(addOn), most: String(addOn.maxQuantity) })),
      segments: (service.segments ?? []).map(({ minutes, provider, resources }) => ({
        minutes: String(minutes),
        provider,
        needs: needs(resources),
      })),
      isPublished: service.publishedAt !== null,
      address: `/b/${business.slug}`,
    },
    locales: tenant.locale.supported,
    currency,
    categories: tenant.categories.map(({ key, name }) => ({ value: key, label: localized(name, locale) })),
    resourceTypes: types.data.map(({ key, name }) => ({ key, name: localized(name, locale) })),
    people: people.data.map(({ id, name, serviceIds }) => ({
      id,
      name,
      does: serviceIds.includes(service.id),
    })),
    rules: {
      isOwn: settings.data.from['priceRules'] === 'service',
      rows: rules.map(({ key, name, days, times, basisPoints, amount, price }) => ({
        key,
        name: localized(name, locale),
        days: days ?? [],
        from: times?.start ?? '',
        to: times?.end ?? '',
        kind: basisPoints !== undefined ? 'percent' : amount !== undefined ? 'amount' : 'price',
        value:
          basisPoints !== undefined
            ? String(basisPoints / 100)
            : priceField({ amount: amount ?? price ?? 0, currency }),
      })),
    },
    preview: {
      date,
      // Of what nobody does no reason but that one counts.
      day:
        isDone &&
        (await previewOf(
          locals,
          service.id,
          date,
          service.place === 'location' ? (doneAt ?? places.data[0])?.id : undefined,
        )),
    },
  };
};

export { actions } from './service.actions.ts';
