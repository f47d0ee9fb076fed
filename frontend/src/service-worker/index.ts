import { version } from '$app/env';
import { self } from '$app/service-worker';

/** Only the page shown without a connection is kept: everything else here must be fresh, and is small. */
const cacheName = `offline-${version}`;
const offlinePage = '/offline';

/** Keeps the page and what it needs to look like the tenant's: its styles and fonts. */
async function keepOfflinePage(): Promise<void> {
  const cache = await caches.open(cacheName);
  const response = await fetch(offlinePage, { credentials: 'omit' });
  if (!response.ok) return;
  const html = await response.clone().text();
  await cache.put(offlinePage, response);
  const files = [...html.matchAll(/(?:href|url)[=(]"?([^")\s]+\.(?:css|woff2))/g)].map(([, url = '']) => url);
  await cache.addAll([...new Set(files.map((url) => new URL(url, response.url).pathname))]);
}

async function dropOldCaches(): Promise<void> {
  const names = await caches.keys();
  await Promise.all(names.filter((name) => name !== cacheName).map((name) => caches.delete(name)));
}

async function fromCache(request: Request): Promise<Response> {
  const kept = await caches.match(request, { ignoreSearch: true });
  return kept ?? Response.error();
}

self.addEventListener('install', (event) =>
  event.waitUntil(keepOfflinePage().then(() => self.skipWaiting())),
);
self.addEventListener('activate', (event) =>
  event.waitUntil(dropOldCaches().then(() => self.clients.claim())),
);

self.addEventListener('fetch', (event) => {
  const { request } = event;
  if (request.method !== 'GET' || !request.url.startsWith(self.location.origin)) return;
  if (request.mode === 'navigate') {
    event.respondWith(
      fetch(request).catch(async () => (await caches.match(offlinePage)) ?? Response.error()),
    );
  } else if (/\.(?:css|woff2)$/.test(new URL(request.url).pathname)) {
    event.respondWith(fetch(request).catch(() => fromCache(request)));
  }
});

/** What the API sends to a browser (docs/messages.md). */
interface Pushed {
  title: string;
  body: string;
  url: string;
  tag: string;
}

self.addEventListener('push', (event) => {
  if (!event.data) return;
  const { title, body, url, tag } = event.data.json() as Pushed;
  event.waitUntil(self.registration.showNotification(title, { body, tag, data: { url } }));
});

self.addEventListener('notificationclick', (event) => {
  event.notification.close();
  const { url } = event.notification.data as Pick<Pushed, 'url'>;
  event.waitUntil(self.clients.openWindow(url));
});
