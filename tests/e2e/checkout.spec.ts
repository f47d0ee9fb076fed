import { expect, test, type Page } from '@playwright/test';
import { problems } from './axe.ts';
import { BANDEJA, FADE, freshAddress, logIn, say } from './site.ts';

const ALMA = BANDEJA.replace('bandeja', 'alma');

interface Held {
  id: string;
  token?: string;
  slug: string;
}

/** Holds a free start of a service as the visitor of the page, days ahead, so that no two tests want the same one. */
async function hold(page: Page, site: string, service: string, daysAhead: number): Promise<Held> {
  await page.goto(`${site}/manifest.webmanifest`);
  const held = await page.evaluate(
    async ([slug, ahead]) => {
      const csrf = /turnero_csrf=([^;]+)/.exec(document.cookie)?.[1];
      const call = async (path: string, body?: object) => {
        const headers = { 'content-type': 'application/json', ...(csrf ? { 'x-csrf-token': csrf } : {}) };
        const sent = body ? { method: 'POST', headers, body: JSON.stringify(body) } : {};
        return ((await (await fetch(`/api/v1${path}`, sent)).json()) as { data: never }).data;
      };
      const services: { id: string; slug: string; businessId: string }[] = await call('/services?limit=100');
      const found = services.find((one) => one.slug === slug)!;
      const business: { slug: string; locations: { id: string }[] } = await call(
        `/businesses/${found.businessId}`,
      );
      const locationId = business.locations[0]!.id;
      const day = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);
      const query = `serviceId=${found.id}&locationId=${locationId}&from=${day(ahead)}&to=${day(ahead + 10)}`;
      const free = JSON.stringify(await call(`/availability?${query}`));
      const start = /"start":"([^"]+)"/.exec(free)![1];
      const made: { id: string; token?: string } = await call('/holds', {
        items: [{ serviceId: found.id }],
        start,
        locationId,
      });
      return { ...made, slug: business.slug };
    },
    [service, daysAhead] as const,
  );
  // As the page of booking leaves it.
  if (held.token)
    await page
      .context()
      .addCookies([{ name: 'turnero_bookings', value: `${held.id}%3A${held.token}`, url: site }]);
  return held;
}

/** Scripts have begun: the countdown counts. */
async function counting(page: Page): Promise<void> {
  const timer = page.getByRole('timer');
  const before = await timer.textContent();
  await expect(timer).not.toHaveText(before ?? '');
}

test('a guest pays a deposit: refused first, then paid, and the booking is confirmed', async ({ page }) => {
  const { id } = await hold(page, BANDEJA, 'outdoor-match', 12);
  await page.goto(`${BANDEJA}/checkout/${id}`);
  await counting(page);
  expect(await problems(page)).toEqual([]);
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
  await expect(page.getByText(say('pay_refused'))).toBeVisible({ timeout: 15_000 });
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
  const { id } = await hold(page, FADE, 'beard-trim', 15);
  await page.goto(`${FADE}/checkout/${id}`);
  await expect(page.getByLabel(say('email'))).toHaveCount(0);
  const confirm = page.getByRole('button', { name: say('checkout_confirm'), exact: true });

  // Offline in the middle: nothing is lost, and once more is not twice.
  await counting(page);
  await page.context().setOffline(true);
  await confirm.click();
  await expect(page.getByText(say('checkout_offline'))).toBeVisible();
  await page.context().setOffline(false);
  await confirm.click();
  await expect(page).toHaveURL(new RegExp(`/checkout/${id}/done`));
  await expect(page.getByRole('heading', { level: 1, name: say('done_confirmed') })).toBeVisible();
  await page.goto(`${FADE}/checkout/${id}`);
  await expect(page).toHaveURL(new RegExp(`/checkout/${id}/done`));
});

test(
  'a clinic asks: what depends on an answer comes after it, and consent is needed',
  { tag: '@desktop' },
  async ({ page }) => {
    await logIn(page, ALMA, 'customer@alma.example');
    const { id } = await hold(page, ALMA, 'general-visit', 8);
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

test('a hold that is over is held again, with all that was typed', async ({ page }) => {
  const { id, token } = await hold(page, FADE, 'beard-trim', 18);
  await page.evaluate(
    async ([id, token]) => {
      await fetch(`/api/v1/holds/${id}`, { method: 'DELETE', headers: { 'x-booking-token': token } });
    },
    [id, token!] as const,
  );
  await page.goto(`${FADE}/checkout/${id}`);
  await expect(page.getByText(say('checkout_expired_title'))).toBeVisible();
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
