import { expect, test } from '@playwright/test';
import { FADE, freshAddress, HOME, listenOn, logIn, mailTo, say } from './site.ts';

const password = 'un mate bien cebado';

test('register, confirm by mail, look at the account, sign out and in again', async ({ page, context }) => {
  const email = freshAddress();
  await page.goto(FADE);
  await page
    .getByRole('link', { name: say('nav_login') })
    .first()
    .click();
  await page.getByRole('link', { name: say('login_register') }).click();
  await page.getByLabel(say('name'), { exact: true }).fill('Ana Quiroga');
  await page.getByLabel(say('email')).fill(email);
  await page.getByLabel(say('password'), { exact: true }).fill(password);
  await page.getByRole('button', { name: say('register_button') }).click();
  await expect(page.getByRole('heading', { name: say('verify_sent_title') })).toBeVisible();

  const mail = await mailTo(context, email);
  expect(mail.link.startsWith(`${FADE}/verify?token=`)).toBe(true);
  await page.goto(mail.link);
  await page.getByRole('button', { name: say('verify_button') }).click();
  // The link proves the address; signing in still takes the password.
  await expect(page.getByText(say('verify_done'))).toBeVisible();
  await expect(page.getByLabel(say('email'))).toHaveValue(email);
  await page.getByLabel(say('password'), { exact: true }).fill(password);
  await page.getByRole('button', { name: say('login_button'), exact: true }).click();
  // Whoever came to book goes on where that is done.
  await expect(page).toHaveURL(`${FADE}/`);
  await page.getByRole('link', { name: 'Tu cuenta: Ana' }).click();
  await expect(page.getByRole('heading', { name: say('account_title', { name: 'Ana' }) })).toBeVisible();

  await page.goto(`${FADE}/account/sessions`);
  await expect(page.getByText(say('session_current'))).toHaveCount(1);
  await page.getByRole('button', { name: say('logout_all_button') }).click();
  await expect(page).toHaveURL(/\/login/);
  await page.goto(`${FADE}/account`);
  await expect(page).toHaveURL(/\/login/);
  await logIn(page, FADE, email, password);
  await expect(page).toHaveURL(`${FADE}/`);
});

test('a forgotten password is replaced, and the old one no longer works', async ({ page, context }) => {
  const email = freshAddress();
  const registered = await context.request.post(`${HOME}/api/v1/auth/register`, {
    headers: { 'x-tenant': 'fade' },
    data: { name: 'Bruno Paz', email, password },
  });
  expect(registered.status()).toBe(202);
  const first = await mailTo(context, email);
  await page.goto(first.link);
  await page.getByRole('button', { name: say('verify_button') }).click();
  await page.context().clearCookies();

  await page.goto(`${FADE}/forgot`);
  await page.getByLabel(say('email')).fill(email);
  await page.getByRole('button', { name: say('forgot_button') }).click();
  await expect(page.getByText(say('forgot_done', { email }))).toBeVisible();
  const { link } = await mailTo(context, email, [first.id]);
  await page.goto(link);
  await page.getByLabel(say('password_new'), { exact: true }).fill('otro mate, mejor cebado');
  await page.getByRole('button', { name: say('reset_button') }).click();
  await expect(page.getByText(say('reset_done'))).toBeVisible();

  await page.getByLabel(say('email')).fill(email);
  await page.getByLabel(say('password'), { exact: true }).fill(password);
  await page.getByRole('button', { name: say('login_button'), exact: true }).click();
  await expect(page.getByText(say('error_credentials'))).toBeVisible();
  await expect(page.getByLabel(say('email'))).toHaveValue(email);
  await logIn(page, FADE, email, 'otro mate, mejor cebado');
});

test('an open account hears of a new sign-in, and of its own end, without a reload', async ({
  page,
  browser,
}) => {
  await logIn(page, FADE, 'customer@fade.example');
  await listenOn(page, `${FADE}/account/sessions`);
  const sessions = page.getByRole('main').getByRole('listitem');
  const before = await sessions.count();

  const other = await browser.newContext({ locale: 'es-AR' });
  const elsewhere = await other.newPage();
  await logIn(elsewhere, FADE, 'customer@fade.example');
  await expect(page.getByText(say('live_session'))).toBeVisible();
  await expect(sessions).toHaveCount(before + 1);

  await listenOn(elsewhere, `${FADE}/account/sessions`);
  await sessions
    .filter({ hasNotText: say('session_current') })
    .first()
    .getByRole('button')
    .click();
  await expect(elsewhere).toHaveURL(/\/login/);
  await other.close();
});

test('a browser that keeps no cookies is told why nobody can sign in there', async ({ page }) => {
  await page.goto(`${FADE}/login`);
  const answer = await page.evaluate(async () => {
    const body = new URLSearchParams({ email: 'customer@fade.example', password: 'turnero-demo' });
    const headers = { accept: 'text/html' };
    const sent = await fetch('/login?/password', { method: 'POST', body, headers, credentials: 'omit' });
    return sent.text();
  });
  expect(answer).toContain(say('login_cookies'));
});

test('a link that is asked for once more leaves the page, and the address on it, as they are', async ({
  page,
}) => {
  const email = freshAddress();
  await page.goto(`${FADE}/verify?sent=1&email=${email}`);
  await page.getByRole('button', { name: say('verify_again_button') }).click();
  await expect(page.getByText(say('verify_again_done'))).toBeVisible();
  await expect(page.getByText(say('verify_sent_text', { email }))).toBeVisible();
});
