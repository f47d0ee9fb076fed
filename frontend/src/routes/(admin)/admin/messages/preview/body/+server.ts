import { error } from '@sveltejs/kit';
import { readPreview } from '#lib/features/outbox/preview.server.ts';
import { requirePermission } from '#lib/server/admin.ts';
import type { RequestHandler } from './$types';

/** A mail's own page, for the frame that shows it: it may look as it likes but reach nothing and run nothing. */
export const GET: RequestHandler = async (event) => {
  requirePermission(event, 'user:read');
  const { preview } = await readPreview(event);
  if (!preview.html) error(404, 'No such part');
  return new Response(preview.html, {
    headers: {
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy':
        "default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data:; frame-ancestors 'self'",
    },
  });
};
