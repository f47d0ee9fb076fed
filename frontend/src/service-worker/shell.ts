import { version } from '$app/env';
import { FILES, OFFLINE_PAGE, SHELL } from './caches.ts';

const cacheName = `${SHELL}${version}`;

/** Keeps the page of last resort and what it needs to look like the tenant's and to run: styles, fonts, scripts. */
export async function keepShell(): Promise<void> {
  const response = await fetch(OFFLINE_PAGE, { credentials: 'omit' });
  if (!response.ok) return;
  const html = await response.clone().text();
  const files = [...html.matchAll(/["'(](?:\.{0,2}\/)*([^"'()\s]+\.(?:css|js|woff2))["')]/g)]
    .map(([, path = '']) => `/${path}`)
    .filter((path) => path.includes('/immutable/'));
  const shell = await caches.open(cacheName);
  const kept = await caches.open(FILES);
  const missing = await Promise.all(
    [...new Set(files)].map(async (path) => ((await kept.match(path)) ? [] : [path])),
  );
  await kept.addAll(missing.flat());
  await shell.put(OFFLINE_PAGE, response);
}

/** Called when this version takes over: the shells of others are of no use any more. */
export async function dropOldShells(): Promise<void> {
  const names = await caches.keys();
  const old = names.filter((name) => /^(shell|offline)-/.test(name) && name !== cacheName);
  await Promise.all(old.map((name) => caches.delete(name)));
}

export async function shellPage(): Promise<Response> {
  return (await (await caches.open(cacheName)).match(OFFLINE_PAGE)) ?? Response.error();
}
