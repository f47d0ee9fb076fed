import { expect, test } from '@playwright/test';
import { FADE, say } from './site.ts';

test('what is typed before scripts are there is still there when they come', async ({ page }) => {
  let bringScripts = () => {};
  const scripts = new Promise<void>((resolve) => (bringScripts = resolve));
  await page.route('**/*.js', async (route) => {
    await scripts;
    await route.continue();
  });
  await page.goto(FADE, { waitUntil: 'commit' });
  const where = page.getByLabel(say('find_where'), { exact: true });
  const what = page.getByLabel(say('find_what'), { exact: true });
  await where.fill('Rosario');
  await what.selectOption('beard');
  bringScripts();
  // The button that knows where the device is comes with the scripts.
  await expect(page.getByRole('button', { name: say('find_near_me') })).toBeVisible();
  await expect(where).toHaveValue('Rosario');
  await expect(what).toHaveValue('beard');

  // Another address brings another text.
  await page.getByRole('button', { name: say('search_button'), exact: true }).click();
  await expect(page).toHaveURL(/near=Rosario/);
  await page.goBack();
  await expect(page).toHaveURL(`${FADE}/`);
  await page.goto(`${FADE}/search?near=Atlantis`, { waitUntil: 'networkidle' });
  await expect(where).toHaveValue('Atlantis');
  await page
    .getByRole('link', { name: say('find_other_place') })
    .first()
    .click();
  await expect(page).toHaveURL(`${FADE}/search`);
  await expect(where).toHaveValue('');
});
