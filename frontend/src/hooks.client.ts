import type { HandleClientError } from '@sveltejs/kit/hooks';
import { ApiError } from '#lib/api/error.ts';

/** The words come with the first error: most visits never need them. */
export const handleError: HandleClientError = async ({ kind, error, event }) => {
  if (!navigator.onLine) {
    // The page wanted, asked for by the browser itself, gets the worker's offline page.
    location.href = event.url.href;
  }
  const status = error instanceof ApiError ? error.status || 503 : kind === 'unknown' ? 500 : error.status;
  const { errorWords } = await import('#lib/errors.ts');
  const requestId = error instanceof ApiError ? error.requestId : undefined;
  return { status, ...(requestId && { requestId }), ...errorWords(status, undefined, location.host) };
};
