import { sequence, type Handle, type HandleServerError } from '@sveltejs/kit/hooks';
import { AsyncLocalStorage } from 'node:async_hooks';
import { dev } from '$app/env';
import { ApiError } from '#lib/api/error.ts';
import { errorWords } from '#lib/errors.ts';
import { allowMaps } from '#lib/features/map/map.server.ts';
import { areStillSaid, createServerApi } from '#lib/server/api.ts';
import { keepFormatters } from '#lib/server/formatters.ts';
import { keepPage, keyOf, pageKept, responseOf } from '#lib/server/kept-pages.ts';
import { chooseLocale, readTheme } from '#lib/server/preferences.ts';
import { tellPage } from '#lib/server/page-channel.ts';
import { readMe, readOperator } from '#lib/server/session.ts';
import { previewOf, wantsPreview } from '#lib/server/preview.ts';
import { resolveSite } from '#lib/server/site.ts';
import { brandOf } from '#lib/site.ts';
import { brandHead, brandHeadHtml } from '#lib/theme/head.server.ts';
import { overwriteServerAsyncLocalStorage, type Locale } from '#paraglide/runtime.js';

keepFormatters();

const localeStorage = new AsyncLocalStorage<{ locale?: Locale; origin?: string }>();
overwriteServerAsyncLocalStorage(localeStorage);

/** Finds out whose site this is and who is looking at it; nothing here throws. */
const whoAndWhere: Handle = async ({ event, resolve }) => {
  const { cookies, locals, request, url } = event;
  const wishes = {
    // An address may name a language, for whoever found it in that one; nothing is kept of it.
    chosen: url.searchParams.get('lang') ?? cookies.get('turnero_locale'),
    account: undefined,
    header: request.headers.get('accept-language'),
  };
  locals.theme = readTheme(cookies);
  locals.locale = chooseLocale(wishes);
  locals.api = createServerApi(event);
  locals.me = null;
  locals.visitor = undefined;
  locals.operator = null;
  locals.site = await resolveSite(locals.api, url.host);
  if (locals.site.kind === 'tenant') locals.me = await readMe(event);
  locals.isPreview = false;
  if (locals.me?.permissions.includes('tenant:manage') && wantsPreview(event)) {
    const preview = await previewOf(locals);
    locals.isPreview = preview !== null;
    locals.site = preview ?? locals.site;
  }
  if (locals.site.kind === 'installation') locals.operator = await readOperator(event);
  locals.locale = chooseLocale({ ...wishes, account: locals.me?.locale }, brandOf(locals.site)?.locale);
  return resolve(event);
};

/**
 * Home, search, categories, businesses, people and their times: these are read, and their links and forms used, before their scripts
 * are there, which come after fonts and pictures. Others are worked with at once.
 */
const SEEN_FIRST = /^\/\(public\)(\/(search|c|b)\b.*)?$/;

/** With what the framework's script in the page begins. */
const BOOT = /import\("[^"]*\/entry\/start\.[^"]*"\)/;
/** What is seen is drawn first: else its scripts, which come quickly from near, are in its way. */
const afterPaint = (boot: string) =>
  `new Promise((drawn) => requestAnimationFrame(() => setTimeout(drawn))).then(() => ${boot})`;

/** Renders in the visitor's language, wearing the site's brand from the first byte. */
const dress: Handle = ({ event, resolve }) => {
  const { locale, site, theme } = event.locals;
  return localeStorage.run({ locale, origin: event.url.origin }, async () => {
    const head = brandHead(site);
    const seenFirst = SEEN_FIRST.test(event.route.id ?? '');
    const response = await resolve(event, {
      transformPageChunk: ({ html }) =>
        html
          .replace('%turnero.lang%', locale)
          .replace('%turnero.theme%', theme)
          .replace('%turnero.brand%', () => brandHeadHtml(head, site, theme) + (event.locals.head ?? ''))
          // In the scripts of every page it would weigh more.
          .replaceAll('loading="eager"', 'loading="eager" fetchpriority="high"')
          .replace(BOOT, (boot) => (seenFirst ? afterPaint(boot) : boot)),
      preload: ({ type }) => type === 'css' || (type === 'js' && !seenFirst),
    });
    return guardHeaders(response, head.styleHash, event.locals);
  });
};

