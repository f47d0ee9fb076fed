import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test } from 'vitest';
import { bounded } from './web.bounds.ts';

test('more pages at once than it makes are refused in three languages, files of the build never', async () => {
  const open: ServerResponse[] = [];
  const handler = bounded((request, response) => {
    if (request.url?.startsWith('/_app/immutable/')) response.end('file');
    else open.push(response);
  }, 2);
  const server = createServer(handler).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const waiting = [fetch(`${url}/`), fetch(`${url}/search`)];
  while (open.length < 2) await once(server, 'request');

  const refused = await fetch(`${url}/`, { method: 'POST', body: 'x'.repeat(100_000) });
  expect(refused.status).toBe(503);
  expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
  expect(refused.headers.get('cache-control')).toBe('no-store');
  const page = await refused.text();
  for (const lang of ['es', 'en', 'pt']) expect(page).toContain(`<section lang="${lang}">`);
  expect(await (await fetch(`${url}/_app/immutable/a.js`)).text()).toBe('file');

  open.pop()?.end('made');
  expect((await Promise.race(waiting)).status).toBe(200);
  const next = fetch(`${url}/`);
  while (open.length < 2) await once(server, 'request');
  for (const response of open) response.end('made');
  for (const answer of [...waiting, next]) expect((await answer).status).toBe(200);
  server.close();
});
