import { ApiError, type FieldProblem } from './error.ts';

/** Carries one request to the API and brings its answer; throws when no answer came. */
export type Send = (path: string, init: RequestInit) => Promise<Response>;

export type Answer<T> = { data: T; nextCursor: string | undefined };

export type RequestOptions = {
  path?: Record<string, string>;
  query?: Record<string, string | number | undefined>;
  body?: unknown;
  headers?: Record<string, string>;
};

const retryDelays = [100, 400, 1200];
const worthRetrying = (status: number) => status === 502 || status === 503;

/** `GET /sessions/{id}` with its path parameters and query put in. */
export function buildPath(endpoint: string, { path = {}, query = {} }: RequestOptions): string {
  const [, template = ''] = endpoint.split(' ');
  const filled = template.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(path[name] ?? ''));
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined) search.set(name, String(value));
  }
  return `/api/v1${filled}${search.size ? `?${search}` : ''}`;
}

/** Sends a request, trying a safe one again when nobody answered or the answer was 502 or 503. */
export async function request<T>(
  send: Send,
  endpoint: string,
  options: RequestOptions = {},
): Promise<Answer<T>> {
  const [method = 'GET'] = endpoint.split(' ');
  const delays = method === 'GET' ? retryDelays : [];
  const { body } = options;
  // A form brings its own type, with its boundary.
  const isJson = body !== undefined && !(body instanceof FormData);
  const init: RequestInit = {
    method,
    headers: {
      accept: 'application/json',
      ...(isJson ? { 'content-type': 'application/json' } : {}),
      ...options.headers,
    },
    ...(isJson ? { body: JSON.stringify(body) } : body instanceof FormData ? { body } : {}),
  };
  const response = await sendWithRetries(() => send(buildPath(endpoint, options), init), delays);
  return parseAnswer<T>(response);
}

async function sendWithRetries(send: () => Promise<Response>, delays: number[]): Promise<Response> {
  for (const delay of [...delays, undefined]) {
    try {
      const response = await send();
      if (delay === undefined || !worthRetrying(response.status)) return response;
    } catch (cause) {
      if (delay === undefined) throw unreachable(cause);
    }
    await new Promise((resolve) => setTimeout(resolve, delay));
  }
  throw unreachable(undefined);
}

function unreachable(cause: unknown): ApiError {
  const error = new ApiError({ status: 0, code: 'UNREACHABLE', message: 'The API did not answer' });
  error.cause = cause;
  return error;
}

async function parseAnswer<T>(response: Response): Promise<Answer<T>> {
  if (response.status === 204) return { data: undefined as T, nextCursor: undefined };
  const envelope: unknown = await response.json().catch(() => undefined);
  if (!response.ok) throw toApiError(response, envelope);
  const { data, meta } = envelope as { data: T; meta?: { nextCursor?: string } };
  return { data, nextCursor: meta?.nextCursor ?? undefined };
}

function toApiError(response: Response, envelope: unknown): ApiError {
  const body = (envelope ?? {}) as {
    error?: { code?: string; message?: string; details?: FieldProblem[]; data?: Record<string, unknown> };
    meta?: { requestId?: string };
  };
  const seconds = Number(response.headers.get('retry-after'));
  return new ApiError({
    status: response.status,
    code: body.error?.code ?? `HTTP_${response.status}`,
    message: body.error?.message ?? response.statusText,
    details: Array.isArray(body.error?.details) ? body.error.details : [],
    data: body.error?.data,
    requestId: body.meta?.requestId ?? response.headers.get('x-request-id') ?? undefined,
    retryAfter: seconds > 0 ? seconds : undefined,
  });
}
