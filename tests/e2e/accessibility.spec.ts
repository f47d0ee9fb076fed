import AxeBuilder from '@axe-core/playwright';
import { expect, test, type Page } from '@playwright/test';
import { BANDEJA, DEMOS, FADE, HOME, logIn } from './site.ts';

async function violations(page: Page, url: string): Promise<string[]> {
  await page.goto(url);
  const { violations } = await new AxeBuilder({ page })
    .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'])
    .analyze();
  return violations.map(
    ({ id, nodes }) => `${url}: ${id} at ${nodes.map(({ target }) => String(target)).join(', ')}`,
  );
}

const open = ['/', '/login', '/register', '/forgot', '/verify', '/reset', '/offline', '/no-such-page'];

for (const [name, site, business] of [
  ['fade', FADE, '/b/la-de-mitre'],
  ['bandeja', BANDEJA, '/b/puerto-cristal'],
] as const) {
  test(`open pages of ${name}`, async ({ page }) => {
    test.slow();
    const found: string[] = [];
    for (const path of [...open, business]) found.push(...(await violations(page, site + path)));
    expect(found).toEqual([]);
  });
}

// The pages are the same; what differs are colours, letters and words.
for (const { slug, site, business } of DEMOS.filter(({ site }) => site !== FADE && site !== BANDEJA)) {
  test(`home page and a business of ${slug}`, async ({ page }) => {
    const found: string[] = [];
    for (const path of ['/', business]) found.push(...(await violations(page, site + path)));
    expect(found).toEqual([]);
  });
}

test('pages of an account and of staff', async ({ page }) => {
  const found: string[] = [];
  await logIn(page, FADE, 'admin@fade.example');
  for (const path of [
    '/account',
    '/account/security',
    '/account/sessions',
    '/account/api-keys',
    '/admin',
    '/admin/people',
  ]) {
    found.push(...(await violations(page, FADE + path)));
  }
  await page.context().clearCookies();
  await logIn(page, FADE, 'provider@fade.example');
  found.push(...(await violations(page, `${FADE}/provider`)));
  expect(found).toEqual([]);
});

test('pages of the installation', async ({ page }) => {
  const found: string[] = [];
  for (const path of ['/', '/operator/login', '/inbox']) found.push(...(await violations(page, HOME + path)));
  expect(found).toEqual([]);
});
