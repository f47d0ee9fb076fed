import type { Tenant } from '#lib/api/types.ts';
import type { Locale } from '#lib/i18n/locale.ts';
import { localized } from '#lib/i18n/text.ts';
import { m } from '#lib/i18n/words.ts';
import { requireTenant } from '#lib/server/guards.ts';
import { term } from '#lib/theme/terms.ts';
import type { RequestHandler } from './$types';

const icon = (version: number, name: string, size: number, purpose: 'any' | 'maskable') => ({
  src: `/api/v1/tenant/icons/${name}.png?v=${version}`,
  sizes: `${size}x${size}`,
  type: 'image/png',
  purpose,
});

/** What a long press on the icon offers, in the vertical's words. */
function shortcuts(tenant: Tenant, locale: Locale) {
  const icons = [icon(tenant.branding.version, '192', 192, 'any')];
  return [
    { name: m.shortcut_book({ booking: term(tenant, locale, 'booking', 'one') }), url: '/search', icons },
    { name: m.shortcut_bookings({ bookings: term(tenant, locale, 'booking') }), url: '/bookings', icons },
  ];
}

/** Lets the tenant's site be installed under its own name, icon and colours. */
export const GET: RequestHandler = ({ locals }) => {
  const tenant = requireTenant(locals);
  const { themeColor, colors, version } = tenant.branding;
  const manifest = {
    id: '/',
    name: tenant.name,
    short_name: tenant.name.length > 12 ? (tenant.name.split(' ')[0] ?? tenant.name) : tenant.name,
    description: localized(tenant.description, locals.locale),
    lang: locals.locale,
    dir: 'ltr',
    categories: ['lifestyle', 'shopping'],
    start_url: '/',
    scope: '/',
    display: 'standalone',
    background_color: colors.background,
    theme_color: themeColor.light,
    icons: [
      icon(version, '192', 192, 'any'),
      icon(version, '512', 512, 'any'),
      icon(version, 'maskable-512', 512, 'maskable'),
    ],
    shortcuts: shortcuts(tenant, locals.locale),
    // A name or a place shared from elsewhere is looked for here.
    share_target: { action: '/search', method: 'GET', params: { text: 'q', title: 'title', url: 'url' } },
  };
  return new Response(JSON.stringify(manifest), {
    headers: { 'content-type': 'application/manifest+json', 'cache-control': 'private, max-age=3600' },
  });
};
