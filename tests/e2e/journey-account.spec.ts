import { expect, test, type Page } from '@playwright/test';
import { ahead, anyOf, book, call, freeTime, hold, letGo, moveThere, type Made } from './api.ts';
import { at, FADE, logIn, say } from './site.ts';

const done = (page: Page) => page.getByRole('heading', { level: 1, name: say('done_confirmed') });

/** At the sandbox's own page, and back. */
async function payThere(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Pagar', exact: true }).click();
}

test(
  'cleaning: every week, each date with its answer, at the address that is asked',
  { tag: '@desktop' },
  async ({ page }) => {
    const site = at('reluce');
    await logIn(page, site, 'customer@reluce.example');
    const offered = await freeTime(page, 'sofa', { from: ahead(5) });
    const slot = offered.slots.find(({ providers }) => providers.length > 0)!;
    const { id: provider } = offered.providers[slot.providers[0]!]!;
    const next = new Date(Date.parse(slot.start) + 7 * 86_400_000).toISOString();
    // In a week they are busy then.
    await call<Made>(page, 'POST', '/bookings', {
      items: [{ serviceId: offered.serviceId, providerId: provider }],
      start: next,
      answers: [{ address: 'Thames 80', access: 'me' }],
    });
    const choice = new URLSearchParams({ service: offered.serviceId, provider, start: slot.start });
    await page.goto(`${site}/b/${offered.slug}/book?${choice}`);
    await expect(page.getByText(say('book_at_yours'))).toBeVisible();
    await page.getByRole('link', { name: /^Todas las semanas/ }).click();
    await page.getByLabel(say('book_repeat_count')).selectOption('3');
    await expect(page).toHaveURL(/count=3/);
    await page.getByRole('button', { name: say('book_go'), exact: true }).click();
    await expect(page.getByRole('heading', { level: 1, name: say('book_series_title') })).toBeVisible();
    await expect(page.getByText(new RegExp(`^${say('book_series_taken')}`))).toHaveCount(1);
    await expect(page.getByText(/^Cada fecha .* Cancel/)).toBeVisible();
    await page.getByLabel(say('book_series_skip')).check();
    await page.getByLabel('Abro yo').check();
    await page.getByRole('button', { name: say('book_series_go') }).click();
    // Nobody can come without an address.
    await expect(page.getByText(say('field_required'))).toBeVisible();
    await page.getByLabel('Dirección, piso y localidad').fill('Thames 1520, 3.º B, Villa Crespo');
    // Meanwhile the first date goes, too.
    const first = { items: [{ serviceId: offered.serviceId, providerId: provider }], start: slot.start };
    const { id: rival } = await call<Made>(page, 'POST', '/holds', first);
    await page.getByRole('button', { name: say('book_series_go') }).click();
    await expect(page.getByText(say('error_series_changed'))).toBeVisible();
    await expect(page.getByText(new RegExp(`^${say('book_series_taken')}`))).toHaveCount(2);
    await call(page, 'DELETE', `/holds/${rival}`);
    await page.reload();
    await page.getByLabel(say('book_series_skip')).check();
    await page.getByLabel('Abro yo').check();
    await page.getByLabel('Dirección, piso y localidad').fill('Thames 1520, 3.º B, Villa Crespo');
    await page.getByRole('button', { name: say('book_series_go') }).click();
    await expect(page).toHaveURL(/\/bookings\/[\w-]{36}/);
    await expect(page.getByText(say('book_series_booked', { bookings: 'Mis limpiezas' }))).toBeVisible();
    await expect(page.getByText(/^Vamos a tu domicilio/)).toBeVisible();
    await expect(page.getByText('Thames 1520, 3.º B, Villa Crespo')).toBeVisible();
    const mine = await call<{ id: string; startsAt: string; seriesId: string | null }[]>(
      page,
      'GET',
      '/bookings?order=desc&limit=50',
    );
    const { pathname } = new URL(page.url());
    const series = mine.find(({ id }) => pathname.endsWith(id))!.seriesId;
    expect(series).not.toBeNull();
    const dates = mine.filter(({ seriesId }) => seriesId === series);
    expect(dates).toHaveLength(2);
    expect(dates.map(({ startsAt }) => Date.parse(startsAt))).not.toContain(Date.parse(next));
  },
);

test('clinic: a picture of the order, an answer and an agreement, up to the confirmation', async ({
  page,
}) => {
  const site = at('alma');
  await logIn(page, site, 'customer@alma.example');
  const { id } = await hold(page, site, 'ultrasound', { from: ahead(4) });
  await page.goto(`${site}/checkout/${id}`);
  const order = page.getByLabel('Foto de la orden médica');
  await page.getByLabel('No', { exact: true }).check();
  const birth = page.getByLabel('Fecha de nacimiento');
  // Asked once of each person.
  if (await birth.isVisible()) await birth.fill('1988-04-12');
  await page.getByLabel('Me explicaron el estudio y estoy de acuerdo en hacerlo.').check();
  const confirm = page.getByRole('button', { name: say('checkout_confirm'), exact: true });
  await confirm.click();
  // Without the picture nothing is booked, and what was answered stays.
  await expect(page.getByText(say('intake_file'))).toBeVisible();
  await expect(page.getByLabel('No', { exact: true })).toBeChecked();
  const pixel =
    'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';
  await order.setInputFiles({
    name: 'orden.png',
    mimeType: 'image/png',
    buffer: Buffer.from(pixel, 'base64'),
  });
  await confirm.click();
  await expect(done(page)).toBeVisible();
  await page.goto(`${site}/bookings/${id}`);
  await expect(page.getByText('¿Hay o puede haber un embarazo?')).toBeVisible();
});

