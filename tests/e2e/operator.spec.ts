import { expect, test } from '@playwright/test';
import { problems } from './axe.ts';
import { apiStatus, BANDEJA, DEMO_PASSWORD, HOME, listenOn, logIn, say } from './site.ts';

test('an operator sees every tenant, closes a site at once and opens it again', async ({ page, browser }) => {
  const visitor = await (await browser.newContext({ locale: 'es-AR' })).newPage();
  await logIn(visitor, BANDEJA, 'customer@bandeja.example');
  await listenOn(visitor, `${BANDEJA}/account`);

  await page.goto(`${HOME}/operator`);
  await page.getByLabel(say('email')).fill('operator@turnero.example');
  await page.getByLabel(say('password'), { exact: true }).fill(DEMO_PASSWORD);
  await page.getByRole('button', { name: say('login_button'), exact: true }).click();
  await expect(page.getByRole('heading', { name: say('operator_title') })).toBeVisible();
  await expect(page.getByText('Fade', { exact: true }).first()).toBeVisible();

  await page
    .getByText(say('tenant_suspend_of', { name: 'Bandeja' }))
    .first()
    .click();
  await page.getByLabel(say('tenant_reason')).filter({ visible: true }).fill('prueba');
  await page
    .getByRole('button', { name: say('tenant_suspend'), exact: true })
    .last()
    .click();
  await expect(page.getByText(say('tenant_suspended', { name: 'Bandeja' }))).toBeVisible();
  // The page that stands open hears of it.
  await expect(
    visitor.getByRole('heading', { name: say('suspended_title', { name: 'Bandeja' }) }),
  ).toBeVisible();
  expect(await problems(visitor)).toEqual([]);
  expect(await apiStatus(visitor, '/me')).toBe(403);

  await page.getByRole('button', { name: say('tenant_resume_of', { name: 'Bandeja' }) }).click();
  await expect(page.getByText(say('tenant_resumed', { name: 'Bandeja' }))).toBeVisible();
  await expect.poll(() => apiStatus(visitor, '/me'), { timeout: 2_000 }).toBe(200);
});
