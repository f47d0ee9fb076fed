import { expect, test, type Page } from '@playwright/test';
import { ahead, anyOf, book, call, freeTime, remember, somebody, type Made } from './api.ts';
import { at, BANDEJA, freshAddress, say } from './site.ts';

const go = (page: Page) => page.getByRole('button', { name: say('book_go'), exact: true });
const done = (page: Page) => page.getByRole('heading', { level: 1, name: say('done_confirmed') });

async function fillWho(page: Page): Promise<void> {
  await page.getByLabel(say('checkout_name')).fill('Ana Paz');
  await page.getByLabel(say('email')).fill(freshAddress());
}

test('padel: a court in the evening costs what the evening costs, and the lines say why', async ({
  page,
}) => {
  await page.goto(`${BANDEJA}/offline`);
  const offered = await freeTime(page, 'indoor-match', { from: ahead(1) });
  const evening = /T(18:30|20:00|21:30)/;
  const day = offered.days.find(({ date, slots }) => {
    const weekday = new Date(`${date}T12:00:00Z`).getUTCDay();
    return weekday > 0 && weekday < 6 && slots.some(({ start }) => evening.test(start));
  })!;
  await page.goto(`${BANDEJA}/b/${offered.slug}/book?service=${offered.serviceId}&date=${day.date}`);
  // Two rackets with it.
  await page.getByRole('button', { name: say('book_extras_add'), exact: true }).click();
  await page.getByLabel(/^Alquiler de paleta/).selectOption('2');
  await page.getByRole('button', { name: say('book_done'), exact: true }).click();
  await expect(page).toHaveURL(/addon\./);
  // An hour of the day has its own price, and it stands beside the time.
  const peak = page.getByRole('radio', { name: /(18:30|20:00|21:30).*\$ 4[5-9]\.\d{3}/ }).first();
  await peak.check();
  await go(page).click();
  await expect(page).toHaveURL(/\/checkout\//);
  const lines = page.getByRole('complementary').first();
  await expect(lines).toContainText('Partido bajo techo');
  await expect(lines).toContainText('Hora pico');
  await expect(lines).toContainText('Alquiler de paleta');
  await expect(lines).toContainText(say('price_deposit_now'));
});

test('fitness: seats are counted, a full class has a list, and what is freed is offered and booked', async ({
  page,
}) => {
  const site = at('fibra');
  await page.goto(`${site}/offline`);
  const offered = await freeTime(page, 'pilates-mat', { from: ahead(2) });
  const [first] = offered.slots as [(typeof offered.slots)[number]];
  const { seatsLeft = 1, start } = first;
  const filled = await book(page, offered, first, { seats: seatsLeft, customer: somebody('Grupo') });
  const address = `${site}/b/${offered.slug}/book?service=${offered.serviceId}`;

  // Two seats of another class: each says how many it has left.
  const other = offered.slots.find((slot) => slot !== first && (slot.seatsLeft ?? 0) > 2)!;
  // They are counted before scripts are there, too.
  await page.goto(`${address}&date=${other.start.slice(0, 10)}`, { waitUntil: 'commit' });
  await page.getByLabel(say('book_seats')).selectOption('2');
  await expect(page).toHaveURL(/seats=2/);
  await page.locator(`input[name=start][value^="${other.start}"]`).first().check();
  await expect(page.getByText(/Quedan? \d+ lugar/).first()).toBeVisible();
  await go(page).click();
  await expect(page.getByText(say('checkout_seats', { count: '2' })).first()).toBeVisible();

  // The full one is not offered; whoever wants it waits.
  await page.goto(`${address}&date=${start.slice(0, 10)}`);
  await expect(page.locator(`input[name=start][value*="${first.sessionId}"]`)).toHaveCount(0);
  await page.getByRole('link', { name: say('book_wait') }).click();
  await page.getByLabel(say('book_name')).fill('Ana Paz');
  await page.getByLabel(say('email')).fill(freshAddress());
  await page.getByLabel(say('book_wait_from')).fill(start.slice(0, 10));
  await page.getByLabel(say('book_wait_to')).fill(start.slice(0, 10));
  await page.getByRole('button', { name: say('book_wait_go') }).click();
  await page.getByRole('main').getByRole('link', { name: 'Mis reservas' }).click();
  await expect(page.getByText(say('waitlist_waiting'))).toBeVisible();
  await call(page, 'POST', `/bookings/${filled.id}/cancellation`, {}, filled.token);
  await expect(async () => {
    await page.reload();
    await expect(page.getByText(/^Lo guardamos para vos hasta/)).toBeVisible({ timeout: 1_000 });
  }).toPass({ timeout: 20_000 });
  await page.getByRole('button', { name: say('waitlist_accept') }).click();
  // Whoever waited has said who they are.
  await expect(page.getByText(say('checkout_as', { name: 'Ana Paz' }))).toBeVisible();
  await expect(page.getByLabel(say('email'))).toHaveCount(0);
  await page.getByRole('button', { name: say('checkout_confirm'), exact: true }).click();
  await expect(done(page)).toBeVisible();
});

test('hair: a variant, an extra and a colour that takes its time; the payment page is closed and found again', async ({
  page,
}) => {
  const site = at('mechon');
  await page.goto(`${site}/offline`);
  const cut = await freeTime(page, 'womens-cut', { business: 'casa-malvon', from: ahead(6) });
  await page.goto(`${site}/b/casa-malvon/book?service=${cut.serviceId}&date=${anyOf(cut.days).date}`);
  await page.getByRole('button', { name: 'Pelo corto' }).click();
  await page.getByRole('link', { name: /^Pelo largo/ }).click();
  await expect(page).toHaveURL(/variant=/);
  await page.getByRole('button', { name: say('book_extras_add'), exact: true }).click();
  await page.getByLabel(/^Flequillo/).check();
  await page.getByRole('button', { name: say('book_done'), exact: true }).click();
  await expect(page).toHaveURL(/addon\./);
  await page.getByRole('button', { name: say('book_more') }).click();
  await page.getByRole('link', { name: /^Color de raíz/ }).click();
  await expect(page.getByRole('heading', { level: 2, name: 'Color de raíz' })).toBeVisible();
  const day = page.getByRole('link', { name: /: \d+ libres?$/ }).last();
  await day.click();
  await expect(day).toHaveAttribute('aria-current', 'date');
  await page.getByRole('radio').filter({ visible: true }).first().check();
  await go(page).click();
  await expect(page).toHaveURL(/\/checkout\//);
  const { pathname } = new URL(page.url());
  const lines = page.getByRole('complementary').first();
  for (const what of ['Pelo largo', 'Flequillo', 'Color de raíz']) await expect(lines).toContainText(what);

  await fillWho(page);
  await page.getByLabel('Hace más tiempo').check();
  await page.getByRole('button', { name: say('checkout_confirm_pay') }).click();
  await expect(page.getByRole('button', { name: 'Pagar', exact: true })).toBeVisible();
  // Whoever closes that page is still awaited here, and nothing is booked twice.
  await page.goto(site + pathname);
  await expect(page.getByRole('heading', { level: 1, name: say('pay_title') })).toBeVisible();
  await page.getByRole('button', { name: /^Pagar \$/ }).click();
  await page.getByRole('button', { name: 'Pagar', exact: true }).click();
  await expect(done(page)).toBeVisible({ timeout: 20_000 });
  const id = pathname.split('/').at(-1)!;
  await page.goto(`${site}/bookings/${id}`);
  await expect(page.getByText(say('booking_paid'), { exact: true })).toBeVisible();
});

test('a time that somebody else took while it was typed: three others, and nothing typed is lost', async ({
  page,
}) => {
  const site = at('fade');
  await page.goto(`${site}/offline`);
  const offered = await freeTime(page, 'beard-trim', { business: 'el-pasaje', from: ahead(8) });
  const slot = offered.slots.find(({ providers }) => providers.length === 1)!;
  const { id: providerId } = offered.providers[slot.providers[0]!]!;
  const items = [{ serviceId: offered.serviceId, providerId }];
  const held = await call<Made>(page, 'POST', '/holds', { items, start: slot.start });
  await remember(page.context(), site, held);
  await page.goto(`${site}/checkout/${held.id}`);
  await expect(page.getByRole('timer')).toBeVisible();
  await call(page, 'DELETE', `/holds/${held.id}`, undefined, held.token);
  await call(page, 'POST', '/bookings', { items, start: slot.start, customer: somebody('Otra') });
  await fillWho(page);
  const email = await page.getByLabel(say('email')).inputValue();
  await page.getByRole('button', { name: say('checkout_confirm'), exact: true }).click();
  await page.getByRole('button', { name: say('checkout_again') }).click();
  const nearest = page.getByRole('status').filter({ hasText: say('checkout_lost') });
  await expect(nearest.getByRole('button')).toHaveCount(3);
  await expect(page.getByLabel(say('email'))).toHaveValue(email);
  await nearest.getByRole('button').first().click();
  await expect(page).not.toHaveURL(new RegExp(held.id));
  await expect(page.getByLabel(say('email'))).toHaveValue(email);
  await page.getByRole('button', { name: say('checkout_confirm'), exact: true }).click();
  await expect(done(page)).toBeVisible();
});
