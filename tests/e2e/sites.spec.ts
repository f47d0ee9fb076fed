import { expect, test } from '@playwright/test';
import { BANDEJA, FADE, HOME, say } from './site.ts';

const host = new URL(HOME).host;

test('each tenant shows its own brand, words and businesses', async ({ page }) => {
  await page.goto(FADE);
  await expect(page).toHaveTitle(/Fade/);
  await expect(page.getByRole('heading', { name: 'Barberías', exact: true })).toBeVisible();
  await expect(page.getByText('La de Mitre').first()).toBeVisible();
  await expect(page.getByText('Puerto Cristal')).toHaveCount(0);
  const token = (name: string) =>
    page.evaluate((key) => getComputedStyle(document.documentElement).getPropertyValue(key).trim(), name);
  const [accent, font] = [await token('--accent'), await token('--font-display')];

  await page.goto(BANDEJA);
  await expect(page).toHaveTitle(/Bandeja/);
  await expect(page.getByRole('heading', { name: 'Clubes', exact: true })).toBeVisible();
  await expect(page.getByText('La de Mitre')).toHaveCount(0);
  expect(await token('--accent')).not.toBe(accent);
  expect(await token('--font-display')).not.toBe(font);
});

test('a business has its page with services, people, hours and place', async ({ page }) => {
  await page.goto(FADE);
  await page.getByRole('link', { name: 'La de Mitre' }).first().click();
  await expect(page.getByRole('heading', { level: 1, name: 'La de Mitre' })).toBeVisible();
  await expect(page.getByText('Mitre 738')).toBeVisible();
  await expect(page.getByRole('heading', { name: say('where_and_when') })).toBeVisible();
});

test('nothing is wider than the screen', { tag: '@both' }, async ({ page }) => {
  for (const url of [FADE, BANDEJA, `${FADE}/b/la-de-mitre`, `${FADE}/login`, `${FADE}/register`, HOME]) {
    await page.goto(url);
    const { wide, screen } = await page.evaluate(() => ({
      wide: document.documentElement.scrollWidth,
      screen: innerWidth,
    }));
    expect(wide, url).toBeLessThanOrEqual(screen);
  }
});

test('can be installed under its own name, colours and icons', async ({ page }) => {
  await page.goto(FADE);
  const { name, icons } = await page.evaluate(async () => {
    const link = document.querySelector<HTMLLinkElement>('link[rel=manifest]')!;
    const manifest = (await (await fetch(link.href)).json()) as {
      name: string;
      icons: { src: string; sizes: string; purpose?: string }[];
    };
    const size = async (src: string) => {
      const image = await createImageBitmap(await (await fetch(src)).blob());
      return `${image.width}x${image.height}`;
    };
    const icons = manifest.icons.map(async (icon) => ({ ...icon, drawn: await size(icon.src) }));
    return { name: manifest.name, icons: await Promise.all(icons) };
  });
  expect(name).toBe('Fade');
  expect(icons.some(({ purpose }) => purpose?.includes('maskable'))).toBe(true);
  expect(icons.map(({ drawn }) => drawn)).toEqual(icons.map(({ sizes }) => sizes));
});

test('speaks the language of the visitor, and the one they choose', async ({ browser }) => {
  for (const [locale, lang] of [
    ['pt-PT', 'pt-BR'],
    ['en-GB', 'en'],
    ['de-DE', 'es-AR'],
  ] as const) {
    const context = await browser.newContext({ locale });
    const page = await context.newPage();
    await page.goto(FADE);
    await expect(page.locator('html')).toHaveAttribute('lang', lang);
    await context.close();
  }
});

test('says what is wrong with an address, in the brand where there is one', async ({ page }) => {
  const missing = await page.goto(`${FADE}/no-such-page`);
  expect(missing?.status()).toBe(404);
  await expect(page.getByRole('heading', { name: say('missing_title') })).toBeVisible();
  await expect(page.getByRole('link', { name: 'Fade' }).first()).toBeVisible();

  const booking = await page.goto(`${FADE}/bookings/019b76da-a800-72cb-be47-3dba9ae12cd9`);
  expect(booking?.status()).toBe(404);
  await page.getByRole('link', { name: say('lost_link') }).click();
  await expect(page).toHaveURL(/booking-link/);

  const unknown = await page.goto(`http://nobody.${host}/`);
  expect(unknown?.status()).toBe(404);
  await expect(page.getByRole('heading', { name: say('unknown_title') })).toBeVisible();
});

test('a page that was not visited says offline instead of failing, and comes once it can', async ({
  page,
  context,
}) => {
  await page.goto(FADE);
  await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
  await page.reload();
  await context.setOffline(true);
  // The browser takes its time to cut off the worker as well: until then the page itself may still come.
  await expect(async () => {
    await page.goto(`${FADE}/register`).catch(() => undefined);
    await expect(page.getByRole('heading', { name: say('offline_title') })).toBeVisible({ timeout: 2_000 });
  }).toPass({ timeout: 20_000 });
  await context.setOffline(false);
  await expect(page.getByRole('heading', { name: say('register_title') })).toBeVisible({ timeout: 20_000 });
});

test('what is not there is said without loading the site anew: it knows its own version', async ({
  page,
}) => {
  await page.goto(FADE, { waitUntil: 'networkidle' });
  await page.evaluate(() => {
    document.body.dataset['opened'] = 'once';
    const link = document.createElement('a');
    link.href = '/b/nobody';
    link.textContent = 'nobody';
    document.querySelector('main')?.append(link);
  });
  await page.getByRole('link', { name: 'nobody', exact: true }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(say('missing_title'));
  await expect(page.locator('body')).toHaveAttribute('data-opened', 'once');
});
