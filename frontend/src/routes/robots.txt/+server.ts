import type { RequestHandler } from './$types';

/** Pages of one person, or that are steps of something: nothing to find there. */
const PRIVATE = [
  '/account',
  '/admin',
  '/provider',
  '/operator',
  '/inbox',
  '/bookings',
  '/checkout',
  '/login',
  '/register',
  '/b/*/book/',
  '/b/*/book?*date=',
  '/b/*/book?*start=',
];

/** A site that is open is crawled; one that is suspended, or that nobody has, is not. */
export const GET: RequestHandler = ({ locals, url }) => {
  const { kind } = locals.site;
  const lines =
    kind === 'tenant'
      ? [...PRIVATE.map((path) => `Disallow: ${path}`), '', `Sitemap: ${url.origin}/sitemap.xml`]
      : kind === 'installation'
        ? PRIVATE.map((path) => `Disallow: ${path}`)
        : ['Disallow: /'];
  return new Response(['User-agent: *', ...lines, ''].join('\n'), {
    // While the API is away nobody knows: the answer must not be believed for a day.
    ...(kind === 'unavailable' && { status: 503 }),
    headers: { 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'public, max-age=3600' },
  });
};
