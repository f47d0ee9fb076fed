import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { keepPage, keyOf, pageKept, responseOf, type Rest } from './kept-pages.ts';

const NOW = Date.parse('2026-11-29T12:00:30Z');
const NONCE = 'bm9uY2Ugb2YgYSBwYWdl';
const HTML = `<script nonce="${NONCE}">1</script><p>Ñandú</p><script nonce="${NONCE}">2</script>`;
const rests: Rest[] = ['/tenant', '/search'].map((path) => ({ path, tag: `W/"${path}"` }));
const guest = { locale: 'en', me: null, rests, site: { kind: 'unknown', host: 'a' } } as const;

beforeEach(() => {
  vi.useFakeTimers({ now: NOW, toFake: ['Date'] });
});
afterEach(() => vi.useRealTimers());

function visit({
  cookies = {},
  ...more
}: {
  cookies?: Record<string, string>;
  method?: string;
  language?: string;
  url?: string;
  route?: string;
  isDataRequest?: boolean;
} = {}) {
  const { method = 'GET', language = 'es-AR', url = 'http://a.example/b/x' } = more;
  const { route = '/(public)/b/[business]', isDataRequest = false } = more;
  const all = Object.entries(cookies).map(([name, value]) => ({ name, value }));
  return keyOf({
    cookies: { getAll: () => all } as never,
    request: new Request(url, { method, headers: { 'accept-language': language } }),
    route: { id: route } as never,
    url: new URL(url),
    isDataRequest,
  });
}

const made = (headers: Record<string, string> = {}, init: ResponseInit = {}) =>
  new Response(HTML, {
    ...init,
    headers: {
      'content-security-policy': `script-src 'nonce-${NONCE}'; style-src 'nonce-${NONCE}'`,
      etag: '"1"',
      'x-turnero-visitor': 'guest',
      ...headers,
    },
  });

let count = 0;
/** Keeps a page under a new key. @returns that key */
async function kept(response = made(), locals: Parameters<typeof keepPage>[3] = guest): Promise<string> {
  count += 1;
  const key = `page ${count}`;
  const given = await keepPage(key, NOW, response, locals);
  expect(await given.text()).toBe(HTML);
  return key;
}

test('a page is of one address, language and scheme, and of nobody who brings more', () => {
  const keys = [
    visit(),
    visit({ url: 'http://b.example/b/x' }),
    visit({ url: 'http://a.example/b/y' }),
    visit({ url: 'http://a.example/b/x?lang=en' }),
    visit({ language: 'pt-BR' }),
    visit({ cookies: { turnero_locale: 'en' } }),
    visit({ cookies: { turnero_theme: 'dark' } }),
  ];
  expect(keys).not.toContain(null);
  expect(new Set(keys).size).toBe(keys.length);
  expect(visit()).toBe(keys[0]);
  expect(visit({ cookies: { turnero_wide: '1' } })).toBe(keys[0]);
  for (const name of ['turnero_at', '__Host-turnero_rt', 'turnero_bookings', 'turnero.next', 'anything'])
    expect(visit({ cookies: { turnero_theme: 'dark', [name]: '1' } }), name).toBeNull();
  expect(visit({ method: 'POST' })).toBeNull();
  expect(visit({ isDataRequest: true })).toBeNull();
  expect(visit({ route: '/(public)/bookings/[id]' })).toBeNull();
});

test('a page is given again with another nonce, and without the tag that it had', async () => {
  const page = pageKept(await kept());
  const [one, two] = [page, page].map((page) => responseOf(page!));
  const nonces = [one, two].map(
    (response) => /'nonce-(.+?)'/.exec(String(response?.headers.get('content-security-policy')))?.[1],
  );
  expect(new Set([NONCE, ...nonces]).size).toBe(3);
  expect(one?.headers.get('content-security-policy')).not.toContain(NONCE);
  expect(await one?.text()).toBe(HTML.replaceAll(NONCE, String(nonces[0])));
  expect(one?.headers.get('etag')).toBeNull();
  expect(one?.headers.get('x-turnero-visitor')).toBe('guest');
});

test('a page is given with what it was made of, until its minute is over', async () => {
  const key = await kept();
  expect(pageKept(key)).toMatchObject({ rests, locals: { locale: 'en', me: null, site: guest.site } });
  vi.setSystemTime(NOW + 29_999);
  expect(pageKept(key)).toBeDefined();
  vi.setSystemTime(NOW + 30_000);
  expect(pageKept(key)).toBeUndefined();
});

test.each([
  ['that sets a cookie', made({ 'set-cookie': 'a=1' }), guest],
  ['that failed', made({}, { status: 404 }), guest],
  ['without a nonce', made({ 'content-security-policy': "script-src 'self'" }), guest],
  ['of somebody', made(), { ...guest, me: { id: 'me' } as never }],
  ['made of nothing', made(), { ...guest, rests: [] }],
  [
    'made of an answer without a tag',
    made(),
    { ...guest, rests: [...rests, { ...rests[0]!, tag: undefined }] },
  ],
])('a page is not kept %s', async (_what, response, locals) => {
  expect(pageKept(await kept(response, locals))).toBeUndefined();
});
