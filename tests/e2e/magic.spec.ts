import { expect, test } from '@playwright/test';
import { FADE, mailTo, say } from './site.ts';

test('a link by mail signs in and leads back to the checkout, whose time is still held', async ({
  page,
  context,
  browser,
}) => {
  const email = 'customer@fade.example';
  await page.goto(`${FADE}/b/el-pasaje`);
  await page.locator('a[href*="/book?"][href*="start="]').last().click();
  await page.getByRole('button', { name: say('book_go'), exact: true }).click();
  await expect(page).toHaveURL(/\/checkout\/[\w-]+$/);
  const checkout = page.url();
  await page.getByRole('link', { name: say('checkout_have_account'), exact: true }).click();
  await page.getByLabel(say('email')).fill(email);
  await page.getByRole('button', { name: say('magic_button') }).click();
  await expect(page.getByText(say('magic_sent', { email }))).toBeVisible();

  // The mail may be read on another device: the hold goes with the link.
  const { link } = await mailTo(context, email);
  expect(link).toContain('/magic?token=');
  const other = await browser.newPage({ locale: 'es-AR' });
  await other.goto(link);
  await other.getByRole('button', { name: say('magic_confirm'), exact: true }).click();
  await expect(other).toHaveURL(checkout);
  await expect(other.getByText(email)).toBeVisible();
  await other.goto(link);
  await expect(other.getByRole('button', { name: say('magic_confirm'), exact: true })).toBeVisible();
  await other.getByRole('button', { name: say('magic_confirm'), exact: true }).click();
  await expect(other.getByText(say('error_link')).first()).toBeVisible();
  await other.close();
});
