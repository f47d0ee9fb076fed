import { bannerHtml } from '#lib/features/offline/banner.ts';

/**
 * A kept page that says since when it is: in its root element, by which styles take the free times out of use before they
 * are painted, and in a banner for people.
 */
export async function stamped(kept: Response, waiting: number): Promise<Response> {
  const since = kept.headers.get('date') ?? new Date().toUTCString();
  const html = await kept.text();
  const lang = /<html lang="([^"]*)"/.exec(html)?.[1] ?? 'es-AR';
  const marked = html
    .replace('<html ', `<html data-offline-since="${new Date(since).toISOString()}" `)
    .replaceAll(' data-slots', ' inert data-slots')
    .replace(/<body[^>]*>/, (body) => body + bannerHtml({ lang, since: new Date(since), waiting }));
  const headers = new Headers(kept.headers);
  headers.set('x-turnero-kept', '1');
  return new Response(marked, { status: 200, headers });
}
