// `npm run screens [-- --url URL] [SLUG...]`: the pages of every demo as pictures, small and wide, light and dark, to be looked at.
// With --staff those of whoever works there, and the operators'. With --readme the homes of the named ones become the picture of the README.
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { Browser, BrowserContextOptions, Page } from '@playwright/test';
import { createSteps } from './launch/steps.mjs';
import { createCleanup } from './lib/cleanup.ts';
import { adminScreens, OPERATOR, PROVIDER } from '../tests/e2e/screens.ts';
import { DEMO_OPERATOR, DEMO_PASSWORD } from '../backend/src/database/demo.ts';
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

/** Where to look, and who is looking. */
interface Tour {
  addresses: Record<string, string>;
  storageState: NonNullable<BrowserContextOptions['storageState']>;
}

async function signIn(browser: Browser, door: string, email: string): Promise<Page> {
  const context = await browser.newContext({ locale: 'es-AR', serviceWorkers: 'block' });
  context.setDefaultTimeout(10_000);
  const page = await context.newPage();
  await page.goto(door);
  await page.locator('input[name=email]').fill(email);
  await page.locator('input[name=password]').fill(DEMO_PASSWORD);
  await Promise.all([
    page.waitForURL((url) => !url.pathname.endsWith('/login')),
    page.locator('main form button.main').first().click(),
  ]);
  return page;
}

/** The screens that are there for whoever signs in at a door of a site. */
async function planScreens(browser: Browser, door: string, email: string, paths: string[]): Promise<Tour> {
  const page = await signIn(browser, door, email);
  const addresses = paths.map((path) => [path.slice(1).replace(/\W/g, '-'), new URL(path, door).href]);
  const storageState = await page.context().storageState();
  await page.context().close();
  return { addresses: Object.fromEntries(addresses) as Record<string, string>, storageState };
}

const planStaff = async (browser: Browser, demo: Demo): Promise<Tour[]> => [
  await planScreens(browser, `${demo.site}/login`, `owner@${demo.slug}.example`, PROVIDER),
  await planScreens(browser, `${demo.site}/login`, `admin@${demo.slug}.example`, adminScreens(demo)),
];

/** Goes as far as a customer can without deciding anything; a page that cannot be reached is left out. */
async function plan(browser: Browser, { slug, site, business }: Demo): Promise<Tour> {
  const addresses: Record<string, string> = { home: `${site}/`, business: site + business };
  const page = await signIn(browser, `${site}/login`, `customer@${slug}.example`);
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
  const storageState = await page.context().storageState();
  await page.context().close();
  return { addresses, storageState };
}

async function reachCheckout(page: Page): Promise<string> {
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

async function photograph(
  browser: Browser,
  into: string,
  { addresses, storageState }: Tour,
): Promise<string[]> {
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
        const file = `${into}/${name}-${viewport.width}-${colorScheme}.png`;
        await page.screenshot({ path: join(folder, file), fullPage: true });
        files.push(file);
      }
      await context.close();
    }
  return files;
}

function indexOf(all: Map<string, string[]>): string {
  const figure = (file: string) =>
    `<figure><figcaption>${file}</figcaption><a href="${file}"><img src="${file}" loading="lazy" alt="${file}"></a></figure>`;
  const parts = [...all].map(([title, files]) => `<h2>${title}</h2><div>${files.map(figure).join('')}</div>`);
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
    options: { url: { type: 'string' }, readme: { type: 'boolean' }, staff: { type: 'boolean' } },
  });
  try {
    const {
      demos,
      browser,
      url: home,
    } = await openSites({ url: values.url, only: positionals }, steps, cleanup);
    await mkdir(folder, { recursive: true });
    const all = new Map<string, string[]>();
    const look = async (title: string, into: string, tours: () => Promise<Tour[]>) => {
      const work = async () => {
        const files = [];
        for (const tour of await tours()) files.push(...(await photograph(browser, into, tour)));
        return files;
      };
      all.set(title, await steps.step(`Looking at ${title}`, work, (files) => `${files.length} pictures`));
    };
    for (const demo of demos)
      await look(`${demo.name} (${demo.vertical})`, demo.slug, async () =>
        values.staff ? planStaff(browser, demo) : [await plan(browser, demo)],
      );
    if (values.staff)
      await look('the operators’ console', 'operator', async () => [
        await planScreens(browser, new URL('/operator/login', home).href, DEMO_OPERATOR, OPERATOR),
      ]);
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
