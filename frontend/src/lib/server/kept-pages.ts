import type { RequestEvent } from '@sveltejs/kit';
import { LRUCache } from 'lru-cache';
import { randomBytes } from 'node:crypto';

// Pages that are the same for every guest are made once. Whoever asks again gets them only after the API has said of everything
// that they were made of that it would answer the same now: so they are never older than a page made anew.

/** A question to the API, with the tag of its answer; undefined where that was none to come back to. */
export type Rest = { path: string; tag: string | undefined };

type KeptPage = {
  /** The HTML, cut where the nonce of its scripts stood. */
  parts: string[];
  nonce: string;
  headers: Headers;
  rests: Rest[];
  /** Of the request that it was made for, which those after it share. */
  locals: Pick<App.Locals, 'locale' | 'me' | 'site'>;
  /** Milliseconds since 1970. */
  until: number;
};

/** Of all pages together; a character takes one or two. */
const MOST_BYTES = 64 * 1024 * 1024;
const MINUTE_MS = 60_000;

const PAGES = new Set<string | null>([
  '/(public)',
  '/(public)/search',
  '/(public)/c/[category]',
  '/(public)/b/[business]',
  '/(public)/b/[business]/p/[provider]',
]);

/** All that a browser may say of itself for a page that others get too. */
const PREFERENCES = new Set(['turnero_locale', 'turnero_theme']);
/** How wide the screen is matters where a time is chosen, and those pages are not kept. */
const WIDTH = 'turnero_wide';

const pages = new LRUCache<string, KeptPage>({
  maxSize: MOST_BYTES,
  sizeCalculation: ({ parts }) => parts.reduce((size, { length }) => size + 2 * length, 1),
});

type Visit = Pick<RequestEvent, 'cookies' | 'isDataRequest' | 'request' | 'route' | 'url'>;

/** All of a request that its page depends on; null where nobody else may get that page, or it is not worth it. */
export function keyOf({ cookies, isDataRequest, request, route, url }: Visit): string | null {
  if (request.method !== 'GET' || isDataRequest || !PAGES.has(route.id)) return null;
  const brought = cookies.getAll().filter(({ name }) => name !== WIDTH);
  if (brought.some(({ name }) => !PREFERENCES.has(name))) return null;
  return JSON.stringify([url.href, brought, request.headers.get('accept-language')]);
}

/** The page, if its minute is not over: to be given where all of its `rests` are still said. */
export function pageKept(key: string): KeptPage | undefined {
  const page = pages.get(key);
  return page && page.until > Date.now() ? page : undefined;
}

/** The page with a nonce of its own: a known one would let in what a page must keep out. */
export function responseOf({ parts, nonce, headers }: KeptPage): Response {
  const own = randomBytes(16).toString('base64');
  const response = new Response(parts.join(own), { headers });
  const csp = headers.get('content-security-policy')?.replaceAll(nonce, own);
  if (csp) response.headers.set('content-security-policy', csp);
  return response;
}

/**
 * Keeps a page that was made for a guest, until its minute is over: it tells times as of today and now.
 * @param at when it was begun, in milliseconds since 1970
 */
export async function keepPage(
  key: string,
  at: number,
  response: Response,
  { locale, me, rests = [], site }: Pick<App.Locals, 'locale' | 'me' | 'rests' | 'site'>,
): Promise<Response> {
  const { headers, status } = response;
  const isKnown = rests.length > 0 && rests.every(({ tag }) => tag !== undefined);
  const [, nonce] = /'nonce-([^']+)'/.exec(headers.get('content-security-policy') ?? '') ?? [];
  if (me || !isKnown || !nonce || status !== 200 || headers.has('set-cookie')) return response;
  const html = await response.text();
  const shared = new Headers(headers);
  // Of the page with its first nonce.
  shared.delete('etag');
  shared.delete('content-length');
  const until = at - (at % MINUTE_MS) + MINUTE_MS;
  pages.set(key, {
    parts: html.split(nonce),
    nonce,
    headers: shared,
    rests,
    locals: { locale, me, site },
    until,
  });
  return new Response(html, { status, headers });
}
