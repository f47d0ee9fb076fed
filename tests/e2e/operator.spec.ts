import { expect, test } from '@playwright/test';
import { problems } from './axe.ts';
import { client } from './http.ts';
import {
  apiStatus,
  BANDEJA,
  freshAddress,
  HOME,
  listenOn,
  logIn,
  logInOperator,
  mailTo,
  say,
} from './site.ts';

test('an operator sees every tenant, closes a site at once and opens it again', async ({ page, browser }) => {
  const visitor = await (await browser.newContext({ locale: 'es-AR' })).newPage();
  await logIn(visitor, BANDEJA, 'customer@bandeja.example');
  await listenOn(visitor, `${BANDEJA}/account`);
  const guest = client();
  const statusForGuests = async () => (await guest.ask(BANDEJA)).status;
  for (let count = 0; count < 2; count += 1) expect(await statusForGuests()).toBe(200);

  await logInOperator(page);
  await page.getByLabel(say('op_search')).fill('bandeja');
  await page.getByRole('button', { name: say('op_filter'), exact: true }).click();
  await expect(page.getByRole('row')).toHaveCount(2);
  await page.getByRole('link', { name: 'Bandeja', exact: true }).click();
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
  expect(await statusForGuests()).toBe(403);

  await page.getByRole('button', { name: say('tenant_resume_of', { name: 'Bandeja' }) }).click();
  await expect(page.getByText(say('tenant_resumed', { name: 'Bandeja' }))).toBeVisible();
  await expect.poll(() => apiStatus(visitor, '/me'), { timeout: 2_000 }).toBe(200);
});

test('an operator creates a tenant that a customer books on at once', async ({ page, browser }) => {
  const slug = `barrio-${Date.now().toString(36)}`;
  const email = freshAddress();
  await logInOperator(page);
  await page.getByRole('link', { name: say('op_new') }).click();
  await page.getByLabel(say('op_name'), { exact: true }).fill('El Barrio');
  await page.getByLabel(say('op_slug'), { exact: true }).fill(slug);
  await page.getByLabel(say('op_vertical'), { exact: true }).selectOption('barbershop');
  await page.getByLabel(say('op_admin_name')).fill('Ana Paz');
  await page.getByLabel(say('op_admin_email')).fill(email);
  await page.getByLabel(say('op_business_line')).fill('Mitre 100');
  await page.getByLabel(say('op_business_city')).fill('Rosario');
  await page.getByRole('button', { name: say('op_create'), exact: true }).click();
  await expect(page.getByText(say('op_created', { name: 'El Barrio', email }))).toBeVisible();

  const site = HOME.replace('://', `://${slug}.`);
  const customer = await (await browser.newContext({ locale: 'es-AR' })).newPage();
  await customer.goto(`${site}/b/${slug}/book`);
  await customer.getByRole('link', { name: /^Corte de pelo/ }).click();
  // Where there is room for it the week is seen at once, and no day has to be chosen.
  await customer.getByRole('radio').filter({ visible: true }).first().check();
  await customer.getByRole('button', { name: say('book_go'), exact: true }).click();
  await expect(customer).toHaveURL(/\/checkout\//);

  // Whoever runs it chooses a password by the link in their mail, and is let in.
  const { link } = await mailTo(page.context(), email);
  expect(link).toContain(`${slug}.`);
  await customer.goto(link);
  await expect(customer.getByLabel(/contraseña/i).first()).toBeVisible();
});
