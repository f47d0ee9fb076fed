import { expect, test } from '@playwright/test';
import { BANDEJA, logIn, say } from './site.ts';

test.use({ javaScriptEnabled: false });

test('signing in, changing the profile and the language, and signing out need no script', async ({
  page,
}) => {
  await page.goto(`${BANDEJA}/login`);
  await page.getByLabel(say('email')).fill('customer@bandeja.example');
  await page.getByLabel(say('password'), { exact: true }).fill('not this one');
  await page.getByRole('button', { name: say('login_button'), exact: true }).click();
  await expect(page.getByText(say('error_credentials'))).toBeVisible();

  await logIn(page, BANDEJA, 'customer@bandeja.example');
  await page.goto(`${BANDEJA}/account`);
  const name = page.getByLabel(say('name'), { exact: true });
  await name.fill('Lucía F.');
  await page.getByRole('button', { name: say('save') }).click();
  await expect(page.getByText(say('saved'))).toBeVisible();
  await expect(name).toHaveValue('Lucía F.');

  await page.goto(BANDEJA);
  await page.getByRole('button', { name: 'English' }).click();
  await expect(page.locator('html')).toHaveAttribute('lang', 'en');
});
