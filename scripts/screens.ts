// `npm run screens [-- --url URL] [SLUG...]`: the pages of every demo as pictures, small and wide, light and dark, to be looked at.
// With --readme the homes of the named ones become the picture of the README.
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { Browser, BrowserContextOptions } from '@playwright/test';
import { createSteps } from './launch/steps.mjs';
import { createCleanup } from './lib/cleanup.ts';
import { onEnd, runCommand } from './lib/command.ts';
import { root } from './lib/paths.ts';
import { composePicture } from './pages/picture.ts';
import { type Demo, openSites } from './pages/site.ts';

const folder = join(root, 'test-results', 'screens');
const sizes = [
  { width: 360, height: 740 },
  { width: 1280, height: 900 },
];
const schemes = ['light', 'dark'] as const;
const password = 'turnero-demo';

/** Where to look, and who is looking: a customer with bookings, and with a hold of their own. */
interface Tour {
  addresses: Record<string, string>;
  storageState: NonNullable<BrowserContextOptions['storageState']>;
}

/** Goes as far as a customer can without deciding anything; a page that cannot be reached is left out. */
async function plan(browser: Browser, { slug, site, business }: Demo): Promise<Tour> {
  const context = await browser.newContext({ locale: 'es-AR', serviceWorkers: 'block' });
  context.setDefaultTimeout(10_000);
  const page = await context.newPage();
  const addresses: Record<string, string> = { home: `${site}/`, business: site + business };
  await page.goto(`${site}/login`);
  await page.locator('input[name=email]').fill(`customer@${slug}.example`);
  await page.locator('input[name=password]').fill(password);
  await Promise.all([
    page.waitForURL((url) => url.pathname !== '/login'),
    page.locator('main form button.main').first().click(),
  ]);
  const mine = await page.goto(`${site}/bookings`);
  if (mine?.ok()) addresses['bookings'] = page.url();
  await page.goto(site + business);
  const people = page.locator(`a[href*="${business}/p/"]`);
  const person = (await people.count()) > 0 ? await people.first().getAttribute('href') : null;
  if (person) addresses['provider'] = new URL(person, page.url()).href;
  const book = page.locator(`a[href*="${business}/book"]`).first();
  const link = (await book.count()) > 0 ? await book.getAttribute('href') : null;
  if (link) {
    await page.goto(new URL(link, page.url()).href);
    addresses['slots'] = page.url();
    const checkout = await reachCheckout(page).catch(() => undefined);
    if (checkout) addresses['checkout'] = checkout;
  }
  const storageState = await context.storageState();
  await context.close();
  return { addresses, storageState };
}

async function reachCheckout(page: Awaited<ReturnType<Browser['newPage']>>): Promise<string> {
  await page.locator('button[name=start], input[name=start]').first().click();
  if (!page.url().includes('/checkout/')) {
    const send = page.locator('main button.main').last();
    if (await send.isVisible()) await send.click();
  }
  await page.waitForURL(/\/checkout\//);
  return page.url();
}

/** Runs in the page: what is only loaded once it is scrolled to is on the picture, too. */
async function showAll(): Promise<void> {
  for (const image of document.images) image.loading = 'eager';
  await Promise.allSettled([document.fonts.ready, ...[...document.images].map((image) => image.decode())]);
}

async function photograph(browser: Browser, demo: Demo): Promise<string[]> {
  const { addresses, storageState } = await plan(browser, demo);
  const files: string[] = [];
  for (const viewport of sizes)
    for (const colorScheme of schemes) {
      const context = await browser.newContext({
        ...{ viewport, colorScheme, storageState, locale: 'es-AR' },
        ...{ serviceWorkers: 'block', isMobile: viewport.width < 600, reducedMotion: 'reduce' },
      });
      const page = await context.newPage();
      for (const [name, address] of Object.entries(addresses)) {
        await page.goto(address, { waitUntil: 'load' });
        await page.evaluate(showAll);
        const file = `${demo.slug}/${name}-${viewport.width}-${colorScheme}.png`;
        await page.screenshot({ path: join(folder, file), fullPage: true });
        files.push(file);
      }
      await context.close();
    }
  return files;
}

function indexOf(all: Map<Demo, string[]>): string {
  const figure = (file: string) =>
    `<figure><figcaption>${file}</figcaption><a href="${file}"><img src="${file}" loading="lazy" alt="${file}"></a></figure>`;
  const parts = [...all].map(
    ([{ name, vertical }, files]) => `<h2>${name} (${vertical})</h2><div>${files.map(figure).join('')}</div>`,
  );
  return `<!doctype html><meta charset="utf-8"><title>Screens</title><style>body{font:14px system-ui;margin:2rem}div{display:flex;gap:1rem;overflow-x:auto;align-items:start}figure{margin:0;flex:none}img{height:640px;border:1px solid #999}</style>${parts.join('')}\n`;
}

const steps = createSteps();
const cleanup = createCleanup();
onEnd(
  () => void cleanup.run().finally(() => process.exit(130)),
  () => process.exit(130),
);

await runCommand(steps, async () => {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { url: { type: 'string' }, readme: { type: 'boolean' } },
  });
  try {
    const { demos, browser } = await openSites({ url: values.url, only: positionals }, steps, cleanup);
    await mkdir(folder, { recursive: true });
    const all = new Map<Demo, string[]>();
    for (const demo of demos)
      all.set(
        demo,
        await steps.step(
          `Looking at ${demo.name}`,
          () => photograph(browser, demo),
          (files) => `${files.length} pictures`,
        ),
      );
    await writeFile(join(folder, 'index.html'), indexOf(all));
    if (values.readme) {
      const homes = positionals.map((slug) => join(folder, slug, 'home-1280-light.png'));
      await composePicture(homes, join(root, 'docs/images/demos.webp'));
    }
    steps.say(`\n  ${join(folder, 'index.html')}`);
  } finally {
    await cleanup.run();
  }
});
process.exit();
