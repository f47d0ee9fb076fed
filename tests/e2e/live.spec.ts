import { expect, test, type BrowserContext, type Page } from '@playwright/test';
import { problemsAt } from './axe.ts';
import { FADE, freshAddress, listenOn, logIn, mailTo, say } from './site.ts';

interface Answer<T> {
  status: number;
  data: T;
}
interface Slot {
  start: string;
  providers: number[];
}
interface Offered {
  serviceId: string;
  providerId: string;
  businessId: string;
  slots: Slot[];
}
interface Made {
  id: string;
  token: string;
  startsAt: string;
  businessName: string;
}

/** Asks the site's API as the page would, with its cookies. */
async function call<T>(page: Page, method: string, path: string, body?: object, token = ''): Promise<T> {
  const answer: Answer<T> = await page.evaluate(
    async ({ method, path, body, token }) => {
      const csrf = /turnero_csrf=([^;]+)/.exec(document.cookie)?.[1] ?? '';
      const response = await fetch(`/api/v1${path}`, {
        method,
        headers: {
          'x-csrf-token': csrf,
          'idempotency-key': crypto.randomUUID(),
          ...(body ? { 'content-type': 'application/json' } : {}),
          ...(token ? { 'x-booking-token': token } : {}),
        },
        ...(body ? { body: JSON.stringify(body) } : {}),
      });
      const envelope = (await response.json()) as { data?: T };
      return { status: response.status, data: envelope.data ?? (envelope as T) };
    },
    { method, path, body, token },
  );
  expect(answer.status, `${method} ${path}: ${JSON.stringify(answer.data)}`).toBeLessThan(300);
  return answer.data;
}

/** A service without a deposit, somebody who does it, and a day with enough starts that are free. */
async function freeTime(page: Page, slug: string): Promise<Offered> {
  const business = await call<{ id: string; services: { id: string; slug: string }[] }>(
    page,
    'GET',
    `/businesses/${slug}`,
  );
  for (const { id } of business.services) {
    type Free = { providers: { id: string }[]; days: { slots: Slot[] }[] };
    const { providers, days } = await call<Free>(page, 'GET', `/availability?serviceId=${id}`);
    // Not today: what is cancelled then may cost something already.
    const { slots } = days.slice(2).find(({ slots }) => slots.length > 12) ?? { slots: [] };
    const providerId = providers[slots[0]?.providers[0] ?? -1]?.id;
    if (providerId) return { serviceId: id, providerId, businessId: business.id, slots };
  }
  throw new Error(`Nothing is free at ${slug}`);
}

const anywhere = () => Math.floor(Math.random() * 10);

async function bookAsGuest(page: Page, offered: Offered, email: string): Promise<Made> {
  const slot = offered.slots[anywhere()]!;
  return call<Made>(page, 'POST', '/bookings', {
    items: [{ serviceId: offered.serviceId }],
    start: slot.start,
    customer: { name: 'Ana Prueba', email, locale: 'es-AR' },
  });
}

/** The cookie by which this browser opens what a guest made. */
async function remember(context: BrowserContext, { id, token }: Pick<Made, 'id' | 'token'>): Promise<void> {
  await context.addCookies([{ name: 'turnero_bookings', value: `${id}:${token}`, url: FADE }]);
}

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
  const made = await bookAsGuest(page, await freeTime(page, 'la-de-mitre'), email);
  const { link } = await mailTo(context, email);
  await page.goto(link);
  await expect(page).toHaveURL(`${FADE}/bookings/${made.id}`);
  await expect(page.getByRole('img', { name: say('booking_code_alt') })).toBeVisible();

  await page.getByRole('link', { name: say('booking_move') }).click();
  await page.getByRole('radio').filter({ visible: true }).last().check();
  await page.getByRole('button', { name: say('move_button') }).click();
  await expect(page).toHaveURL(/done=moved/);
  await expect(page.getByRole('status').first()).toContainText(/Listo: te esperan/);

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

test('who decides on what is no longer so sees both, and nothing was done', async ({ browser, page }) => {
  await page.goto(`${FADE}/bookings`);
  const offered = await freeTime(page, 'filo-norte');
  const made = await bookAsGuest(page, offered, freshAddress());
  // Without scripts nothing tells the page: the form itself finds out.
  const still = await browser.newContext({ javaScriptEnabled: false, locale: 'es-AR' });
  await remember(still, made);
  const other = await still.newPage();
  await other.goto(`${FADE}/bookings/${made.id}/cancel`);
  const moved = await call<Made>(
    page,
    'POST',
    `/bookings/${made.id}/reschedule`,
    { start: offered.slots.at(-1)!.start, providerIds: [null] },
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
  const offered = await freeTime(page, 'la-de-mitre');
  const slot = offered.slots[anywhere()]!;
  const item = { serviceId: offered.serviceId };
  const somebody = (name: string) => ({ name, email: freshAddress(), locale: 'es-AR' });
  const made = await call<Made>(page, 'POST', '/bookings', {
    items: [item],
    start: slot.start,
    customer: somebody('Beto'),
  });
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
  await remember(context, entry);
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

test(
  'who is signed in has everything in one list, and no screen of it leaves anybody out',
  { tag: '@both' },
  async ({ page }) => {
    await logIn(page, FADE, 'customer@fade.example');
    await page.goto(`${FADE}/bookings`);
    await expect(page.getByRole('heading', { name: say('bookings_past') })).toBeVisible();
    const offered = await freeTime(page, 'la-de-mitre');
    const made = await call<Made>(page, 'POST', '/bookings', {
      items: [{ serviceId: offered.serviceId }],
      start: offered.slots[anywhere()]!.start,
    });
    const here = `/bookings/${made.id}`;
    const paths = ['/bookings', here, `${here}/move`, `${here}/cancel`, '/account/messages'];
    const found = await problemsAt(
      page,
      paths.map((path) => FADE + path),
    );
    expect(found).toEqual([]);
    await listenOn(page, FADE + here);
    await expect(page.getByRole('img', { name: say('booking_code_alt') })).toBeVisible();
    const file = await page.evaluate(async () => (await fetch(`${location.pathname}/calendar.ics`)).text());
    expect(file).toContain(`UID:${made.id}@`);
    await call(page, 'POST', `${here}/cancellation`, {});
    // The open page hears of it.
    await expect(page.getByText(say('booking_cancelled_text'))).toBeVisible();
  },
);
