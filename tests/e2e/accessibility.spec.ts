import { test, expect } from '@playwright/test';
import { problemsAt } from './axe.ts';
import { BANDEJA, DEMOS, FADE, HOME, logIn } from './site.ts';

const open = ['/', '/login', '/register', '/forgot', '/verify', '/reset', '/offline', '/no-such-page'];
const finding = ['/search', '/search?q=zzzzqqqq'];
const whole = process.env['E2E_WHOLE'] === 'true';

for (const { slug, site, business } of DEMOS) {
  // One on the phone and one on the desktop by default; the pages are the same, what differs are colours, letters and words.
  if (!whole && site !== FADE && site !== BANDEJA) continue;
  test(`open pages of ${slug}`, { tag: site === BANDEJA ? '@desktop' : [] }, async ({ page }) => {
    test.slow();
    expect(
      await problemsAt(
        page,
        [...open, ...finding, business].map((path) => site + path),
      ),
    ).toEqual([]);
  });
}

test('pages of an account and of staff', async ({ page }) => {
  await logIn(page, FADE, 'admin@fade.example');
  const account = ['/account', '/account/security', '/account/sessions', '/account/api-keys'];
  const paths = [...account, '/admin', '/admin/people'];
  expect(
    await problemsAt(
      page,
      paths.map((path) => FADE + path),
    ),
  ).toEqual([]);
  await page.context().clearCookies();
  await logIn(page, FADE, 'provider@fade.example');
  expect(await problemsAt(page, [`${FADE}/provider`])).toEqual([]);
});

test('pages of the installation', { tag: '@desktop' }, async ({ page }) => {
  const paths = ['/', '/operator/login', '/inbox'];
  expect(
    await problemsAt(
      page,
      paths.map((path) => HOME + path),
    ),
  ).toEqual([]);
});
