import { expect, test } from '@playwright/test';
import { FADE, freshAddress, logIn, mailTo, say } from './site.ts';

test('an owner finds a client, notes something, blocks them and lets them book again', async ({ page }) => {
  test.slow();
  await logIn(page, FADE, 'owner@fade.example');
  await page.goto(`${FADE}/provider/clients`);
  const first = page.getByRole('rowheader').first().getByRole('link');
  const name = (await first.textContent())?.trim() ?? '';
  await page.getByLabel(say('client_search')).fill(name.slice(0, 4).toUpperCase());
  await page.getByRole('button', { name: say('search_button') }).click();
  await expect(page).toHaveURL(/search=/);
  await page.getByRole('rowheader', { name }).getByRole('link').first().click();
  await expect(page.getByRole('heading', { level: 1, name })).toBeVisible();

  await page.getByLabel(say('client_notes'), { exact: true }).fill('Prefiere los viernes');
  await page.getByLabel(say('client_tags')).fill('frecuente, frecuente');
  await page.getByRole('button', { name: say('client_save') }).click();
  await expect(page.getByText(say('client_saved'))).toBeVisible();
  await page.reload();
  await expect(page.getByLabel(say('client_notes'), { exact: true })).toHaveValue('Prefiere los viernes');
  await expect(page.getByLabel(say('client_tags'))).toHaveValue('frecuente');

  await page.getByText(say('client_block'), { exact: true }).click();
  await page.getByLabel(say('client_block_reason')).fill('Faltó tres veces');
  await page.getByRole('button', { name: say('client_block_button'), exact: true }).click();
  await expect(page.getByText(say('client_is_blocked_text'))).toBeVisible();
  await expect(page.getByText('Faltó tres veces')).toBeVisible();
  await page.getByRole('button', { name: say('client_unblock') }).click();
  await expect(page.getByText(say('client_is_blocked_text'))).toHaveCount(0);
});

test('an admin finds a booking by its code, makes and ends a coupon, and takes the money home as a file', async ({
  page,
}) => {
  test.slow();
  await logIn(page, FADE, 'admin@fade.example');
  await page.goto(`${FADE}/admin/bookings`);
  const code = await page.locator('.code').first().textContent();
  await page.getByLabel(say('list_search_bookings')).fill(code?.trim().toLowerCase() ?? '');
  await page.getByRole('button', { name: say('search_button') }).click();
  await expect(page.locator('.code')).toHaveText([code ?? '']);
  await expect(page.getByRole('rowheader').getByRole('link')).toHaveAttribute(
    'href',
    /\/provider\/bookings\//,
  );

  const coupon = `E2E-${Date.now().toString(36).toUpperCase()}`;
  await page.goto(`${FADE}/admin/coupons/new`);
  await page.getByRole('button', { name: say('coupon_create') }).click();
  await expect(page.getByText(say('coupon_code_wrong'))).toBeVisible();
  await page.getByLabel(say('list_code')).fill(coupon);
  await page.getByLabel(say('refund_amount'), { exact: true }).fill('12,5');
  await page.getByLabel(say('coupon_first_visit')).check();
  await page.getByRole('button', { name: say('coupon_create') }).click();
  await page.getByRole('link', { name: coupon }).click();
  await expect(page.getByText(say('coupon_off_percent', { percent: '12,5' }))).toBeVisible();
  await page.getByText(say('coupon_end'), { exact: true }).click();
  await page.getByRole('button', { name: say('coupon_end_button', { code: coupon }) }).click();
  await expect(page).toHaveURL(/\/admin\/coupons$/);
  await expect(page.getByText(coupon)).toHaveCount(0);

  const file = await page.evaluate(async () => {
    const answer = await fetch('/admin/money/days.csv?from=2026-01-01&to=2026-01-31');
    return { type: answer.headers.get('content-type'), text: await answer.text() };
  });
  expect(file.type).toContain('text/csv');
  expect(file.text).toContain(say('money_services'));
});

test('a provider without those rights sees neither clients nor money', async ({ page }) => {
  await logIn(page, FADE, 'provider@fade.example');
  for (const path of ['/provider/clients', '/provider/money', '/provider/money/days.csv', '/admin/customers'])
    expect(await page.evaluate(async (url) => (await fetch(url)).status, path), path).toBe(403);
});

test('somebody without an account is invited by mail, makes one by the link, and has the role at once', async ({
  page,
  browser,
}) => {
  test.slow();
  const email = freshAddress();
  await logIn(page, FADE, 'owner@fade.example');
  await page.goto(`${FADE}/provider/team`);
  const invitations = page.getByRole('region', { name: say('invite_title') });
  await invitations.getByLabel(say('team_invite')).fill(email);
  await invitations.getByLabel(say('role')).selectOption('reception');
  await invitations.getByRole('button', { name: say('team_invite_button') }).click();
  await expect(invitations.getByText(say('invite_sent', { email }))).toBeVisible();
  const { link } = await mailTo(page.context(), email);

  const guest = await (await browser.newContext({ locale: 'es-AR' })).newPage();
  await guest.goto(link);
  await guest.getByRole('button', { name: say('invited_accept') }).click();
  await expect(guest.getByText(say('field_required'))).toBeVisible();
  await guest.getByLabel(say('name'), { exact: true }).fill('Nora Sosa');
  await guest.getByRole('button', { name: say('invited_accept') }).click();
  await expect(guest).toHaveURL(/\/provider$/);
  await guest.goto(link);
  await expect(guest.getByText(say('invited_gone'))).toBeVisible();

  await page.reload();
  await expect(invitations.getByText(email)).toHaveCount(0);
  await expect(page.getByText('Nora Sosa')).toBeVisible();
});

test('an owner gives money back out of a list that is narrowed down, and is told where they stand', async ({
  page,
}) => {
  await logIn(page, FADE, 'owner@fade.example');
  await page.goto(`${FADE}/provider/money/payments?state=completed`);
  const open = page.getByText(say('refund_open'));
  const before = await open.count();
  await open.first().click();
  const form = page.locator('details[open]');
  await form.getByRole('button', { name: say('refund_button') }).click();
  await expect(page.getByText(say('refund_note_missing'))).toBeVisible();
  await form.getByLabel(say('refund_note')).fill('Pagó dos veces');
  await form.getByRole('button', { name: say('refund_button') }).click();
  await expect(page.getByText(say('refund_done'))).toBeVisible();
  await expect(page).toHaveURL(/state=completed/);
  await expect(open).toHaveCount(before - 1);
});
