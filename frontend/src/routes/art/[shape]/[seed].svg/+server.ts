import { error } from '@sveltejs/kit';
import { drawCover, isShape } from '#lib/motifs/motifs.ts';
import { requireTenant } from '#lib/server/guards.ts';
import type { RequestHandler } from './$types';

/** A drawn cover. The address carries the theme's version, so whoever has fetched it need not ask again. */
export const GET: RequestHandler = ({ locals, params, url }) => {
  const { branding } = requireTenant(locals);
  if (!isShape(params.shape)) error(404, 'No such shape');
  const scheme = url.searchParams.get('theme');
  const wanted = scheme === 'light' || scheme === 'dark' ? scheme : undefined;
  // Fonts are of no use in a drawing.
  const theme = branding.themeCss.replace(/@font-face\{[^}]*\}/g, '');
  return new Response(drawCover(branding.motif, params.shape, params.seed, theme, wanted), {
    headers: { 'content-type': 'image/svg+xml', 'cache-control': 'public, max-age=31536000, immutable' },
  });
};
