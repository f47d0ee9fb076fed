import { expect, test } from '@playwright/test';
import { FADE, freshAddress, mailTo, say } from './site.ts';

test('a link by mail signs in and leads back to the checkout, whose time is still held', async ({
  page,
  context,
  browser,
}) => {
  // An account whose address nobody has confirmed yet: the link does that, too.
  const email = freshAddress();
  await page.goto(`${FADE}/register`);
  await page.getByLabel(say('name'), { exact: true }).fill('Ana Quiroga');
  await page.getByLabel(say('email')).fill(email);
  await page.getByLabel(say('password'), { exact: true }).fill('un mate bien cebado');
  await page.getByRole('button', { name: say('register_button') }).click();
  await expect(page.getByRole('heading', { name: say('verify_sent_title') })).toBeVisible();
  const first = await mailTo(context, email);

  await page.goto(`${FADE}/b/el-pasaje`);
  await page.locator('a[href*="/book?"][href*="start="]').last().click();
  await page.getByRole('button', { name: say('book_go'), exact: true }).click();
  await expect(page).toHaveURL(/\/checkout\/[\w-]+$/);
  const checkout = page.url();
  await page.getByRole('link', { name: say('checkout_have_account'), exact: true }).click();
  // Both pages ask for an address: this is the one to sign in with.
  await expect(page).toHaveURL(/\/login\?next=/);
  await page.getByLabel(say('email')).fill(email);
  await page.getByRole('button', { name: say('magic_button') }).click();
  await expect(page.getByText(say('magic_sent', { email }))).toBeVisible();

  // The mail may be read on another device: the hold goes with the link.
  const { link } = await mailTo(context, email, [first.id]);
  expect(link).toContain('/magic?token=');
  const other = await (await browser.newContext({ locale: 'es-AR' })).newPage();
  const enter = other.getByRole('button', { name: say('magic_confirm'), exact: true });
  await other.goto(link);
  await enter.click();
  await expect(other).toHaveURL(checkout);
  await expect(other.locator('section[aria-labelledby=who] strong')).toContainText('Ana Quiroga');
  // It works once.
  await other.context().clearCookies();
  await other.goto(link);
  await enter.click();
  await expect(other.getByText(say('error_link')).first()).toBeVisible();
  await other.context().close();
});
