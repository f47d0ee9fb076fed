import { localized } from '#lib/i18n/text.ts';
import { requireTenant } from '#lib/server/guards.ts';
import type { RequestHandler } from './$types';

const icon = (name: string, size: number, purpose: 'any' | 'maskable') => ({
  src: `/api/v1/tenant/icons/${name}.png`,
  sizes: `${size}x${size}`,
  type: 'image/png',
  purpose,
});

/** Lets the tenant's site be installed under its own name, icon and colours. */
export const GET: RequestHandler = ({ locals }) => {
  const tenant = requireTenant(locals);
  const { themeColor, colors } = tenant.branding;
  const manifest = {
    id: '/',
    name: tenant.name,
    short_name: tenant.name.length > 12 ? (tenant.name.split(' ')[0] ?? tenant.name) : tenant.name,
    description: localized(tenant.description, locals.locale),
    lang: locals.locale,
    start_url: '/',
    scope: '/',
    display: 'standalone',
    background_color: colors.background,
    theme_color: themeColor.light,
    icons: [icon('192', 192, 'any'), icon('512', 512, 'any'), icon('maskable-512', 512, 'maskable')],
  };
  return new Response(JSON.stringify(manifest), {
    headers: { 'content-type': 'application/manifest+json', 'cache-control': 'private, max-age=3600' },
  });
};
