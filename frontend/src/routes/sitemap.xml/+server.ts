import { error } from '@sveltejs/kit';
import { pathsOf } from '#lib/features/seo/paths.server.ts';
import { sitemap } from '#lib/features/seo/sitemap.ts';
import { nearestLocale } from '#lib/i18n/locale.ts';
import { requireTenant } from '#lib/server/guards.ts';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = async ({ locals, url }) => {
  const tenant = requireTenant(locals);
  const asked = url.searchParams.get('page');
  const { supported, default: own } = tenant.locale;
  const text = sitemap(
    await pathsOf(locals.api, tenant),
    { origin: url.origin, own: nearestLocale(own), supported },
    asked === null ? undefined : Math.max(1, Math.floor(Number(asked)) || 1),
  );
  if (text === undefined) error(404, 'No such page');
  return new Response(text, {
    headers: { 'content-type': 'application/xml; charset=utf-8', 'cache-control': 'public, max-age=3600' },
  });
};
