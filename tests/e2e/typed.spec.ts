import { expect, test, type Page } from '@playwright/test';
import { anyOf, book, freeTime, remember, somebody } from './api.ts';
import { FADE, logIn, say } from './site.ts';

/** Goes to a page whose scripts come only when they are called for. */
async function beforeScripts(page: Page, address: string): Promise<() => void> {
  const { promise: called, resolve } = Promise.withResolvers<undefined>();
  await page.route('**/*.js', async (route) => {
    await called;
    await route.continue();
  });
  await page.goto(address, { waitUntil: 'commit' });
  return () => resolve(undefined);
}

test('what is unfolded before scripts are there stays so when they come', async ({ page }) => {
  const bringScripts = await beforeScripts(page, `${FADE}/search`);
  await page.getByText(say('find_filters'), { exact: true }).click();
  const inside = page.getByRole('search').getByRole('searchbox');
  await expect(inside).toBeVisible();
  bringScripts();
  await expect(page.getByRole('button', { name: say('find_near_me') })).toBeVisible();
  await expect(inside).toBeVisible();

  // Nor does finding something else fold it.
  await page.waitForLoadState('networkidle');
  await page.locator('select[name=after]').selectOption({ index: 1 });
  await expect(page).toHaveURL(/after=/);
  await expect(inside).toBeVisible();
});

test('what is typed before scripts are there is still there when they come', async ({ page }) => {
  const bringScripts = await beforeScripts(page, FADE);
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

test('a time to move to that is chosen before scripts are there is still chosen when they come', async ({
  page,
  browser,
}) => {
  await page.goto(`${FADE}/bookings`);
  const offered = await freeTime(page, 'beard-trim', { business: 'la-de-mitre' });
  const made = await book(page, offered, anyOf(offered.slots), { customer: somebody() });
  // Whoever opens a mail's link has none of our scripts yet.
  const context = await browser.newContext({ locale: 'es-AR' });
  await remember(context, FADE, made);
  const opened = await context.newPage();
  const bringScripts = await beforeScripts(opened, `${FADE}/bookings/${made.id}/move`);
  const time = opened.getByRole('radio').filter({ visible: true }).last();
  await time.check();
  bringScripts();
  // What it comes to is said by the scripts.
  await expect(opened.locator('.act .sum')).toBeVisible();
  await expect(time).toBeChecked();
  await context.close();
});

test('what somebody is booked in for is asked about, also where it was chosen before scripts are there', async ({
  browser,
}) => {
  const context = await browser.newContext({ locale: 'es-AR', serviceWorkers: 'block' });
  const page = await context.newPage();
  await logIn(page, FADE, 'owner@fade.example');
  const bringScripts = await beforeScripts(page, `${FADE}/provider/calendar?view=list&new=booking`);
  const what = page.locator('#new select[name=what]');
  const [first, second] = await what
    .locator('option')
    .evaluateAll((options) => options.map((option) => (option as HTMLOptionElement).value));
  await expect(what).toHaveValue(first!);
  await what.selectOption(second!);
  bringScripts();
  await expect(page.locator('#new input[name=what]')).toHaveValue(second!);
  await expect(what).toHaveValue(second!);
  await context.close();
});

test('what is typed and ticked in the workspace before scripts are there is still there when they come', async ({
  browser,
}) => {
  const context = await browser.newContext({ locale: 'es-AR', serviceWorkers: 'block' });
  const page = await context.newPage();
  await logIn(page, FADE, 'owner@fade.example');
  const bringScripts = await beforeScripts(page, `${FADE}/provider/hours`);
  const section = page.getByRole('region', { name: say('hours_off'), exact: true });
  await section.getByText(say('hours_off_add')).click();
  const day = section.getByLabel(say('hours_from_date'));
  await day.fill('2031-03-04');
  await page.getByText(say('hours_day_add'), { exact: true }).click();
  const closed = page.getByLabel(say('hours_day_closed'));
  await closed.uncheck();
  const time = page.getByLabel(say('hours_from', { day: 'martes' })).first();
  await time.fill('06:45');
  bringScripts();
  await page.waitForLoadState('networkidle');
  // Scripts add a time without asking the server.
  await page.getByRole('button', { name: say('hours_add', { day: 'lunes' }) }).click();
  await expect(page.getByLabel(say('hours_from', { day: 'lunes' }))).toBeVisible();
  await expect(page).toHaveURL(/\/provider\/hours$/);
  await expect(day).toHaveValue('2031-03-04');
  await expect(closed).not.toBeChecked();
  await expect(time).toHaveValue('06:45');
  await context.close();
});
