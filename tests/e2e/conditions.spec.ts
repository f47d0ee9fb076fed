import { expect, test, type Page } from '@playwright/test';
import { hold } from './api.ts';
import { at, BANDEJA, freshAddress, say } from './site.ts';

// Browsers that are set otherwise than ours: whoever has one of them books, or is told what to do.
const MESA = at('mesa');
const go = (page: Page) => page.getByRole('button', { name: say('book_go'), exact: true });

/** From the home page to the first free time of one business. Nobody else books there in these tests. */
async function wantFirst(page: Page, business: number): Promise<void> {
  await page.goto(MESA);
  await page.locator(`#result-${business} [data-slots] a`).first().click();
  await expect(page.locator('input[name=start]:checked')).toHaveCount(1);
}

async function confirm(page: Page): Promise<void> {
  await page.getByLabel(say('checkout_name')).fill('Ana Paz');
  await page.getByLabel(say('email')).fill(freshAddress());
  await page.getByRole('button', { name: say('checkout_confirm'), exact: true }).click();
  await expect(page.getByRole('heading', { level: 1, name: say('done_confirmed') })).toBeVisible();
}

test('a browser that keeps no cookies is told so before anything is held, and books once it keeps them', async ({
  page,
  context,
}) => {
  await context.addInitScript(() => {
    const refused = () => Promise.reject(new DOMException('The user denied permission', 'SecurityError'));
    Object.defineProperty(Document.prototype, 'cookie', { get: () => '', set: () => undefined });
    Object.defineProperty(globalThis, 'localStorage', {
      get: () => {
        throw new DOMException('Access is denied for this document.', 'SecurityError');
      },
    });
    ServiceWorkerContainer.prototype.register = refused;
  });
  await wantFirst(page, 0);
  const sent = page.waitForRequest((request) => request.method() === 'POST');
  await context.clearCookies();
  await go(page).click();
  await sent;
  await expect(page.getByText(say('book_cookies'))).toBeInViewport();
  await expect(page).toHaveURL(/\/book\?/);
  // Nothing is to be chosen again.
  await expect(page.locator('input[name=start]:checked')).toHaveCount(1);
  await go(page).click();
  await expect(page).toHaveURL(/\/checkout\//);
  await confirm(page);
});

test.describe('in the zone of the place', () => {
  test.use({ timezoneId: 'America/Argentina/Buenos_Aires' });

  for (const hours of [-1, 1])
    test(`a clock that is ${hours < 0 ? 'an hour slow' : 'an hour fast'} changes nothing that is shown or held`, async ({
      page,
    }) => {
      await page.addInitScript((off) => {
        globalThis.Date = new Proxy(Date, {
          construct: (right, given: unknown[], made) =>
            Reflect.construct(right, given.length > 0 ? given : [right.now() + off], made) as object,
          get: (right, name) =>
            name === 'now' ? () => right.now() + off : (Reflect.get(right, name) as unknown),
        });
      }, hours * 3_600_000);
      await wantFirst(page, hours < 0 ? 1 : 2);
      const made = await page.evaluate(async () => {
        const html = await (await fetch(location.href)).text();
        const main = new DOMParser().parseFromString(html, 'text/html');
        return {
          starts: main.querySelectorAll('input[name=start]').length,
          day: main.querySelector('#day')?.textContent ?? '',
        };
      });
      await expect(page.locator('input[name=start]')).toHaveCount(made.starts);
      await expect(page.locator('#day')).toHaveText(made.day);
      await go(page).click();
      // Eight minutes, by nothing but time passed.
      await expect(page.getByRole('timer')).toHaveText(/^(7:\d\d|8:00)$/);
      await expect(page.getByRole('timer')).toHaveText(/^7:(4|5[0-7])/);
      await confirm(page);
    });
});

test.describe('a connection that is back before anything gets through', () => {
  // What a worker asks for cannot be cut here.
  test.use({ serviceWorkers: 'block' });

  test('keeps the page and what was typed, and shows what is new as soon as it can', async ({ page }) => {
    const { id } = await hold(page, BANDEJA, 'outdoor-match');
    await page.goto(`${BANDEJA}/checkout/${id}`);
    await page.getByLabel(say('checkout_name')).fill('Ana Paz');
    await page.waitForLoadState('networkidle');
    let asked = 0;
    await page.route('**/__data.json*', (route) => (++asked > 2 ? route.continue() : route.abort()));
    await page.context().setOffline(true);
    await page.context().setOffline(false);
    await expect.poll(() => asked, { timeout: 15_000 }).toBeGreaterThan(2);
    await expect(page.getByLabel(say('checkout_name'))).toHaveValue('Ana Paz');
    await expect(page.locator('html')).not.toHaveAttribute('data-offline-since');
    await expect(page.getByRole('timer')).toBeVisible();
  });
});
