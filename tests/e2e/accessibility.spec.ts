import { expect, test, type Locator } from '@playwright/test';
import { freeTime } from './api.ts';
import { problemsAt } from './axe.ts';
import {
  ACCOUNT,
  adminScreens,
  ALWAYS,
  guestScreens,
  openScreens,
  OPERATOR,
  ownScreens,
  PROVIDER,
} from './screens.ts';
import { BANDEJA, DEMOS, FADE, HOME, logIn, logInOperator } from './site.ts';

// The pages of all sites are the same; what differs are colours, letters, words, and what is asked. By default one site is
// seen, and `npm test -- e2e --whole accessibility` sees all of them, small and wide, light and dark.
const whole = process.env['E2E_WHOLE'] === 'true';
const allOr = (one: string) => DEMOS.filter(({ slug }) => whole || slug === one);

for (const demo of allOr('boxes')) {
  const { slug, site } = demo;

  test(`${slug}: finding and choosing leave nobody out`, async ({ page }) => {
    test.slow();
    const paths = await openScreens(page, demo);
    expect(await problemsAt(page, site, paths)).toEqual([]);
  });

  test(`${slug}: nor do signing in, and booking as a guest`, async ({ page }) => {
    test.slow();
    await page.goto(`${site}/offline`);
    const paths = [...ALWAYS, ...(await guestScreens(page, demo))];
    expect(await problemsAt(page, site, paths)).toEqual([]);
  });

  test(`${slug}: nor what an account has booked, and the account itself`, async ({ page }) => {
    test.slow();
    await logIn(page, site, `customer@${slug}.example`);
    const paths = [...(await ownScreens(page, demo)), ...ACCOUNT];
    expect(await problemsAt(page, site, paths)).toEqual([]);
  });
}

test('what a clinic asks, on a desktop', { tag: '@desktop' }, async ({ page }) => {
  test.slow();
  const demo = DEMOS.find(({ slug }) => slug === 'alma')!;
  await logIn(page, demo.site, 'customer@alma.example');
  expect(await problemsAt(page, demo.site, await ownScreens(page, demo))).toEqual([]);
});

for (const demo of allOr('fade')) {
  const { slug, site } = demo;

  test(`${slug}: pages of staff`, { tag: '@desktop' }, async ({ page }) => {
    test.slow();
    await logIn(page, site, `owner@${slug}.example`);
    expect(await problemsAt(page, site, PROVIDER)).toEqual([]);
  });

  test(`${slug}: pages of admins`, { tag: '@desktop' }, async ({ page }) => {
    test.slow();
    await logIn(page, site, `admin@${slug}.example`);
    expect(await problemsAt(page, site, adminScreens(demo))).toEqual([]);
  });
}

test('pages of the installation', async ({ page }) => {
  test.slow();
  expect(await problemsAt(page, HOME, ['/', '/operator/login', '/inbox'])).toEqual([]);
  await logInOperator(page);
  expect(await problemsAt(page, HOME, OPERATOR)).toEqual([]);
});

test('what is chosen is told apart where the visitor has colours of their own', async ({ page }) => {
  await page.emulateMedia({ forcedColors: 'active' });
  const ground = (target: Locator) => target.evaluate((element) => getComputedStyle(element).backgroundColor);
  await page.goto(`${FADE}/offline`);
  const { serviceId, days } = await freeTime(page, 'beard-trim', { business: 'el-pasaje' });
  const free = days.filter(({ slots }) => slots.length > 1).map(({ date }) => date);
  await page.goto(`${FADE}/b/el-pasaje/book?service=${serviceId}&date=${free[0]}`);
  const day = page.locator('nav a[aria-current=date]').first();
  const others = page.locator('nav a.figures:not([aria-current])');
  expect(await ground(day)).not.toBe(await ground(others.last()));
  await page.getByRole('radio').filter({ visible: true }).first().check();
  const chip = page.locator('label.chip').filter({ visible: true });
  expect(await ground(chip.first())).not.toBe(await ground(chip.nth(1)));
});

// 640 px are a small desktop at 200 %, 320 px the narrowest of phones, or a desktop at 400 %.
for (const width of whole ? [640, 320] : [320]) {
  test(`nothing is wider than ${width} px`, async ({ browser }) => {
    test.slow();
    const context = await browser.newContext({ viewport: { width, height: 500 }, locale: 'es-AR' });
    const page = await context.newPage();
    const demo = DEMOS.find(({ site }) => site === BANDEJA)!;
    await logIn(page, BANDEJA, 'customer@bandeja.example');
    const paths = [...(await openScreens(page, demo)), ...(await ownScreens(page, demo)), '/account'];
    for (const path of paths) {
      await page.goto(BANDEJA + path);
      const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      expect.soft(wide, path).toBeLessThanOrEqual(0);
    }
    await context.close();
  });
}
