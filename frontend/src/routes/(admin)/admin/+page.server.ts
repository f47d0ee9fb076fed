import { formatMoney } from '#lib/i18n/format.ts';
import { requireTenant } from '#lib/server/guards.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals }) => {
  const tenant = requireTenant(locals);
  const { api, locale } = locals;
  const businesses = await api('GET /businesses', { query: { limit: 100 } });
  return {
    businesses: businesses.data.map(({ slug, name, locations, serviceCount, providerCount, priceFrom }) => ({
      slug,
      name,
      places: locations.map(({ address }) => `${address.line}, ${address.city}`),
      services: serviceCount,
      providers: providerCount,
      priceFrom: priceFrom && formatMoney(priceFrom, locale),
    })),
    more: businesses.nextCursor !== undefined,
    summary: {
      vertical: tenant.vertical,
      mode: tenant.mode,
      zone: tenant.locale.timeZone,
      currency: tenant.locale.currency,
      languages: tenant.locale.supported,
      fonts: tenant.branding.fonts,
    },
  };
};
