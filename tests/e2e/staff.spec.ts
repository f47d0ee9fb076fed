import { expect, test } from '@playwright/test';
import { BANDEJA, FADE, logIn, say } from './site.ts';

test(
  "an admin sees the people of their own tenant, and nobody else's",
  { tag: '@desktop' },
  async ({ page }) => {
    await logIn(page, FADE, 'admin@fade.example');
    await page.goto(`${FADE}/admin/people`);
    await expect(page.getByText('customer@fade.example')).toBeVisible();
    await expect(page.getByText('bandeja.example')).toHaveCount(0);
    await page.goto(`${BANDEJA}/admin/people`);
    await expect(page).toHaveURL(/\/login/);
  },
);

test('what an account may not see is refused in the brand', async ({ page }) => {
  await logIn(page, FADE, 'customer@fade.example');
  const refused = await page.goto(`${FADE}/admin`);
  expect(refused?.status()).toBe(403);
  await expect(page.getByRole('heading', { name: say('forbidden_title') })).toBeVisible();
});

test('a provider sees their own day', async ({ page }) => {
  await logIn(page, FADE, 'provider@fade.example');
  await page.goto(`${FADE}/provider`);
  await expect(page.getByRole('heading', { name: say('cal_whole_day') })).toBeVisible();
});
