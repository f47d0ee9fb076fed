import { ExpirationPlugin } from 'workbox-expiration';
import { NetworkFirst, NetworkOnly } from 'workbox-strategies';
import { readBookings, readWaiting } from '#lib/features/offline/store.ts';
import { keptIn, MINE, PAGES, type Plugin } from './caches.ts';
import { isForOwner, noticeOwner } from './owner.ts';
import { shellPage } from './shell.ts';
import { stamped } from './stamp.ts';

const DAY_SECONDS = 86_400;
/** A visit that hangs for so long gets the copy of the one before. */
const PATIENCE_SECONDS = 12;
/** A copy younger than this is not fetched again. */
const FRESH_MS = 60_000;

const matchOptions = { ignoreVary: true };
const dateOf = (response: Response) => Date.parse(response.headers.get('date') ?? '');

/** Errors and pages that led elsewhere are no copies of the page asked for. */
const onlyWhole: Plugin = {
  cacheWillUpdate: async ({ response }) =>
    response.status === 200 && !response.redirected ? response : null,
};

const stampCopy: Plugin = {
  cachedResponseWillBeUsed: async ({ cachedResponse }) =>
    cachedResponse && stamped(cachedResponse, (await readWaiting()).length),
};

/** What was kept beside a page of bookings may know more than its copy: then that is shown. */
const onlyNewest: Plugin = {
  cachedResponseWillBeUsed: async ({ cachedResponse }) => {
    const kept = cachedResponse && (await readBookings());
    const isOld = kept && Date.parse(kept.at) > dateOf(cachedResponse) + FRESH_MS;
    return isOld ? null : cachedResponse;
  },
};

const orShell: Plugin = { handlerDidError: shellPage };

const expiry = (maxEntries: number) =>
  new ExpirationPlugin({ maxEntries, maxAgeSeconds: 14 * DAY_SECONDS, matchOptions });
const expiries = { [PAGES]: expiry(40), [MINE]: expiry(30) };

const kept = (cacheName: typeof PAGES | typeof MINE, plugins: Plugin[]) =>
  new NetworkFirst({
    cacheName,
    matchOptions,
    networkTimeoutSeconds: PATIENCE_SECONDS,
    plugins: [noticeOwner(forgetPages), onlyWhole, expiries[cacheName], ...plugins, stampCopy, orShell],
  });

const strategies = { [PAGES]: kept(PAGES, []), [MINE]: kept(MINE, [onlyNewest]) };
const unkept = new NetworkOnly({ plugins: [noticeOwner(forgetPages), orShell] });

export async function forgetPages(): Promise<void> {
  await Promise.all(Object.values(expiries).map((one) => one.deleteCacheAndMetadata()));
}

/** From the network; without one the copy of the visit before, stamped; without a copy the page that says so. */
export const answerPage = ({
  event,
  request,
  url,
}: {
  event: ExtendableEvent;
  request: Request;
  url: URL;
}) => {
  const place = keptIn(url);
  return (place ? strategies[place] : unkept).handle({ event, request });
};

/** Keeps the document of a page that was reached without loading one, so that it too is there without a connection. */
export async function keepVisited(address: string): Promise<void> {
  const url = new URL(address);
  url.hash = '';
  const place = url.origin === location.origin ? keptIn(url) : undefined;
  if (!place) return;
  const cache = await caches.open(place);
  const copy = await cache.match(url.href, matchOptions);
  if (copy && Date.now() - dateOf(copy) < FRESH_MS) return;
  const response = await fetch(url.href, { headers: { accept: 'text/html' } });
  if (response.status === 200 && !response.redirected && (await isForOwner(response)))
    await cache.put(url.href, response);
}
