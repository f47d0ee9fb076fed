import { expect, test, type Page } from '@playwright/test';
import { FADE, freshAddress, logIn, mailTo, say } from './site.ts';

const button = (page: Page, key: Parameters<typeof say>[0]) =>
  page.getByRole('main').getByRole('button', { name: say(key), exact: true });

/** What an admin decides, through the API with the page's own cookies. */
const approveFirst = (page: Page) =>
  page.evaluate(async () => {
    const list = await fetch('/api/v1/business-applications?limit=100');
    const { data } = (await list.json()) as { data: { id: string; business: { slug: string } }[] };
    const csrf = /turnero_csrf=([^;]+)/.exec(document.cookie)?.[1] ?? '';
    const last = data.at(-1);
    const answer = await fetch(`/api/v1/business-applications/${last?.id}/approval`, {
      method: 'POST',
      headers: { 'x-csrf-token': decodeURIComponent(csrf) },
    });
    return { status: answer.status, slug: last?.business.slug ?? '' };
  });

test('somebody new joins, up to the first free time, and is booked at once an admin agreed', async ({
  page,
  browser,
}) => {
  const address = freshAddress();
  await page.goto(`${FADE}/join`);
  await page.getByRole('link', { name: say('join_register') }).click();
  await page.getByLabel(say('name'), { exact: true }).fill('Sol Ruiz');
  await page.getByLabel(say('email')).fill(address);
  await page.locator('[name=newPassword]').fill('una-clave-larga-9');
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/\/verify/);
  const { link } = await mailTo(page.context(), address);
  await page.goto(link);
  await page.getByRole('main').getByRole('button').first().click();
  await expect(page).toHaveURL(/\/login/);
  await page.locator('[name=password]').fill('una-clave-larga-9');
  await page.keyboard.press('Enter');

  await expect(page).toHaveURL(/\/join$/);
  await page.locator('[name=name]').fill(`Barbería ${address.slice(4, 12)}`);
  await button(page, 'join_next').click();
  await page.getByLabel(say('place_line')).fill('Mitre 1200');
  await button(page, 'join_next').click();
  await expect(page.locator('[name="1.0.from"]')).toHaveValue('09:00');
  await button(page, 'join_next').click();
  await page.locator('[name=template]').first().check();
  await button(page, 'join_next').click();
  await expect(page.getByText(say('join_first_free'))).toBeVisible();
  await button(page, 'join_send').click();
  await expect(page.getByText(say('join_waiting_text'))).toBeVisible();

  const office = await (await browser.newContext()).newPage();
  await logIn(office, FADE, 'admin@fade.example');
  const { status, slug } = await approveFirst(office);
  expect(status).toBe(200);
  expect((await office.goto(`${FADE}/b/${slug}`))?.status()).toBe(200);
  await expect(office.getByRole('main')).toContainText('Sol Ruiz');
  await office.context().close();
});

test('time off that leaves bookings behind lists them first, and is taken when that is accepted', async ({
  page,
}) => {
  await logIn(page, FADE, 'owner@fade.example');
  await page.goto(`${FADE}/provider/hours`);
  const section = page.getByRole('region', { name: say('hours_off'), exact: true });
  const day = (ahead: number) => new Date(Date.now() + ahead * 86_400_000).toISOString().slice(0, 10);
  await section.getByText(say('hours_off_add')).click();
  await section.getByLabel(say('hours_from_date')).fill(day(1));
  await section.getByLabel(say('hours_to_date')).fill(day(21));
  await section.getByRole('button', { name: say('hours_off_save') }).click();
  const stranded = page.getByRole('alert').filter({ hasText: say('strands_text') });
  await expect(stranded.getByRole('link', { name: say('strands_move') }).first()).toBeVisible();
  await stranded.getByRole('button', { name: say('strands_keep') }).click();
  await expect(page.getByText(say('hours_off_saved'))).toBeVisible();
  await section.getByRole('listitem').getByRole('button').first().click();
  await expect(page.getByText(say('hours_span_removed'))).toBeVisible();
});

test('a service is made from a template, named, published and seen by customers', async ({ page }) => {
  const name = `Corte ${Date.now().toString(36)}`;
  await logIn(page, FADE, 'owner@fade.example');
  await page.goto(`${FADE}/provider/services`);
  await button(page, 'svc_add').click();
  await expect(page).toHaveURL(/\/provider\/services\/[0-9a-f-]{36}$/);
  await page.locator('[name="name.es-AR"]').fill(name);
  await page.locator('[name="variants.0.price"]').fill('9.900');
  await button(page, 'svc_save').click();
  await expect(page.getByText(say('svc_saved'))).toBeVisible();
  await page.locator('[name=people]').first().check();
  await button(page, 'svc_people_save').click();
  await expect(page.getByText(say('svc_people_saved'))).toBeVisible();
  await button(page, 'svc_show').click();
  await expect(page.getByText(say('svc_shown'))).toBeVisible();
  const editor = page.url();
  await page.goto(`${FADE}/provider/profile`);
  await page.getByRole('link', { name: say('join_see') }).click();
  await expect(page.getByRole('main')).toContainText(name);
  // Who does it is of a dearer level: nobody gets it for less.
  await expect(page.getByRole('main')).toContainText('11.880');
  await page.goto(editor);
  await button(page, 'svc_remove_button').click();
  await expect(page.getByText(say('svc_removed'))).toBeVisible();
});

test('a portrait is seen as it will be cut before it is sent, also one chosen before scripts come', async ({
  browser,
}) => {
  const page = await (await browser.newContext({ serviceWorkers: 'block' })).newPage();
  await logIn(page, FADE, 'provider@fade.example');
  const gate = Promise.withResolvers<void>();
  await page.route('**/_app/immutable/**/*.js', async (route) => {
    await gate.promise;
    await route.continue();
  });
  await page.goto(`${FADE}/provider/profile`, { waitUntil: 'commit' });
  const drawn = await page.evaluate(() => document.createElement('canvas').toDataURL());
  const buffer = Buffer.from(drawn.slice(drawn.indexOf(',') + 1), 'base64');
  await page.getByLabel(say('photo_choose')).setInputFiles({ name: 'a.png', mimeType: 'image/png', buffer });
  gate.resolve();
  const preview = page.getByRole('img', { name: say('photo_preview') });
  await expect.poll(() => preview.evaluate((img: HTMLImageElement) => img.naturalWidth)).toBe(300);
  await button(page, 'photo_save').click();
  await expect(page.getByText(say('photo_saved'))).toBeVisible();
  await button(page, 'photo_remove').click();
  await expect(page.getByText(say('photo_removed'))).toBeVisible();
  await page.context().close();
});
