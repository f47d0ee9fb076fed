import type { Tenant } from '#lib/api/types.ts';
import type { Locale } from '#lib/i18n/locale.ts';
import { m } from '#lib/i18n/words.ts';
import { brandOf, type Site } from '#lib/site.ts';
import { genderOf, heading, term } from '#lib/theme/terms.ts';

function ownBookings(tenant: Tenant, locale: Locale): string {
  const things = term(tenant, locale, 'booking');
  return genderOf(tenant, locale, 'booking') === 'f'
    ? m.bookings_nav_f({ things })
    : m.bookings_nav_m({ things });
}

/**
 * The words around every page and of error pages, in the visitor's language. They come with the page's data: as messages
 * they would be in every page's script, in all languages.
 */
export function frameWords(site: Site, locale: Locale) {
  const tenant = brandOf(site);
  return {
    skip: m.skip(),
    main: m.nav_main(),
    login: m.nav_login(),
    account: m.nav_account(),
    businesses: tenant ? heading(tenant, locale, 'business') : '',
    bookings: tenant ? ownBookings(tenant, locale) : '',
    services: tenant ? heading(tenant, locale, 'service') : '',
    language: m.language(),
    theme: { title: m.theme(), system: m.theme_system(), light: m.theme_light(), dark: m.theme_dark() },
    /** Only where many businesses stand side by side can one more join, and not while the site rests. */
    join: site.kind === 'tenant' && tenant?.mode === 'marketplace' ? m.join_link() : '',
    retry: m.retry(),
    home: m.back_home(),
    more: m.more(),
  };
}

export type FrameWords = ReturnType<typeof frameWords>;
