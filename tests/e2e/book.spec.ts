import { setTimeout as delay } from 'node:timers/promises';
import { expect, test, type Browser, type Page } from '@playwright/test';
import { ahead, anyOf, call, freeTime, type Offered } from './api.ts';
import { FADE, freshAddress, listenOn, say } from './site.ts';

const BUSINESS = '/b/el-pasaje';

/**
 * The page of choosing for a service of a barbershop, on the first day from so many days on on which everybody who does it
 * has time: neither a holiday nor somebody's day off.
 */
async function bookUrl(page: Page, service: string, days = 5): Promise<string> {
  await page.goto(`${FADE}/offline`);
  const { serviceId, providers, ...free } = await freeTime(page, service, {
    business: BUSINESS.replace('/b/', ''),
    from: ahead(days),
  });
  const day = free.days.find(
    ({ slots }) => new Set(slots.flatMap(({ providers }) => providers)).size === providers.length,
  );
  const query = new URLSearchParams({ service: serviceId, date: day?.date ?? ahead(days) });
  return `${FADE}${BUSINESS}/book?${query}`;
}

/** Goes on with the Tab key until a control of that name has the focus. */
async function tabTo(page: Page, name: string): Promise<void> {
  for (let count = 0; count < 40; count += 1) {
    await page.keyboard.press('Tab');
    if (await page.evaluate((wanted) => document.activeElement?.getAttribute('name') === wanted, name))
      return;
  }
  throw new Error(`No ${name} to be reached with Tab`);
}

const go = (page: Page) => page.getByRole('button', { name: say('book_go'), exact: true });
const chips = (page: Page) => page.getByRole('radio').filter({ visible: true });

/** With somebody named there is one chair for it. */
async function askNahuel(page: Page): Promise<void> {
  await page.getByRole('button', { name: say('book_anyone') }).click();
  await page.getByRole('link', { name: /^Nahuel/ }).click();
  await expect(page).toHaveURL(/provider=/);
}

async function anotherPage(browser: Browser, url: string): Promise<Page> {
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.goto(url);
  return page;
}

test(
  'a cut and a beard are chosen one after the other, and their time is held',
  { tag: '@both' },
  async ({ page }) => {
    await page.goto(`${FADE}${BUSINESS}/book`);
    await page.getByRole('link', { name: /^Corte de pelo/ }).click();
    await page.getByRole('button', { name: say('book_more') }).click();
    await page.getByRole('link', { name: /^Arreglo de barba/ }).click();
    await expect(page.getByRole('heading', { level: 2, name: 'Arreglo de barba' })).toBeVisible();
    // Both take longer: where they do not fit any more nobody else has taken anything.
    await expect(page.getByText(say('slots_taken'))).toHaveCount(0);
    await go(page).click();
    await expect(page.getByText(say('book_choose_time'))).toBeVisible();
    // Where there is room for it, the week is seen at once.
    const days = page.getByRole('link', { name: /: \d+ libres?$/ });
    if ((await days.count()) > 1) {
      await days.nth(1).click();
      // Until then the times are those of the day before.
      await expect(days.nth(1)).toHaveAttribute('aria-current', 'date');
    }
    await chips(page).first().check();
    await expect(page.getByText(say('book_no_time'))).toBeHidden();
    await expect(page).toHaveURL(/start=/);
    await go(page).click();
    await expect(page).toHaveURL(/\/checkout\/[\w-]+$/);
  },
);

test(
  'a first visit shows a week where there is room for it',
  { tag: '@both' },
  async ({ page, isMobile }) => {
    const url = await bookUrl(page, 'kids-cut', 4);
    await page.context().clearCookies();
    await page.goto(url);
    await expect(chips(page).first()).toBeVisible();
    await expect(page.locator('[data-day]')).toHaveCount(isMobile ? 0 : 7);
  },
);

