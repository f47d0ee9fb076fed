import { expect, test } from '@playwright/test';
import { client } from './http.ts';
import { at, DEMO_PASSWORD } from './site.ts';

// Pages that are made once for all guests (frontend/src/lib/server/kept-pages.ts), on a site that no other test changes.

test.describe.configure({ mode: 'default' });

const SITE = at('pelusa');
const BUSINESS = `${SITE}/b/don-perro`;
const guest = client();

/** What the guest after others is given: only a page that was made for this very request has a tag. */
async function keptAt(url: string, language?: string): Promise<string> {
  let page = '';
  const ask = async () => {
    const { body, headers } = await guest.ask(url, { ...(language && { language }) });
    page = body;
    return headers.etag;
  };
  await expect.poll(ask).toBeUndefined();
  return page;
}

/** What the links of a page ask for that lead to a start. */
const startsOn = (page: string): URLSearchParams[] =>
  [...page.matchAll(/href="[^"]*\/book\?([^"]*start=[^"]*)"/g)].map(
    ([, query = '']) => new URLSearchParams(query.replaceAll('&amp;', '&')),
  );

test('a start that somebody took is on no page any more', async () => {
  const [path = ''] = /\/b\/don-perro\/p\/[\w-]+/.exec(await keptAt(BUSINESS)) ?? [];
  for (let count = 0; count < 3; count += 1) {
    const [wanted] = startsOn(await keptAt(SITE + path));
    const of = (name: string) => wanted?.get(name) ?? undefined;
    await client().call(SITE, 'POST', '/holds', {
      items: [{ serviceId: of('service'), providerId: of('provider') }],
      locationId: of('location'),
      start: of('start'),
    });
    const left = startsOn((await guest.ask(SITE + path)).body).map(String);
    expect(left.length).toBeGreaterThan(0);
    expect(left).not.toContain(String(wanted));
  }
});

test('what was changed is on every page at once', async () => {
  const admin = client();
  await admin.call(SITE, 'POST', '/auth/login', { email: 'admin@pelusa.example', password: DEMO_PASSWORD });
  const { services, providers } = await guest.call<{
    services: { id: string }[];
    providers: { id: string; slug: string }[];
  }>(SITE, 'GET', '/businesses/don-perro');

  const [service] = services;
  const sold = await admin.call<{ variants: { id: string }[] }>(
    SITE,
    'GET',
    `/manage/services/${service?.id}`,
  );
  const variants = sold.variants.map(({ id: _, ...variant }) => variant);
  const sell = (variants: object[]) => admin.call(SITE, 'PATCH', `/services/${service?.id}`, { variants });
  const price = { amount: 123_456_700, currency: 'ARS' };
  await keptAt(BUSINESS);
  await sell(variants.map((variant) => ({ ...variant, price })));
  expect((await guest.ask(BUSINESS)).body).toContain('1.234.567');
  await sell(variants);
  expect((await guest.ask(BUSINESS)).body).not.toContain('1.234.567');

  const [person] = providers;
  const hours = `/providers/${person?.id}/weekly-hours`;
  const usual = await admin.call<object>(SITE, 'GET', hours);
  const path = `${BUSINESS}/p/${person?.slug}`;
  expect(startsOn(await keptAt(path))).not.toEqual([]);
  await admin.call(SITE, 'PUT', `${hours}?acceptStranded=true`, { intervals: [] });
  expect(startsOn((await guest.ask(path)).body)).toEqual([]);
  await admin.call(SITE, 'PUT', hours, usual);

  // Whoever is signed in is shown their own, and nobody else is.
  await keptAt(BUSINESS);
  const own = await admin.ask(BUSINESS);
  expect(own.headers['x-turnero-visitor']).not.toBe('guest');
  expect(own.headers.etag).toBeDefined();
  const others = await guest.ask(BUSINESS);
  expect(others.headers['x-turnero-visitor']).toBe('guest');
  expect(others.body).not.toContain(String(own.headers['x-turnero-visitor']));
});

test('each language has its own, and each visitor a nonce of their own', async () => {
  const [spanish, portuguese] = [await keptAt(SITE, 'es-AR'), await keptAt(SITE, 'pt-BR')];
  expect(spanish).toContain('<html lang="es-AR"');
  expect(portuguese).toContain('<html lang="pt-BR"');
  const nonceOf = (page: string) => /nonce="([^"]+)"/.exec(page)?.[1];
  const again = await keptAt(SITE, 'es-AR');
  expect(again.replaceAll(String(nonceOf(again)), String(nonceOf(spanish)))).toBe(spanish);
  expect(nonceOf(again)).not.toBe(nonceOf(spanish));
});
