import { error } from '@sveltejs/kit';
import { drawCover, isShape } from '#lib/motifs/motifs.ts';
import { requireTenant } from '#lib/server/guards.ts';
import { previewOf } from '#lib/server/preview.ts';
import { lookVersion } from '#lib/theme/head.server.ts';
import type { RequestHandler } from './$types';

/** The brand of the version asked for: that which holds, or the draft of an admin who looks at it. */
async function brandFor(locals: App.Locals, version: string | null) {
  const held = requireTenant(locals);
  if (version === null || version === lookVersion(locals.site))
    return { branding: held.branding, isKept: true };
  const draft = locals.me?.permissions.includes('tenant:manage') ? await previewOf(locals) : null;
  const isDraft = draft?.kind === 'tenant' && version === lookVersion(draft);
  return { branding: isDraft ? draft.tenant.branding : held.branding, isKept: isDraft };
}

/** A drawn cover. The address carries the theme's version, so whoever has fetched it need not ask again. */
export const GET: RequestHandler = async ({ locals, params, url }) => {
  const { branding, isKept } = await brandFor(locals, url.searchParams.get('v'));
  if (!isShape(params.shape)) error(404, 'No such shape');
  const scheme = url.searchParams.get('theme');
  const wanted = scheme === 'light' || scheme === 'dark' ? scheme : undefined;
  // Fonts are of no use in a drawing.
  const theme = branding.themeCss.replace(/@font-face\{[^}]*\}/g, '');
  return new Response(drawCover(branding.motif, params.shape, params.seed, theme, wanted), {
    headers: {
      'content-type': 'image/svg+xml',
      'cache-control': isKept ? 'public, max-age=31536000, immutable' : 'private, no-store',
    },
  });
};
