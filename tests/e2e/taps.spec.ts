import { expect, test, type Locator } from '@playwright/test';
import { letGo } from './api.ts';
import { FADE, logIn, say } from './site.ts';

/** From home to confirmed, for somebody who has been here before. */
const MOST_TAPS = 6;

test('whoever has been here before books something else with six taps at most', async ({ page }) => {
  await logIn(page, FADE, 'customer@fade.example');
  await page.goto(FADE);
  let taps = 0;
  const tap = async (target: Locator): Promise<void> => {
    taps += 1;
    await target.click();
  };
  await tap(page.getByRole('link', { name: 'El Pasaje' }).first());
  // Neither yesterday's service nor the time that is nearest: the longest way there is.
  await tap(page.locator('a[href*="/book?"]').filter({ hasText: 'Arreglo de barba' }).first());
  const day = page.locator('#day');
  const before = await day.textContent();
  await tap(page.getByRole('link', { name: /: \d+ libres?$/ }).last());
  await expect(day).not.toHaveText(before!);
  await tap(page.getByRole('radio').filter({ visible: true }).last());
  await tap(page.getByRole('button', { name: say('book_go'), exact: true }));
  await tap(page.getByRole('button', { name: say('checkout_confirm'), exact: true }));
  await expect(page.getByRole('heading', { level: 1, name: say('done_confirmed') })).toBeVisible();
  expect(taps).toBeLessThanOrEqual(MOST_TAPS);
  await letGo(page, { id: new URL(page.url()).pathname.split('/')[2]! });
});

test('and the same once more with two', async ({ page }) => {
  await logIn(page, FADE, 'customer@fade.example');
  await page.goto(FADE);
  await page.getByRole('button', { name: say('bookings_rebook') }).click();
  await page.getByRole('button', { name: say('checkout_confirm'), exact: true }).click();
  await expect(page.getByRole('heading', { level: 1, name: say('done_confirmed') })).toBeVisible();
  await letGo(page, { id: new URL(page.url()).pathname.split('/')[2]! });
});