test('somebody with a keyboard only gets from the days to the confirmation', async ({ page }) => {
  await page.goto(await bookUrl(page, 'kids-cut', 4));
  const day = page.locator('nav [aria-current=date]');
  await day.focus();
  await tabTo(page, 'start');
  await page.keyboard.press('Space');
  await page.keyboard.press('ArrowDown');
  await expect(page.locator('input[name=start]:checked')).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/\/checkout\//);
  await tabTo(page, 'name');
  await page.keyboard.type('Ana Paz');
  await tabTo(page, 'email');
  await page.keyboard.type(freshAddress());
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { level: 1, name: say('done_confirmed') })).toBeVisible();
});

test('whoever works at one of several places is asked for there, and only there', async ({ page }) => {
  await page.goto(`${FADE}/offline`);
  type Shop = { locations: Named[]; providers: (Named & { slug: string; locationIds: string[] })[] };
  type Named = { id: string; name: string };
  const { locations, providers } = await call<Shop>(page, 'GET', '/businesses/tonico');
  const [first, second] = locations as [Named, Named];
  const isOnlyAt =
    ({ id }: Named) =>
    (one: Shop['providers'][number]) =>
      one.locationIds.join() === id;
  const there = providers.find(isOnlyAt(second))!;
  const here = providers.find(isOnlyAt(first))!;
  await page.goto(`${FADE}/b/tonico/p/${there.slug}`);
  await page.locator('main a[href*="/book?"]:not([href*="location="])').first().click();
  await expect(page.locator('main summary').filter({ hasText: second.name })).toBeVisible();
  await page.getByRole('button', { name: new RegExp(there.name) }).click();
  await expect(page.getByRole('link', { name: new RegExp(`^${there.name}`) })).toBeVisible();
  await expect(page.getByRole('link', { name: new RegExp(`^${here.name}`) })).toHaveCount(0);
});

