import { channel } from 'node:diagnostics_channel';
import type { RequestEvent } from '@sveltejs/kit';
import { brandOf } from '#lib/site.ts';

const pages = channel('turnero:page');

/**
 * Tells the process that this server runs in which page a request is for: it measures requests and writes a line of each
 * (backend/src/roles/web.requests.ts), and cannot know that. While developing nobody listens.
 */
export function tellPage({ platform, route, locals }: RequestEvent): void {
  const { req } = (platform ?? {}) as { req?: object };
  pages.publish({ req, route: route.id, tenant: brandOf(locals.site)?.slug, user: locals.me?.id });
}