function nameRequest(headers: Headers, requestId: string): void {
  headers.set('x-request-id', requestId);
  // Scripts cannot read the headers of their own page, but this one: what fails in it is told with the request's id.
  headers.set('server-timing', `request;desc="${requestId}"`);
}

function guardHeaders(
  response: Response,
  styleHash: string,
  { requestId, visitor, isPreview }: App.Locals,
): Response {
  const headers = response.headers;
  const csp = headers.get('content-security-policy');
  // While developing, Vite puts styles into the page, and a hash would forbid what 'unsafe-inline' allows.
  if (csp && !dev)
    headers.set(
      'content-security-policy',
      allowMaps(csp).replace("style-src 'self'", `style-src 'self' ${styleHash}`),
    );
  // A draft is shown in a frame on the page where it is made; nothing else of ours is shown in any.
  const guarded = headers.get('content-security-policy');
  if (guarded && isPreview)
    headers.set(
      'content-security-policy',
      guarded.replace("frame-ancestors 'none'", "frame-ancestors 'self'"),
    );
  nameRequest(headers, requestId);
  // The service worker forgets what it keeps of one visitor when another one is answered.
  if (visitor) headers.set('x-turnero-visitor', visitor);
  headers.set('x-content-type-options', 'nosniff');
  headers.set('referrer-policy', 'same-origin');
  headers.set('permissions-policy', 'camera=(), microphone=(), geolocation=(self)');
  if (headers.get('content-type')?.startsWith('text/html')) {
    // A page depends on the host, the cookies and the language: nobody but this visitor may keep it.
    headers.set('cache-control', 'private, no-cache');
  }
  return response;
}

/** Gives guests a page that was made for the guest before, where it would be made the same. */
const kept: Handle = async ({ event, resolve }) => {
  const { locals } = event;
  const key = keyOf(event);
  if (key === null) return resolve(event);
  const page = pageKept(key);
  if (page) {
    Object.assign(locals, page.locals);
    if (await areStillSaid(event, page.rests)) {
      const response = responseOf(page);
      nameRequest(response.headers, locals.requestId);
      return response;
    }
  }
  const at = Date.now();
  locals.rests = [];
  return keepPage(key, at, await resolve(event), locals);
};

/** Whatever becomes of the request, the process is told which page it was for. */
const told: Handle = async ({ event, resolve }) => {
  event.locals.requestId = event.request.headers.get('x-request-id') ?? crypto.randomUUID();
  const response = await resolve(event);
  tellPage(event);
  return response;
};

export const handle = sequence(told, kept, whoAndWhere, dress);

/** What the API refused keeps its status and code; whatever else went wrong is told only to the log. */
export const handleError: HandleServerError = ({ kind, error, event }) => {
  const { requestId, site } = event.locals;
  if (error instanceof ApiError) {
    const status = error.status === 0 ? 503 : error.status;
    const words = errorWords(status, site, event.url.host);
    return {
      status,
      message: error.message,
      code: error.code,
      requestId: error.requestId ?? requestId,
      ...words,
    };
  }
  if (kind === 'unknown') {
    console.error(
      JSON.stringify({
        level: 'error',
        time: new Date().toISOString(),
        service: 'web',
        requestId,
        err: describe(error),
      }),
    );
  }
  const status = kind === 'unknown' ? 500 : error.status;
  return { status, requestId, ...errorWords(status, site, event.url.host) };
};

function describe(error: unknown): { type: string; message: string; stack?: string | undefined } {
  return error instanceof Error
    ? { type: error.name, message: error.message, stack: error.stack }
    : { type: typeof error, message: String(error) };
}
