import type { NetworkFirst } from 'workbox-strategies';

type Options = NonNullable<ConstructorParameters<typeof NetworkFirst>[0]>;
/** What looks over the shoulder of a strategy. */
export type Plugin = NonNullable<Options['plugins']>[number];

/** The page shown where nothing else is kept, with all that it needs; one for each version of the site. */
export const SHELL = 'shell-';
/** What never changes under its address: scripts, styles, fonts. */
export const FILES = 'files';
export const PICTURES = 'pictures';
/** Pages of the open site as they were seen. They say who is signed in, so they are somebody's, too. */
export const PAGES = 'pages';
/** Pages of somebody's own bookings. */
export const MINE = 'mine';

export const OFFLINE_PAGE = '/offline';

/** Which part of the site a page belongs to; undefined for those that are never kept. */
export function keptIn({ pathname, searchParams }: URL): typeof PAGES | typeof MINE | undefined {
  // A draft of the brand is nobody's page.
  if (searchParams.has('preview')) return undefined;
  if (/^\/bookings(\/|$)/.test(pathname)) return MINE;
  // What staff needs where there is no connection: the day, and who comes.
  if (/^\/provider(\/bookings\/[^/]+)?\/?$/.test(pathname)) return PAGES;
  return pathname === '/' || /^\/(search|c|b)(\/|$)/.test(pathname) ? PAGES : undefined;
}
