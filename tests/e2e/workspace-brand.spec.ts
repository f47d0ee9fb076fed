import { expect, test } from '@playwright/test';
import { DEMOS, logIn, say } from './site.ts';

const { site: SITE } = DEMOS.find(({ slug }) => slug === 'pizarra')!;

/** How the accent is painted on a page. */
const ACCENT = () => getComputedStyle(document.documentElement).getPropertyValue('--accent').trim();

test('an admin tries a brand out, is kept from a colour nobody sees, publishes, and goes back', async ({
  page,
  browser,
}) => {
  const visitor = await (await browser.newContext({ locale: 'es-AR' })).newPage();
  await visitor.goto(SITE);
  const before = await visitor.evaluate(ACCENT);

  await logIn(page, SITE, 'admin@pizarra.example');
  await page.goto(`${SITE}/admin/brand`);
  const accent = page.getByLabel(say('brand_accent'));
  await accent.fill('#ffee00');
  // It is judged while one looks at it, on the pages themselves.
  const nearest = page.getByRole('button', { name: /^Usar #/ });
  await expect(nearest).toBeVisible();
  await page.getByRole('button', { name: say('brand_publish') }).click();
  await expect(page.getByText(say('brand_error_contrast'))).toBeVisible();

  await accent.fill('#0b5fa5');
  await page.getByLabel(say('brand_radius')).fill('3');
  const frame = page.frameLocator(`iframe[title="${say('brand_preview')}"]`);
  await expect.poll(() => frame.locator('html').evaluate(ACCENT)).toBe('#0b5fa5');
  await visitor.reload();
  expect(await visitor.evaluate(ACCENT)).toBe(before);

  await page.getByRole('button', { name: say('brand_publish') }).click();
  await expect(page.getByText(say('brand_published'))).toBeVisible();
  await visitor.reload();
  expect(await visitor.evaluate(ACCENT)).toBe('#0b5fa5');

  await page.getByLabel(say('brand_logo'), { exact: true }).setInputFiles({
    name: 'logo.png',
    mimeType: 'image/png',
    buffer: Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'),
  });
  await page.getByRole('button', { name: say('brand_publish') }).click();
  await expect(page.getByText(say('brand_logo_kind'))).toBeVisible();

  await page.getByRole('button', { name: say('brand_restore_inherited') }).click();
  await expect(page.getByText(say('brand_restored'))).toBeVisible();
  await visitor.reload();
  expect(await visitor.evaluate(ACCENT)).toBe(before);
});
