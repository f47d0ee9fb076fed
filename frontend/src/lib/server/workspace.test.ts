import { beforeEach, expect, test } from 'vitest';
import { requireWorkspace } from './workspace.ts';

const business = { id: '1', slug: 'centro', name: 'Centro', timeZone: 'Asia/Tokyo' as string | null };
let asked: string[];
beforeEach(() => {
  business.timeZone = 'Asia/Tokyo';
  asked = [];
});

function visit(method: string): Parameters<typeof requireWorkspace>[0] {
  const api = (endpoint: string) => {
    asked.push(endpoint);
    return Promise.resolve({ data: endpoint === 'GET /me/provider' ? null : [business] });
  };
  const me = { roles: ['provider'], permissions: [], grants: [] };
  const event = {
    locals: { api, me, site: { kind: 'tenant', tenant: { locale: { timeZone: 'America/Lima' } } } },
    url: new URL('http://x.example/provider'),
    cookies: { get: () => undefined },
    request: { method },
  };
  return event as unknown as Parameters<typeof requireWorkspace>[0];
}

test('a page and its layout ask once; the next request asks anew', async () => {
  const page = visit('GET');
  const [layout, own] = await Promise.all([requireWorkspace(page), requireWorkspace(page)]);
  expect(own).toBe(layout);
  expect(own.business.slug).toBe('centro');
  expect(asked).toEqual(['GET /manage/businesses', 'GET /me/provider']);
  await requireWorkspace(visit('GET'));
  expect(asked).toHaveLength(4);
});

test('what follows a form action knows what the action changed', async () => {
  const action = visit('POST');
  await requireWorkspace(action);
  await requireWorkspace(action);
  expect(asked).toHaveLength(4);
});

test('its days are those of its own clock, or the tenant’s while it has no place', async () => {
  expect((await requireWorkspace(visit('GET'))).timeZone).toBe('Asia/Tokyo');
  business.timeZone = null;
  expect((await requireWorkspace(visit('GET'))).timeZone).toBe('America/Lima');
});
