import { API_URL } from '$app/env/private';
import type { RequestEvent } from '@sveltejs/kit';
import type { Endpoint, Endpoints } from '#lib/api/endpoints.ts';
import type { Rest } from './kept-pages.ts';
import { request, type Answer, type RequestOptions, type Send } from '#lib/api/request.ts';

/** The part of a request that says who asks, and where. */
type Visit = Pick<RequestEvent, 'cookies' | 'getClientAddress' | 'locals' | 'request' | 'url'>;

/** The API as the visitor who is being served, over loopback. */
export type ServerApi = {
  <E extends Endpoint>(endpoint: E, options?: RequestOptions): Promise<Answer<Endpoints[E]>>;
};

/** Where a request came from, as the API must hear it: it decides tenant, limits and cookies by these. */
function forwarded(event: Visit): Record<string, string> {
  // Set by the process around us where requests are traced.
  const traceparent = event.request.headers.get('traceparent');
  return {
    ...(traceparent && { traceparent }),
    'x-forwarded-host': event.url.host,
    'x-forwarded-proto': event.url.protocol.replace(':', ''),
    'x-forwarded-for': event.getClientAddress(),
    'x-request-id': event.locals.requestId,
    'user-agent': event.request.headers.get('user-agent') ?? '',
    'accept-language': event.locals.locale,
    // Packing costs both of us more than the inner network.
    'accept-encoding': 'identity',
  };
}

/** The visitor's cookies, with those that this very request has set or removed. */
function cookieHeader(event: Visit): string {
  return event.cookies
    .getAll()
    .filter(({ value }) => value !== '')
    .map(({ name, value }) => `${name}=${encodeURIComponent(value)}`)
    .join('; ');
}

/** Unsafe requests prove that they come from our own pages: a form action has passed Kit's origin check. */
function proofOfOrigin(event: Visit): Record<string, string> {
  const token = event.cookies.get('__Host-turnero_csrf') ?? event.cookies.get('turnero_csrf');
  return { origin: event.url.origin, ...(token ? { 'x-csrf-token': token } : {}) };
}

/** Cookies that the API sets become cookies of the page's answer. */
function handOnCookies(event: Visit, response: Response): void {
  for (const header of response.headers.getSetCookie()) {
    const { name, value, ...options } = event.cookies.parse(header);
    // Kit would add HttpOnly and Secure where the API left them out on purpose.
    event.cookies.set(name, value ?? '', {
      ...options,
      path: options.path ?? '/',
      httpOnly: options.httpOnly ?? false,
      secure: options.secure ?? false,
    });
  }
}

let turn = 0;

/** Tries the API's addresses, beginning with another each time, since one of them may just be restarting. */
async function fetchFromAny(path: string, init: RequestInit): Promise<Response> {
  let failure: unknown;
  turn = (turn + 1) % API_URL.length;
  for (const base of [...API_URL.slice(turn), ...API_URL.slice(0, turn)]) {
    try {
      return await fetch(base + path, { ...init, redirect: 'manual' });
    } catch (error) {
      failure = error;
    }
  }
  throw failure;
}

/** Sends to the API as the visitor who is being served. */
function senderFor(event: Visit): Send {
  return async (path, init) => {
    const headers = new Headers(init.headers);
    for (const [name, value] of Object.entries(forwarded(event))) headers.set(name, value);
    const cookies = cookieHeader(event);
    if (cookies) headers.set('cookie', cookies);
    if (init.method !== 'GET') {
      for (const [name, value] of Object.entries(proofOfOrigin(event))) headers.set(name, value);
    }
    const response = await fetchFromAny(path, { ...init, headers });
    handOnCookies(event, response);
    const tag = init.method === 'GET' && response.status === 200 ? response.headers.get('etag') : null;
    event.locals.rests?.push({ path, tag: tag ?? undefined });
    return response;
  };
}

export function createServerApi(event: Visit): ServerApi {
  const send = senderFor(event);
  return (endpoint, options) => request(send, endpoint, options);
}

async function isStillSaid(event: Visit, { path, tag = '' }: Rest): Promise<boolean> {
  const response = await fetchFromAny(path, { headers: { ...forwarded(event), 'if-none-match': tag } });
  await response.arrayBuffer();
  return response.status === 304;
}

/** Whether the API would still answer a guest as it did: by one question where it knows by heart, else by each of them again. */
export async function areStillSaid(event: Visit, rests: Rest[]): Promise<boolean> {
  try {
    const { data } = await createServerApi(event)('POST /answers/comparison', { body: { answers: rests } });
    if (data.same) return true;
    const said = await Promise.all(rests.map((rest) => isStillSaid(event, rest)));
    return said.every(Boolean);
  } catch {
    // Whoever makes the page anew will say what is wrong.
    return false;
  }
}

/** A file of the API for the visitor who is being served, as the API answers it. */
export const fetchFile = (event: Visit, path: string, headers: Record<string, string>): Promise<Response> =>
  senderFor(event)(path, { method: 'GET', headers });