test('barbershop: two services in one visit, paid at once, moved; the receipt stays', async ({ page }) => {
  await logIn(page, FADE, 'customer@fade.example');
  const cut = await freeTime(page, 'haircut', { business: 'filo-norte', from: ahead(7) });
  const beard = await freeTime(page, 'beard-trim', { business: 'filo-norte', from: ahead(7) });
  const items = [{ serviceId: cut.serviceId }, { serviceId: beard.serviceId }];
  const wish = { items, from: ahead(7), to: ahead(13), seats: 1, explain: false };
  const free = await call<{ days: { slots: { start: string }[] }[] }>(page, 'POST', '/availability', wish);
  const { start } = anyOf(free.days.flatMap(({ slots }) => slots));
  const held = await call<Made>(page, 'POST', '/holds', { items, start });
  await page.goto(`${FADE}/checkout/${held.id}`);
  await page.getByRole('radio', { name: new RegExp(`^${say('checkout_pay_full')}`) }).check();
  await page.getByRole('button', { name: say('checkout_confirm'), exact: true }).click();
  await payThere(page);
  await expect(page.getByText(say('booking_back_success'))).toBeVisible({ timeout: 20_000 });
  await expect(page.getByText(say('booking_nothing_due')).first()).toBeVisible();
  const receipt = page.locator(`a[href*="/receipts/"]`);
  const href = await receipt.getAttribute('href');
  const paper = await page.evaluate(async (path) => {
    const answer = await fetch(path);
    return { status: answer.status, type: answer.headers.get('content-type') };
  }, href!);
  expect(paper.status).toBe(200);
  await page.getByRole('link', { name: say('booking_move') }).click();
  await page.getByRole('radio').filter({ visible: true }).last().check();
  await moveThere(page);
  await expect(receipt).toHaveAttribute('href', href!);
  await letGo(page, held);
});

test('who cancels late sees the fee before, owes it after, and pays it', async ({ page }) => {
  const site = at('contraluz');
  await logIn(page, site, 'customer@contraluz.example');
  // Free is until a week before: whatever the day and the hour, something is free earlier.
  const from = new Date().toISOString().slice(0, 10);
  const offered = await freeTime(page, 'headshots', { from });
  const soon = offered.slots.filter(({ start }) => Date.parse(start) < Date.now() + 6.5 * 86_400_000);
  const made = await book(page, offered, anyOf(soon));
  // Who has not come before, which hangs on the day of the example, pays a deposit first: less than the fee.
  if (made.state === 'held') {
    await page.goto(`${site}/checkout/${made.id}`);
    await page.getByRole('button', { name: /^Pagar \$/ }).click();
    await payThere(page);
    await expect(done(page)).toBeVisible({ timeout: 20_000 });
  } else expect(made.state).toBe('confirmed');
  await page.goto(`${site}/bookings/${made.id}/cancel`);
  await expect(page.getByText(/^Cancelar ahora cuesta \$/)).toBeVisible();
  await page.getByRole('button', { name: /^Cancelar y pagar \$/ }).click();
  await expect(page.getByText(say('cancel_done'))).toBeVisible();
  await page.getByRole('button', { name: /^Pagar el cargo de \$/ }).click();
  await payThere(page);
  await expect(page.getByText(say('booking_paid'), { exact: true })).toBeVisible({ timeout: 20_000 });
});

test('a tip for whoever served, after it', async ({ page }) => {
  const { project, config } = test.info();
  const slug = ['mechon', 'pelusa', 'pizarra', 'boxes'][
    config.projects.findIndex(({ name }) => name === project.name)
  ]!;
  await logIn(page, at(slug), `customer@${slug}.example`);
  let served: { id: string }[] = [];
  const serve = async () =>
    (served = await call<{ id: string }[]>(page, 'GET', '/bookings?state=completed&order=desc'));
  // What is over is completed by the worker, a moment after the start. A second try takes the next one.
  await expect
    .poll(async () => (await serve()).length, { timeout: 25_000 })
    .toBeGreaterThan(test.info().retry);
  await page.goto(`${at(slug)}/bookings/${served[test.info().retry]!.id}`);
  await page.getByLabel(say('booking_tip_other')).fill('nada');
  const leave = page.getByRole('button', { name: say('booking_tip_button') });
  await leave.click();
  await expect(page.getByText(/Escribí un monto mayor que cero/)).toBeVisible();
  await page.getByLabel(say('booking_tip_other')).fill('');
  await leave.click();
  await payThere(page);
  await expect(page.getByText(say('booking_tips'), { exact: true })).toBeVisible({ timeout: 20_000 });
});
