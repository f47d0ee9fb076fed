import { expect, test, type Locator, type Page } from '@playwright/test';
import { BANDEJA, FADE, say } from './site.ts';

const host = new URL(FADE).host;

/** Names of times that are offered on a page: service, day, hour. */
const chips = (page: Page) => page.locator('a[href*="/book?"][href*="start="]');

test('home answers what, where and when, and leads to what is free', { tag: '@both' }, async ({ page }) => {
  await page.goto(FADE, { waitUntil: 'networkidle' });
  // Real times stand under the question before anything is asked.
  await expect(chips(page).first()).toBeVisible();
  const href = (await chips(page).first().getAttribute('href'))!;
  const choice = new URL(href, FADE).searchParams;
  expect([...choice.keys()]).toEqual(expect.arrayContaining(['service', 'date', 'start']));
  expect(Date.parse(choice.get('start')!)).toBeGreaterThan(Date.now());

  await page.getByLabel(say('find_what'), { exact: true }).selectOption('beard');
  await page.getByLabel(say('find_where'), { exact: true }).fill('Rosario');
  await page.getByRole('button', { name: say('search_button'), exact: true }).click();
  await expect(page).toHaveURL(/\/search\?service=beard&near=Rosario/);
  await expect(page.getByText(/Rosario/).first()).toBeVisible();
  await expect(chips(page).first()).toBeVisible();
});

test('filters are looked for at once, and stay in the address', async ({ page }) => {
  await page.goto(`${FADE}/search?near=Rosario`);
  await page.waitForLoadState('networkidle');
  const what = page.getByLabel(say('find_what'), { exact: true });
  await what.focus();
  await what.selectOption('beard');
  await expect(page).toHaveURL(`${FADE}/search?service=beard&near=Rosario`);
  // Whoever goes on with the keyboard is where they were.
  await expect(what).toBeFocused();
  await page.reload();
  await expect(what).toHaveValue('beard');
  await expect(page.getByRole('status').first()).toContainText(/\d/);
});

test('the place can come from the device', async ({ page, context }) => {
  await context.grantPermissions(['geolocation']);
  await context.setGeolocation({ latitude: -32.9456, longitude: -60.6421 });
  await page.goto(FADE);
  await page.getByRole('button', { name: say('find_near_me') }).click();
  await expect(page).toHaveURL(/near=-32\.946%2C-60\.642/);
  await expect(page.getByText(say('find_my_place')).first()).toBeVisible();
  await expect(page.getByText(/· a \d+(,\d)? km/).first()).toBeVisible();
  await page.getByRole('link', { name: say('find_my_place_clear') }).click();
  await expect(page).toHaveURL(`${FADE}/search`);
});

test('where nothing is free, what is near it is offered, and is there', async ({ page }) => {
  await page.goto(`${FADE}/search?q=zzzzqqqq&near=Rosario`);
  await expect(page.getByText(say('find_none_title')).first()).toBeVisible();
  await page.getByRole('link', { name: say('find_other_words') }).click();
  await expect(page).toHaveURL(`${FADE}/search?near=Rosario`);
  await expect(chips(page).first()).toBeVisible();
  // An unknown place is said beside the field.
  await page.goto(`${FADE}/search?near=Atlantis`);
  await expect(page.getByText(say('error_place'))).toBeVisible();
});

