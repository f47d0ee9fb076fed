import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { expect, test, type BrowserContext, type Page } from '@playwright/test';
import { anyOf, book, call, freeTime, letGo } from './api.ts';
import { FADE, logIn, say } from './site.ts';

const BUSINESS = `${FADE}/b/la-de-mitre`;

/** Opens a page that the worker watches over, and waits until it has kept what it keeps of it. */
async function visit(page: Page, url: string): Promise<void> {
  await page.goto(url);
  await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
  await page.reload();
}

/** Goes there without a connection; the browser takes its time to cut off the worker as well. */
async function openOffline(page: Page, context: BrowserContext, url: string, sign: string): Promise<void> {
  await context.setOffline(true);
  await expect(async () => {
    await page.goto(url).catch(() => undefined);
    await expect(page.locator(sign).first()).toBeVisible({ timeout: 2_000 });
  }).toPass({ timeout: 20_000 });
}

/** The same site by a port of its own that nothing comes through while it is shut. */
async function wayTo({ hostname, port }: URL) {
  const open = new Set<Socket>();
  let isShut = false;
  const server = createServer((socket) => {
    if (isShut) return socket.destroy();
    const beyond = connect({ host: 'localhost', port: Number(port) });
    for (const one of [socket, beyond]) {
      open.add(one);
      one.on('error', () => one.destroy()).on('close', () => open.delete(one));
    }
    socket.pipe(beyond).pipe(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, 'localhost', resolve));
  const shut = (now: boolean) => {
    isShut = now;
    if (isShut) for (const one of open) one.destroy();
  };
  const end = () => {
    server.close();
    shut(true);
  };
  return { site: `http://${hostname}:${String((server.address() as AddressInfo).port)}`, shut, end };
}

/** Names of all that this browser has kept of somebody. */
const keptTitles = (page: Page) =>
  page.evaluate(async () => {
    // Whoever opens it first makes it, and that is for the site to do.
    if (!(await indexedDB.databases()).some(({ name }) => name === 'turnero')) return [];
    return new Promise<string[]>((resolve, reject) => {
      const opening = indexedDB.open('turnero');
      opening.onerror = () => reject(new Error('no database'));
      opening.onsuccess = () => {
        const read = opening.result.transaction('facts').objectStore('facts').get('bookings');
        opening.result.close();
        read.onsuccess = () => {
          const found = read.result as { bookings: { title: string; qr: string | null }[] } | undefined;
          resolve(found?.bookings.map(({ title, qr }) => `${title}${qr ? ' with a code' : ''}`) ?? []);
        };
      };
    });
  });

test('a page seen before is there without a connection, and says from when it is', async ({
  page,
  context,
}) => {
  await visit(page, BUSINESS);
  await openOffline(page, context, BUSINESS, 'aside.kept');
  await expect(page.getByRole('heading', { level: 1, name: 'La de Mitre' })).toBeVisible();
  await expect(page.locator('aside.kept')).toContainText(say('kept_since', { time: '¶' }).split('¶')[0]!);
  await expect(page.locator('html')).toHaveAttribute('data-offline-since', /^\d{4}-/);
  await context.setOffline(false);
  await expect(page.locator('aside.kept')).toHaveCount(0);
  await expect(page.locator('html')).not.toHaveAttribute('data-offline-since');
});

test('where nobody answers though there is a connection, pages come by themselves once somebody does', async ({
  page,
}) => {
  const { site, shut, end } = await wayTo(new URL(FADE));
  await visit(page, site);
  shut(true);
  await page.goto(site);
  await expect(page.locator('aside.kept')).toBeVisible();
  shut(false);
  await expect(page.locator('aside.kept')).toHaveCount(0, { timeout: 20_000 });
  shut(true);
  await page.goto(`${site}/register`);
  await expect(page.getByRole('heading', { name: say('offline_title') })).toBeVisible();
  await page.waitForRequest((request) => request.method() === 'HEAD');
  shut(false);
  await expect(page.getByRole('heading', { name: say('register_title') })).toBeVisible({ timeout: 20_000 });
  end();
});

test('my bookings and their codes are there without a connection, until I leave', async ({
  page,
  context,
}) => {
  test.slow();
  await logIn(page, FADE, 'customer@fade.example');
  // Others may have cancelled what the demo had for them.
  const made = await book(page, await freeTime(page, 'beard-trim', { business: 'la-de-mitre' }));
  await visit(page, `${FADE}/account`);
  // It is done when the browser has nothing better to do.
  await expect.poll(() => keptTitles(page), { timeout: 20_000 }).not.toEqual([]);
  const titles = await keptTitles(page);
  expect(titles.some((title) => title.endsWith('with a code'))).toBe(true);

  await openOffline(page, context, `${FADE}/bookings`, '#kept');
  await expect(page.getByRole('img', { name: say('kept_qr') }).first()).toBeVisible();

  await context.setOffline(false);
  await expect(
    page.getByRole('heading', { name: say('bookings_mine_m', { things: 'turnos' }) }),
  ).toBeVisible();
  await page.goto(`${FADE}/account`);
  await letGo(page, made);
  await page.getByRole('button', { name: say('logout_button') }).click();
  await expect(page).toHaveURL(/\/login/);
  await expect.poll(() => keptTitles(page)).toEqual([]);
  const keptPages = () =>
    page.evaluate(async () => {
      const kept = await Promise.all(['pages', 'mine'].map(async (name) => (await caches.open(name)).keys()));
      return kept.flat().map(({ url }) => url);
    });
  await expect.poll(async () => (await keptPages()).filter((url) => url.includes('/bookings'))).toEqual([]);
});

test('is offered for installing, with ways straight to booking and to my bookings', async ({ page }) => {
  await page.goto(FADE);
  const manifest = await page.evaluate(async () => {
    const link = document.querySelector<HTMLLinkElement>('link[rel=manifest]')!;
    return (await (await fetch(link.href)).json()) as {
      id: string;
      shortcuts: { name: string; url: string }[];
      share_target: { action: string; params: Record<string, string> };
    };
  });
  expect(manifest).toMatchObject({ id: '/', scope: '/', display: 'standalone', lang: 'es-AR', dir: 'ltr' });
  expect(manifest.shortcuts.map(({ url }) => url)).toEqual(['/search', '/bookings']);
  expect(manifest.shortcuts[1]?.name).toBe(say('shortcut_bookings', { bookings: 'turnos' }));
  expect(manifest.share_target).toMatchObject({ action: '/search', params: { text: 'q' } });
});

test('what is cancelled without a connection, and changed elsewhere meanwhile, waits for an answer', async ({
  page,
  context,
}) => {
  test.slow();
  await logIn(page, FADE, 'customer@fade.example');
  const offered = await freeTime(page, 'beard-trim', { business: 'filo-norte' });
  const made = await book(page, offered, anyOf(offered.slots.slice(0, -20)));
  await visit(page, `${FADE}/bookings/${made.id}/cancel`);
  await expect.poll(() => keptTitles(page), { timeout: 40_000 }).not.toEqual([]);
  await context.setOffline(true);
  // The browser takes its time to cut off the worker as well.
  const ask = () =>
    fetch('/bookings/__data.json').then(
      () => 'open',
      () => 'cut',
    );
  await expect.poll(() => page.evaluate(ask), { timeout: 20_000 }).toBe('cut');
  await page.getByRole('button', { name: say('cancel_button') }).click();
  await expect(page).toHaveURL(/\/offline\/changes/);
  await expect(page.getByText(say('waiting_text'))).toBeVisible();
  // Somebody moves it: with another browser, since this one has no connection.
  const elsewhere = await context.browser()!.newContext();
  const other = await elsewhere.newPage();
  await logIn(other, FADE, 'customer@fade.example');
  const body = { start: offered.slots.at(-1)!.start, providerIds: [null], priceUpTo: 100_000_000 };
  await call(other, 'POST', `/bookings/${made.id}/reschedule`, body);
  // The page loads itself anew, and what waited is sent.
  await context.setOffline(false);
  // Nothing is done about what they did not know.
  await expect(page.getByText(say('waiting_conflict', { now: '¶' }).split('¶')[0]!)).toBeVisible({
    timeout: 20_000,
  });
  const stateOf = async () => (await call<{ state: string }>(other, 'GET', `/bookings/${made.id}`)).state;
  expect(await stateOf()).toBe('confirmed');
  await page.getByRole('button', { name: say('waiting_insist') }).click();
  await expect.poll(stateOf, { timeout: 15_000 }).toBe('cancelled');
  await elsewhere.close();
});
