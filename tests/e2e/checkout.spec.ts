import { expect, test, type Page } from '@playwright/test';
import { call, hold, letGo } from './api.ts';
import { problems } from './axe.ts';
import { at, BANDEJA, FADE, freshAddress, logIn, say } from './site.ts';

const ALMA = at('alma');

/** Scripts have begun: the countdown counts. */
async function counting(page: Page): Promise<void> {
  const timer = page.getByRole('timer');
  const before = await timer.textContent();
  await expect(timer).not.toHaveText(before ?? '');
}

test('a guest pays a deposit: refused first, then paid, and the booking is confirmed', async ({ page }) => {
  const { id } = await hold(page, BANDEJA, 'outdoor-match');
  await page.goto(`${BANDEJA}/checkout/${id}`);
  await counting(page);
  await expect(page.getByText(say('price_deposit_now'), { exact: true })).toBeVisible();

  const confirm = page.getByRole('button', { name: say('checkout_confirm_pay') });
  await page.getByLabel(say('checkout_name')).fill('Ana Paz');
  await page.getByLabel(say('email')).fill('ana.paz');
  await confirm.click();
  await expect(page.getByText(say('field_email'))).toBeVisible();
  await expect(page.getByLabel(say('checkout_name'))).toHaveValue('Ana Paz');
  await page.getByLabel(say('email')).fill(freshAddress());
  await confirm.click();

  await page.getByRole('button', { name: 'Que lo rechacen' }).click();
  await page.getByRole('link', { name: /^Volver/ }).click();
  await expect(page.getByText(say('pay_refused'))).toBeInViewport({ timeout: 15_000 });
  await expect(page.getByRole('button', { name: /^Pagar \$/ })).toBeInViewport();
  expect(await problems(page)).toEqual([]);
  await page.getByRole('button', { name: /^Pagar \$/ }).click();
  await page.getByRole('button', { name: 'Pagar', exact: true }).click();
  await expect(page.getByRole('heading', { level: 1, name: say('done_confirmed') })).toBeVisible({
    timeout: 20_000,
  });
  await expect(page.getByText(say('done_paid'), { exact: true })).toBeVisible();
  await expect(page.getByRole('link', { name: say('done_manage') })).toHaveAttribute(
    'href',
    `/bookings/${id}`,
  );
  expect(await problems(page)).toEqual([]);
  const file = await page.evaluate(
    async (path) => (await fetch(path)).text(),
    `/bookings/${id}/calendar.ics`,
  );
  expect(file).toContain('STATUS:CONFIRMED');
});

test('an account books at once, and twice the same form is one booking', async ({ page }) => {
  await logIn(page, FADE, 'customer@fade.example');
  const { id } = await hold(page, FADE, 'beard-trim');
  await page.goto(`${FADE}/checkout/${id}`);
  await expect(page.getByLabel(say('email'))).toHaveCount(0);
  const confirm = page.getByRole('button', { name: say('checkout_confirm'), exact: true });

  const tab = await page.context().newPage();
  await tab.goto(`${FADE}/checkout/${id}`);
  // Offline in the middle: nothing is lost, and once more is not twice.
  await counting(page);
  await page.context().setOffline(true);
  await confirm.click();
  await expect(page.getByText(say('checkout_offline'))).toBeVisible();
  await page.context().setOffline(false);
  await confirm.click();
  await expect(page).toHaveURL(new RegExp(`/checkout/${id}/done`));
  await expect(page.getByRole('heading', { level: 1, name: say('done_confirmed') })).toBeVisible();
  // Neither a second tab nor going back makes a second one of it. The tab may have heard of it and gone on by itself.
  const again = tab.getByRole('button', { name: say('checkout_confirm'), exact: true });
  await again.click({ timeout: 3_000 }).catch(() => undefined);
  await expect(tab).toHaveURL(new RegExp(`/checkout/${id}/done`));
  await page.goBack();
  await page.reload();
  await expect(page).toHaveURL(new RegExp(`/checkout/${id}/done`));
  await letGo(page, { id });
});

test(
  'a clinic asks: what depends on an answer comes after it, and consent is needed',
  { tag: '@desktop' },
  async ({ page }) => {
    await logIn(page, ALMA, 'customer@alma.example');
    const { id } = await hold(page, ALMA, 'general-visit');
    await page.goto(`${ALMA}/checkout/${id}`);
    await counting(page);
    expect(await problems(page)).toEqual([]);
    const depending = page.getByLabel('¿Cuál y qué dosis?');
    await expect(depending).toHaveCount(0);
    await page.getByLabel(say('intake_yes')).check();
    await expect(depending).toBeVisible();
    await page.getByRole('button', { name: say('checkout_confirm'), exact: true }).click();
    await expect(page.getByText(say('intake_consent_required'))).toBeVisible();
    await expect(page.getByLabel(say('intake_yes'))).toBeChecked();
  },
);

test('what a coupon takes off is shown, and what is wrong with it stands beside it', async ({ page }) => {
  await logIn(page, FADE, 'admin@fade.example');
  const code = `TEST${Date.now()}`;
  await call(page, 'POST', '/coupons', { code, name: { 'es-AR': 'Amigos' }, basisPoints: 1_500 });
  await page.context().clearCookies();
  const { id } = await hold(page, FADE, 'beard-trim');
  await page.goto(`${FADE}/checkout/${id}`);
  await counting(page);
  await page.getByLabel(say('checkout_name')).fill('Ana Paz');
  await page.getByLabel(say('email')).fill(freshAddress());
  await page.getByText(say('checkout_coupon_title')).click();
  const coupon = page.getByLabel(say('checkout_coupon'));
  const attempt = page.getByRole('button', { name: say('checkout_coupon_try') });
  await coupon.fill('NONE');
  await attempt.click();
  await expect(page.getByText(say('error_coupon')).first()).toBeInViewport();
  await expect(page.getByText(say('form_check'))).toHaveCount(0);
  await coupon.fill(code);
  await attempt.click();
  await expect(page.getByText(new RegExp(say('checkout_coupon_on', { price: '.+' })))).toBeInViewport();
});

test('a hold that is over is held again, with all that was typed', async ({ page }) => {
  const { id, token } = await hold(page, FADE, 'beard-trim');
  await call(page, 'DELETE', `/holds/${id}`, undefined, token);
  await page.goto(`${FADE}/checkout/${id}`);
  await expect(page.getByText(say('checkout_expired_title'))).toBeInViewport();
  await expect(page.getByRole('button', { name: say('checkout_confirm') })).toHaveCount(0);
  await page.getByLabel(say('checkout_name')).fill('Ana Paz');
  await page.getByRole('button', { name: say('checkout_again') }).click();
  await expect(page).not.toHaveURL(new RegExp(id));
  await expect(page.getByRole('timer')).toBeVisible();
  await expect(page.getByLabel(say('checkout_name'))).toHaveValue('Ana Paz');
});

test('another browser is told what to do', async ({ page }) => {
  await page.goto(`${FADE}/checkout/019b76da-a800-72cb-be47-3dba9ae12cd9`);
  await expect(page.getByText(say('checkout_gone_text'))).toBeVisible();
});