for (const where of ['in the address', 'on the page']) {
  test(`a time that was chosen ${where} stays so while a second service fits in`, async ({ page }) => {
    await page.goto(`${FADE}/offline`);
    const cut = await freeTime(page, 'kids-cut', { business: 'el-pasaje', from: ahead(23) });
    const beard = await freeTime(page, 'beard-trim', { business: 'el-pasaje', from: ahead(23) });
    const items = [cut, beard].map(({ serviceId }) => ({ serviceId }));
    const both = await call<Pick<Offered, 'days'>>(page, 'POST', '/availability', { items, from: ahead(23) });
    const starts = new Set(both.days.flatMap(({ slots }) => slots).map(({ start }) => start));
    const { date } = both.days.find(({ slots }) => slots.length > 0)!;
    const url = `${FADE}${BUSINESS}/book?${new URLSearchParams({ service: cut.serviceId, date })}`;
    await page.goto(url);
    const seen = await chips(page).evaluateAll((inputs) =>
      inputs.map((one) => (one as HTMLInputElement).value),
    );
    const start = anyOf(seen.filter((value) => starts.has(value)));
    if (where === 'in the address') await page.goto(`${url}&start=${encodeURIComponent(start)}`);
    else await page.locator(`input[name=start][value="${start}"]`).check();
    const time = page.locator('input[name=start]:checked');
    await expect(time).toHaveValue(start);
    await page.getByRole('button', { name: say('book_more') }).click();
    await page.getByRole('link', { name: /^Arreglo de barba/ }).click();
    await expect(page.getByRole('heading', { level: 2, name: 'Arreglo de barba' })).toBeVisible();
    await expect(time).toHaveValue(start);
    await go(page).click();
    await expect(page).toHaveURL(/\/checkout\//);
  });
}

test('of two who want one time, the slower sees the three nearest at once', async ({ browser, page }) => {
  const url = await bookUrl(page, 'kids-cut', 11);
  await page.goto(url);
  await askNahuel(page);
  await expect(page.getByRole('button', { name: /Nahuel/ })).toBeVisible();
  const named = page.url();
  // The page that is slower hears nothing of the other: its socket is cut.
  const slow = await browser.newContext({ javaScriptEnabled: false });
  const slower = await slow.newPage();
  await slower.goto(named);
  const second = chips(slower).nth(1);
  const value = await second.getAttribute('value');
  await second.check();
  await page.locator(`input[name=start][value="${value}"]`).check();
  await go(page).click();
  await expect(page).toHaveURL(/\/checkout\//);
  await go(slower).click();
  const lost = slower.getByRole('alert');
  await expect(lost).toContainText(say('book_lost'));
  await expect(lost.getByRole('button')).toHaveCount(3);
  // What was chosen is still there, and one tap holds another time.
  await expect(slower.getByRole('button', { name: /Nahuel/ })).toBeVisible();
  await lost.getByRole('button').first().click();
  await expect(slower).toHaveURL(/\/checkout\//);
  await slow.close();
});

test('a time that is taken elsewhere fades on the open page, and says so', async ({ browser, page }) => {
  await page.goto(await bookUrl(page, 'kids-cut', 13));
  await askNahuel(page);
  await listenOn(page, page.url());
  const other = await anotherPage(browser, page.url());
  const chip = chips(other).first();
  const value = await chip.getAttribute('value');
  await chip.check();
  await go(other).click();
  await expect(other).toHaveURL(/\/checkout\//);
  await expect(page.locator(`input[value="${value}"]`)).toBeDisabled();
  await expect(
    page
      .locator('label')
      .filter({ hasText: say('slots_taken'), visible: true })
      .first(),
  ).toBeVisible();
  await other.context().close();
});

test('a time that is chosen before the scripts come is the one that is held', async ({ browser, page }) => {
  const url = await bookUrl(page, 'kids-cut', 19);
  const slow = await (await browser.newContext()).newPage();
  const gate = Promise.withResolvers<void>();
  await slow.route('**/_app/immutable/**', async (route) => {
    await gate.promise;
    await route.continue();
  });
  await slow.goto(url, { waitUntil: 'commit' });
  const chip = chips(slow).nth(2);
  await chip.check();
  const socket = slow.waitForEvent('websocket');
  gate.resolve();
  // By then the page is at work.
  await socket;
  await expect(chip).toBeChecked();
  await expect(slow.getByText(say('book_no_time'))).toBeHidden();
  await go(slow).click();
  await expect(slow).toHaveURL(/\/checkout\//);
  await slow.context().close();
});

test('on a slow line another day, a time of it and the way on are tapped as fast as one can', async ({
  browser,
  page,
}) => {
  const url = await bookUrl(page, 'kids-cut', 21);
  const slow = await (await browser.newContext({ serviceWorkers: 'block' })).newPage();
  await listenOn(slow, url);
  const days = slow.getByRole('link', { name: /: \d+ libres?$/ });
  await days.first().click();
  await expect(days.first()).toHaveAttribute('aria-current', 'date');
  await slow.route(/__(data\.json|route\.js)/, async (route) => {
    await delay(1_500);
    await route.continue();
  });
  const date = new URL((await days.last().getAttribute('href'))!, url).searchParams.get('date');
  await days.last().click();
  // What is seen until then are the times of another day: they cannot be taken any more.
  await expect(slow.locator('#hold')).toHaveAttribute('aria-busy', 'true');
  await chips(slow).first().check();
  await expect(slow).toHaveURL(new RegExp(`start=${date}`));
  await go(slow).click();
  await expect(slow).toHaveURL(/\/checkout\//);
  await slow.context().close();
});

test('a chosen time stays chosen while others take other times', async ({ browser, page }) => {
  const url = await bookUrl(page, 'kids-cut', 15);
  await page.goto(url);
  await askNahuel(page);
  let closed = 0;
  page.on('websocket', (socket) => socket.on('close', () => (closed += 1)));
  await listenOn(page, page.url());
  const other = await anotherPage(browser, page.url());
  const own = (await chips(page).nth(4).getAttribute('value')) ?? '';
  const mine = page.locator(`input[name=start][value="${own}"]`);
  const theirs = chips(other).last();
  await mine.check();
  await expect(page).toHaveURL(/start=/);
  const value = await theirs.getAttribute('value');
  await theirs.check();
  await go(other).click();
  await expect(other).toHaveURL(/\/checkout\//);
  await expect(page.locator(`input[value="${value}"]`)).toBeDisabled();
  await expect(mine).toBeChecked();
  // A socket that is opened anew hears nothing meanwhile.
  expect(closed).toBe(0);
  await go(page).click();
  await expect(page).toHaveURL(/\/checkout\//);
  await other.context().close();
});

test('a chosen time that somebody else takes is said to be lost, with the three nearest', async ({
  browser,
  page,
}) => {
  await page.goto(await bookUrl(page, 'kids-cut', 17));
  await askNahuel(page);
  await listenOn(page, page.url());
  const other = await anotherPage(browser, page.url());
  const value = (await chips(page).first().getAttribute('value')) ?? '';
  for (const each of [page, other]) await each.locator(`input[value="${value}"]`).check();
  await go(other).click();
  await expect(other).toHaveURL(/\/checkout\//);
  await expect(page.locator(`input[value="${value}"]:checked`)).toHaveCount(0);
  await go(page).click();
  const lost = page.getByRole('alert');
  await expect(lost).toContainText(say('book_lost'));
  await expect(lost.getByRole('button')).toHaveCount(3);
  await other.context().close();
});

test('the month is walked with arrows and turned with its keys', async ({ page }) => {
  await page.goto(await bookUrl(page, 'kids-cut', 3));
  await page.getByRole('link', { name: say('slots_month') }).click();
  const grid = page.getByRole('grid');
  await expect(grid).toBeVisible();
  await grid.locator('[tabindex="0"]').focus();
  const focused = () => page.evaluate(() => (document.activeElement as HTMLElement).dataset['date']);
  const before = await focused();
  // To another day of this month, as soon as the page is at work.
  await expect(async () => {
    await page.keyboard.press(before?.endsWith('-01') ? 'ArrowRight' : 'ArrowLeft');
    expect(await focused()).not.toBe(before);
  }).toPass();
  const title = await page.locator('#month').textContent();
  await page.keyboard.press('PageDown');
  await expect(page.locator('#month')).not.toHaveText(title ?? '');
  await expect(grid.locator(':focus')).toHaveCount(1);
});

test.describe('without scripts', () => {
  test.use({ javaScriptEnabled: false });

  test('a time is chosen, held and booked, with somebody named and an extra', async ({ browser, page }) => {
    const scripted = await browser.newContext();
    const url = await bookUrl(await scripted.newPage(), 'haircut', 9);
    await scripted.close();
    await page.goto(url);
    await page.getByRole('button', { name: say('book_extras_add'), exact: true }).click();
    await page.getByRole('checkbox').first().check();
    await page.getByRole('button', { name: say('book_done'), exact: true }).click();
    await expect(page).toHaveURL(/addon\./);
    await askNahuel(page);
    await chips(page).first().check();
    await go(page).click();
    await expect(page).toHaveURL(/\/checkout\//);
    await page.getByLabel(say('checkout_name')).fill('Ana Paz');
    await page.getByRole('button', { name: say('checkout_confirm'), exact: true }).click();
    await expect(page.getByText(say('form_check'))).toBeVisible();
    await expect(page.getByLabel(say('checkout_name'))).toHaveValue('Ana Paz');
    await page.getByLabel(say('email')).fill(freshAddress());
    await page.getByRole('button', { name: say('checkout_confirm'), exact: true }).click();
    await expect(page.getByRole('heading', { level: 1, name: say('done_confirmed') })).toBeVisible();
  });
});
