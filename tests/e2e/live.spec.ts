import { expect, test } from '@playwright/test';
import { ahead, anyOf, book, call, freeTime, moveThere, remember, somebody, type Made } from './api.ts';
import { at, FADE, freshAddress, listenOn, logIn, mailTo, say } from './site.ts';

const words = (start: string) =>
  new Intl.DateTimeFormat('es-AR', {
    timeZone: 'America/Argentina/Buenos_Aires',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  }).format(new Date(start));

test('a guest opens the link of the mail, moves the booking, and cancels it knowing what that costs', async ({
  page,
  context,
}) => {
  await page.goto(`${FADE}/bookings`);
  const email = freshAddress();
  const offered = await freeTime(page, 'beard-trim', { business: 'la-de-mitre' });
  const made = await book(page, offered, anyOf(offered.slots), { customer: { ...somebody(), email } });
  const { link } = await mailTo(context, email);
  await page.goto(link);
  await expect(page).toHaveURL(`${FADE}/bookings/${made.id}`);
  await expect(page.getByRole('img', { name: say('booking_code_alt') })).toBeVisible();

  await page.getByRole('link', { name: say('booking_move') }).click();
  await page.getByRole('radio').filter({ visible: true }).last().check();
  await moveThere(page);
  await expect(page.getByRole('status').first()).toContainText(/Listo: ahora es/);

  await page.getByRole('link', { name: say('booking_cancel'), exact: true }).click();
  await expect(page.getByText(say('cancel_free'))).toBeVisible();
  await expect(page.getByText(/^Hasta el .+: \$/)).toBeVisible();
  await page.getByRole('button', { name: say('cancel_button') }).click();
  await expect(page.getByText(say('cancel_done'))).toBeVisible();
  await expect(page.getByText(say('history_cancelled_you'))).toBeVisible();

  // This browser remembers it, without an account.
  await page.goto(`${FADE}/bookings`);
  await expect(page.locator(`a[href="/bookings/${made.id}"]`)).toBeVisible();
});

test('a move to a dearer hour says what it costs, and waits for an answer', async ({ page }) => {
  await page.goto(`${at('mesa')}/bookings`);
  const offered = await freeTime(page, 'small-meeting', { from: ahead(4) });
  const price = (slot: (typeof offered.slots)[number]) => slot.price.amount;
  const { slots } = offered.days.find(({ slots }) => new Set(slots.map(price)).size > 1)!;
  const [cheap, dear] = slots
    .toSorted((a, b) => price(a) - price(b))
    .filter((_, place, all) => place % (all.length - 1) === 0);
  const made = await book(page, offered, cheap, { customer: somebody() });
  await remember(page.context(), at('mesa'), made);
  await page.goto(`${at('mesa')}/bookings/${made.id}/move?date=${dear!.start.slice(0, 10)}`);
  await page.locator(`input[name=start][value="${dear!.start}"]`).check();
  await page.getByRole('button', { name: say('move_button'), exact: true }).click();
  const asked = new RegExp(say('move_higher', { price: '.+', agreed: '.+' }));
  await expect(page.getByText(asked)).toBeInViewport();
  const shown = () => call<Made>(page, 'GET', `/bookings/${made.id}`, undefined, made.token);
  expect((await shown()).startsAt).toBe(made.startsAt);
  await page.getByRole('button', { name: say('move_agree', { price: '' }) }).click();
  await expect(page).toHaveURL(/done=moved/);
  expect(Date.parse((await shown()).startsAt)).toBe(Date.parse(dear!.start));
});

test('who decides on what is no longer so sees both, and nothing was done', async ({ browser, page }) => {
  await page.goto(`${FADE}/bookings`);
  const offered = await freeTime(page, 'beard-trim', { business: 'filo-norte' });
  const { slots } = offered.days.find(({ slots }) => slots.length > 12)!;
  const made = await book(page, offered, anyOf(slots.slice(0, 9)), { customer: somebody() });
  // Without scripts nothing tells the page: the form itself finds out.
  const still = await browser.newContext({ javaScriptEnabled: false, locale: 'es-AR' });
  await remember(still, FADE, made);
  const other = await still.newPage();
  await other.goto(`${FADE}/bookings/${made.id}/cancel`);
  const moved = await call<Made>(
    page,
    'POST',
    `/bookings/${made.id}/reschedule`,
    { start: slots.at(-1)!.start, providerIds: [null], priceUpTo: 100_000_000 },
    made.token,
  );
  await other.getByRole('button', { name: say('cancel_button') }).click();
  await expect(other.getByRole('heading', { name: say('conflict_title') })).toBeVisible();
  await expect(other.getByText(words(made.startsAt)).first()).toBeVisible();
  await expect(other.getByText(words(moved.startsAt)).first()).toBeVisible();
  const { state } = await call<{ state: string }>(page, 'GET', `/bookings/${made.id}`, undefined, made.token);
  expect(state).toBe('confirmed');
  await other.getByRole('button', { name: say('conflict_go_cancel') }).click();
  await expect(other.getByText(say('cancel_done'))).toBeVisible();
  await still.close();
});

test('time that is freed is kept for who waits, and accepted from their list', async ({ page, context }) => {
  await page.goto(`${FADE}/bookings`);
  const offered = await freeTime(page, 'beard-trim', { business: 'la-de-mitre' });
  const slot = anyOf(offered.slots);
  const item = { serviceId: offered.serviceId };
  const made = await book(page, offered, slot, { customer: somebody('Beto') });
  const time = words(slot.start);
  const [hours, minutes] = time.split(':').map(Number) as [number, number];
  const end = `${String(hours).padStart(2, '0')}:${String(minutes + 1).padStart(2, '0')}`;
  const date = slot.start.slice(0, 10);
  const entry = await call<{ id: string; token: string }>(page, 'POST', '/waitlist', {
    ...item,
    from: date,
    to: date,
    times: { start: time, end },
    customer: somebody('Ana'),
  });
  await remember(context, FADE, entry);
  await page.goto(`${FADE}/bookings`);
  await expect(page.getByText(say('waitlist_waiting'))).toBeVisible();
  await call(page, 'POST', `/bookings/${made.id}/cancellation`, {}, made.token);
  await expect(async () => {
    await page.reload();
    await expect(page.getByText(/^Lo guardamos para vos hasta/)).toBeVisible({ timeout: 1_000 });
  }).toPass({ timeout: 20_000 });
  await page.getByRole('button', { name: say('waitlist_accept') }).click();
  await expect(page).toHaveURL(/\/checkout\/[0-9a-f-]{36}/);
});

test('who is signed in has everything in one list', { tag: '@both' }, async ({ page }) => {
  await logIn(page, FADE, 'customer@fade.example');
  await page.goto(`${FADE}/bookings`);
  await expect(page.getByRole('heading', { name: say('bookings_past') })).toBeVisible();
  const made = await book(page, await freeTime(page, 'beard-trim', { business: 'la-de-mitre' }));
  const here = `/bookings/${made.id}`;
  await listenOn(page, FADE + here);
  await expect(page.getByRole('img', { name: say('booking_code_alt') })).toBeVisible();
  const file = await page.evaluate(async () => (await fetch(`${location.pathname}/calendar.ics`)).text());
  expect(file).toContain(`UID:${made.id}@`);
  await call(page, 'POST', `${here}/cancellation`, {});
  // The open page hears of it.
  await expect(page.getByText(say('booking_cancelled_text'))).toBeVisible();
});