test('a business and its people have times, and a way to book each service', async ({ page }) => {
  await page.goto(`${FADE}/b/la-de-mitre`);
  await expect(page.getByRole('heading', { name: say('find_next_free') })).toBeVisible();
  const services = await page.locator('li.service').count();
  expect(services).toBeGreaterThan(2);
  await expect(page.locator('li.service a.button[href*="/b/la-de-mitre/book?service="]')).toHaveCount(
    services,
  );

  await page.getByRole('link', { name: 'Sandra Giménez' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Sandra Giménez' })).toBeVisible();
  await expect(page).toHaveURL(`${FADE}/b/la-de-mitre/p/sandra-gimenez`);
  expect(await chips(page).first().getAttribute('href')).toContain('provider=');
  expect((await page.goto(`${FADE}/b/la-de-mitre/p/nobody`))?.status()).toBe(404);
});

test('machines are told what a page is, in every language and for this host', async ({ page }) => {
  await page.goto(`${FADE}/b/la-de-mitre?lang=en`);
  await expect(page.locator('html')).toHaveAttribute('lang', 'en');
  await expect(page.locator('link[rel=canonical]')).toHaveAttribute('href', `${FADE}/b/la-de-mitre?lang=en`);
  // As the vertical's file has it, in the head that was sent and in the one that a browser keeps.
  const title = 'La de Mitre, barbershop in Rosario | Book on Fade';
  await expect(page).toHaveTitle(title);
  await expect(page.locator('meta[property="og:title"]')).toHaveAttribute('content', title);
  await expect(page.locator('meta[name=description]')).toHaveAttribute(
    'content',
    /^Choose your barber and .*La de Mitre, Rosario/,
  );
  const blocks = await page.locator('script[type="application/ld+json"]').allTextContents();
  const [business] = blocks.map((text) => JSON.parse(text) as Record<string, unknown>);
  expect(business).toMatchObject({
    '@type': 'LocalBusiness',
    name: 'La de Mitre',
    address: { addressLocality: 'Rosario' },
    hasOfferCatalog: { itemListElement: expect.arrayContaining([expect.anything()]) as unknown },
  });
  // A language in the address is lent: the next page is in the visitor's own.
  await page.getByRole('link', { name: 'Sandra Giménez' }).click();
  await expect(page.locator('html')).toHaveAttribute('lang', 'es-AR');

  const image = await page.locator('meta[property="og:image"]').getAttribute('content');
  const told = await page.evaluate(async (src) => {
    const drawn = await createImageBitmap(await (await fetch(src)).blob());
    const robots = await (await fetch('/robots.txt')).text();
    const sitemap = await (await fetch('/sitemap.xml')).text();
    return { size: [drawn.width, drawn.height], robots, sitemap };
  }, image!);
  expect(told.size).toEqual([1200, 630]);
  expect(told.robots).toContain(`Sitemap: http://${host}/sitemap.xml`);
  expect(told.sitemap).toContain(`<loc>${FADE}/b/la-de-mitre/p/sandra-gimenez</loc>`);
  expect(told.sitemap).not.toContain('puerto-cristal');
  await page.goto(`${FADE}/search?q=corte`);
  await expect(page.locator('meta[name=robots]')).toHaveAttribute('content', /noindex/);
});

test('the times of each service are worth finding, what somebody chose there is not', async ({ page }) => {
  await page.goto(`${FADE}/b/la-de-mitre`);
  const service = page.locator('li.service a.button[href*="/book?service="]').first();
  const address = new URL((await service.getAttribute('href')) ?? '', FADE);
  const name = await page.locator('li.service h4').first().innerText();
  await page.goto(address.href);
  await expect(page).toHaveTitle(`${name} · La de Mitre · Fade`);
  address.searchParams.delete('location');
  await expect(page.locator('link[rel=canonical]')).toHaveAttribute('href', address.href);
  await expect(page.locator('meta[name=robots]')).toHaveCount(0);
  const day = page.locator('a[href*="date="]').first();
  await page.goto(new URL((await day.getAttribute('href')) ?? '', address).href);
  await expect(page.locator('link[rel=canonical]')).toHaveAttribute('href', address.href);
  await expect(page.locator('meta[name=robots]')).toHaveAttribute('content', /noindex/);
});

test('searching needs no script', async ({ browser }) => {
  const context = await browser.newContext({ javaScriptEnabled: false, locale: 'es-AR' });
  const page = await context.newPage();
  await page.goto(BANDEJA);
  await page.getByRole('button', { name: say('search_button'), exact: true }).click();
  await expect(page).toHaveURL(new RegExp(`^${BANDEJA}/search`));
  await expect(chips(page).first()).toBeVisible();
  await context.close();
});

test('the day that was searched for goes along to a business, its people and their services', async ({
  page,
}) => {
  await page.goto(`${FADE}/search`);
  const values = await page
    .getByLabel(say('find_when'), { exact: true })
    .locator('option')
    .evaluateAll((options) => options.map((option) => (option as HTMLOptionElement).value));
  const daysOf = async (links: Locator) =>
    new Set(
      await links.evaluateAll((all) =>
        all.map((one) => new URL((one as HTMLAnchorElement).href).searchParams.get('date')),
      ),
    );
  // Neither today nor tomorrow, which come first anyway: the next day on which somebody is free.
  let wanted = '';
  for (const value of values.slice(4)) {
    await page.goto(`${FADE}/search?service=cut&date=${value}&after=15:00`);
    wanted = value;
    if ((await chips(page).count()) > 0) break;
  }
  const links = page.locator('main a[href*="/book?"]');
  expect(await daysOf(links)).toEqual(new Set([wanted]));
  await page.locator('.result h3 a').first().click();
  await expect(page).toHaveURL(new RegExp(`/b/[^/]+\\?date=${wanted}&after=15%3A00$`));
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  expect(await daysOf(links)).toEqual(new Set([wanted]));
  await page.locator('.people h3 a').first().click();
  await expect(page).toHaveURL(new RegExp(`/p/[^/]+\\?date=${wanted}&after=15%3A00$`));
  await page.locator('li.service a.button').first().click();
  await expect(page.locator('[aria-current="date"]').first()).toBeVisible();
  expect(new URL(page.url()).searchParams.get('date')).toBe(wanted);
});
