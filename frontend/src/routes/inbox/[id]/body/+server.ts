import { error } from '@sveltejs/kit';
import type { RequestHandler } from './$types';

/** A mail's own page, for the frame that shows it: it may look as it likes but reach nothing and run nothing. */
export const GET: RequestHandler = async ({ locals, params }) => {
  const { data } = await locals.api('GET /inbox/{id}', { path: { id: params.id } });
  if (!data.html) error(404, 'No such part');
  return new Response(`<base target="_top">${data.html}`, {
    headers: {
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy':
        "default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data:; frame-ancestors 'self'",
    },
  });
};
