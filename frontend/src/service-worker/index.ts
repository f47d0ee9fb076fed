import { self } from '$app/service-worker';
import { ExpirationPlugin } from 'workbox-expiration';
import { registerRoute } from 'workbox-routing';
import { CacheFirst, NetworkFirst, NetworkOnly, StaleWhileRevalidate } from 'workbox-strategies';
import type { KeptBookings, ToWorker } from '#lib/features/offline/kept.ts';
import { bannerHtml } from '#lib/features/offline/banner.ts';
import { dropWaiting, keepBookings, readWaiting } from '#lib/features/offline/store.ts';
import { FILES, MINE, PICTURES } from './caches.ts';
import { isForOwner, kept, noticeOwner, wipe } from './owner.ts';
import { answerPage, forgetPages, keepVisited } from './pages.ts';
import { openPushed, showPush } from './push.ts';
import { maySend, replay, sendOrWait } from './queue.ts';
import { dropOldShells, keepShell } from './shell.ts';

const MONTH_SECONDS = 30 * 86_400;
const expiring = (maxEntries: number) =>
  new ExpirationPlugin({ maxEntries, maxAgeSeconds: MONTH_SECONDS, purgeOnQuotaError: true });

const isOurs = (url: URL) => url.origin === location.origin;

registerRoute(({ request, url }) => isOurs(url) && request.mode === 'navigate', answerPage);
// The data of a page, as the site asks for it when one goes from page to page: never kept, but it says who is asking.
registerRoute(
  ({ url }) => isOurs(url) && url.pathname.endsWith('/__data.json'),
  new NetworkOnly({ plugins: [noticeOwner(forgetPages)] }),
);
registerRoute(
  ({ url }) => isOurs(url) && url.pathname.includes('/immutable/'),
  new CacheFirst({ cacheName: FILES, plugins: [expiring(300)] }),
);
registerRoute(
  ({ url }) => isOurs(url) && /^\/(art\/|api\/v1\/(media|tenant\/icons)\/)/.test(url.pathname),
  new StaleWhileRevalidate({ cacheName: PICTURES, plugins: [expiring(120)] }),
);
// Pictures of somebody's bookings, such as the one that is scanned at the door.
registerRoute(
  ({ request, url }) =>
    isOurs(url) && url.pathname.startsWith('/bookings/') && request.destination === 'image',
  new NetworkFirst({ cacheName: MINE }),
);
registerRoute(
  ({ url }) => isOurs(url) && maySend(url),
  ({ request, event }) => sendOrWait(request, (event as FetchEvent).clientId),
  'POST',
);

// Asked for by a page that has lost its connection while it was open.
registerRoute(
  ({ url }) => isOurs(url) && url.pathname === '/offline/banner',
  async ({ url: { searchParams } }) => {
    const since = new Date(searchParams.get('since') ?? Date.now());
    const waiting = (await readWaiting()).length;
    return new Response(bannerHtml({ lang: searchParams.get('lang') ?? '', since, waiting }));
  },
);

/** At most this often without a reason, so that going through the site costs the server nothing. */
const KEEP_MS = 5 * 60_000;

/** Keeps the visitor's bookings as they are now. */
async function keepMine(now: boolean): Promise<void> {
  if (!now && Date.now() - kept.at < KEEP_MS) return;
  const began = Date.now();
  kept.at = began;
  const response = await fetch('/offline/mine').catch(() => undefined);
  if (response?.ok && (await isForOwner(response)))
    await keepBookings((await response.json()) as KeptBookings);
  // Without an answer, or with one for somebody else, the next page asks again.
  else if (kept.at === began) kept.at = 0;
}

const work: { [T in ToWorker['type']]: (message: Extract<ToWorker, { type: T }>) => Promise<void> } = {
  visited: async ({ url }) => {
    await Promise.all([keepVisited(url), keepMine(new URL(url).pathname.startsWith('/bookings'))]);
    await replay();
  },
  replay: () => replay(),
  insist: ({ key }) => replay(key),
  drop: ({ key }) => dropWaiting(key),
  update: () => self.skipWaiting(),
};

self.addEventListener('message', (event) => {
  const message = event.data as ToWorker;
  const run = work[message.type] as ((message: ToWorker) => Promise<void>) | undefined;
  // Without a connection there is nothing to be done, and the next page asks again.
  if (run) event.waitUntil(run(message).catch(() => undefined));
});

self.addEventListener('fetch', (event) => {
  const { request } = event;
  // Whoever leaves takes theirs along at once, whatever the server says to it.
  if (request.method === 'POST' && new URL(request.url).pathname === '/logout')
    event.waitUntil(wipe('guest', forgetPages));
});

self.addEventListener('sync', ((event: ExtendableEvent & { tag: string }) => {
  if (event.tag === 'waiting') event.waitUntil(replay());
}) as EventListener);

self.addEventListener('install', (event) => event.waitUntil(keepShell()));
self.addEventListener('activate', (event) =>
  event.waitUntil(
    Promise.all([
      dropOldShells(),
      self.clients.claim(),
      // Pages are asked for while the worker is still waking up.
      (self.registration as Partial<ServiceWorkerRegistration>).navigationPreload?.enable(),
    ]),
  ),
);
self.addEventListener('push', (event) => {
  if (event.data) event.waitUntil(showPush(event.data));
});
self.addEventListener('notificationclick', (event) => {
  event.notification.close();
  event.waitUntil(openPushed(event));
});
