import type { Endpoint, Endpoints } from './endpoints.ts';
import { ApiError } from './error.ts';
import { request, type Answer, type RequestOptions, type Send } from './request.ts';

function cookie(name: string): string | undefined {
  const found = document.cookie.split('; ').find((pair) => pair.startsWith(`${name}=`));
  return found && decodeURIComponent(found.slice(name.length + 1));
}

const send: Send = (path, init) => {
  const headers = new Headers(init.headers);
  const token = cookie('__Host-turnero_csrf') ?? cookie('turnero_csrf');
  if (token && init.method !== 'GET') headers.set('x-csrf-token', token);
  headers.set('accept-language', document.documentElement.lang);
  return fetch(path, { ...init, headers, credentials: 'same-origin' });
};

let renewal: Promise<unknown> | undefined;

/** Renews the session once, however many requests found it expired at the same time. */
export function renew(): Promise<unknown> {
  renewal ??= request(send, 'POST /auth/refresh').finally(() => {
    renewal = undefined;
  });
  return renewal;
}

/**
 * Calls the API from the browser. An expired session is renewed and the call repeated; what then still fails is
 * shown as a toast, unless `quiet`, and thrown.
 */
export async function api<E extends Endpoint>(
  endpoint: E,
  options: RequestOptions & { quiet?: boolean } = {},
): Promise<Answer<Endpoints[E]>> {
  try {
    return await request<Endpoints[E]>(send, endpoint, options);
  } catch (error) {
    if (error instanceof ApiError && error.status === 401 && error.code !== 'INVALID_CREDENTIALS') {
      return repeatSignedIn(endpoint, options, error);
    }
    await tell(error, options.quiet);
    throw error;
  }
}

async function repeatSignedIn<E extends Endpoint>(
  endpoint: E,
  options: RequestOptions & { quiet?: boolean },
  original: ApiError,
): Promise<Answer<Endpoints[E]>> {
  try {
    await renew();
    return await request<Endpoints[E]>(send, endpoint, options);
  } catch {
    await tell(original, options.quiet);
    throw original;
  }
}

async function tell(error: unknown, quiet = false): Promise<void> {
  if (quiet || !(error instanceof ApiError)) return;
  const { toastError } = await import('#lib/ui/toast/toast.ts');
  await toastError(error);
}
