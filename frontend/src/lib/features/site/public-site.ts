import type { Tenant, PublicTenant } from '#lib/api/types.ts';
import { locales, type Locale } from '#lib/i18n/locale.ts';
import { localized } from '#lib/i18n/text.ts';
import type { PublicSite, Site } from '#lib/site.ts';

function publicTenant(tenant: Tenant, locale: Locale): PublicTenant {
  const spoken = [locale, ...locales].find((candidate) => tenant.terminology[candidate]);
  const { tagline, description, terminology, branding, categories: _, seo: __, ...rest } = tenant;
  const { themeCss: ___, ...look } = branding;
  return {
    ...rest,
    tagline: localized(tagline, locale),
    description: localized(description, locale),
    terminology: spoken ? { [spoken]: terminology[spoken] } : {},
    branding: look,
  };
}

/** The site as pages need it: in one language, without what the head has said. */
export function publicSite(site: Site, locale: Locale): PublicSite {
  const { kind } = site;
  if (kind === 'tenant') return { kind, tenant: publicTenant(site.tenant, locale) };
  if (kind === 'suspended' || kind === 'unavailable') {
    return { kind, tenant: site.tenant && publicTenant(site.tenant, locale) };
  }
  return site;
}
