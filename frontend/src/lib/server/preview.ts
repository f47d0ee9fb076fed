import type { RequestEvent } from '@sveltejs/kit';
import { ApiError } from '#lib/api/error.ts';
import type { Site } from '#lib/site.ts';

/** Whether a page is asked for as it would look in the draft: in a frame of our own, or by its address. */
export function wantsPreview({ request, url }: Pick<RequestEvent, 'request' | 'url'>): boolean {
  const { headers } = request;
  const isFramed =
    headers.get('sec-fetch-dest') === 'iframe' && headers.get('sec-fetch-site') === 'same-origin';
  return isFramed || url.searchParams.has('preview');
}

/**
 * The site in the brand that whoever asks tries out. The API tells it to admins only; for everybody else the
 * site stays what it is, and may not be framed.
 */
export async function previewOf({ api }: Pick<App.Locals, 'api'>): Promise<Site | null> {
  try {
    const { data: tenant } = await api('GET /brand/preview');
    return { kind: 'tenant', tenant };
  } catch (error) {
    if (error instanceof ApiError) return null;
    throw error;
  }
}
