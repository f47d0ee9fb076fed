import { ApiError } from '#lib/api/error.ts';
import type { Provider } from '#lib/api/types.ts';
import { localNow } from '#lib/features/hours/hours.ts';
import { weekRows } from '#lib/features/hours/week-view.ts';
import { formatMoney } from '#lib/i18n/format.ts';
import { formatRange } from '#lib/features/catalogue/listing.ts';
import { localized } from '#lib/i18n/text.ts';
import { m } from '#lib/i18n/words.ts';
import { photoView } from '#lib/ui/photo/photo.ts';
import { requireTenant } from '#lib/server/guards.ts';
import type { PageServerLoad } from './$types';

async function ownProfile(locals: App.Locals): Promise<Provider | null> {
  try {
    return (await locals.api('GET /me/provider')).data;
  } catch (error) {
    // An account with the role that nobody has tied to a profile yet.
    if (error instanceof ApiError && error.status === 404) return null;
    throw error;
  }
}

export const load: PageServerLoad = async ({ locals }) => {
  const tenant = requireTenant(locals);
  const provider = await ownProfile(locals);
  if (!provider) return { profile: null };
  const { data: business } = await locals.api('GET /businesses/{idOrSlug}', {
    path: { idOrSlug: provider.businessId },
  });
  const { locale } = locals;
  const today = localNow(new Date(), tenant.locale.timeZone).weekday;
  const services = business.services.filter(({ id }) => provider.serviceIds.includes(id));
  return {
    profile: {
      id: provider.id,
      name: provider.name,
      title: localized(provider.title, locale),
      bio: localized(provider.bio, locale),
      portrait: photoView(provider.portrait, locale),
      week: weekRows(provider.weeklyHours, locale, {
        firstWeekday: tenant.locale.firstWeekday,
        today,
        closed: m.hours_off(),
      }),
      business: { name: business.name, slug: business.slug },
      services: services.map(({ id, name, variants }) => {
        const minutes = variants.map((variant) => variant.minutes);
        const prices = variants.map((variant) => variant.price).sort((a, b) => a.amount - b.amount);
        return {
          id,
          name: localized(name, locale),
          duration: formatRange(Math.min(...minutes), Math.max(...minutes)),
          prices: [...new Set([prices[0], prices.at(-1)])].flatMap((price) =>
            price ? [formatMoney(price, locale)] : [],
          ),
        };
      }),
    },
  };
};
