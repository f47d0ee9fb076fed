import { expect, test, type Page } from '@playwright/test';
import { BANDEJA, FADE, logIn } from './site.ts';

/** Bytes of JavaScript over the wire until the page is idle, before anyone touches it. */
async function scriptBytes(page: Page, url: string): Promise<number> {
  const session = await page.context().newCDPSession(page);
  await session.send('Network.enable');
  const scripts = new Set<string>();
  let bytes = 0;
  session.on('Network.responseReceived', ({ requestId, type }) => {
    if (type === 'Script') scripts.add(requestId);
  });
  session.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
    if (scripts.has(requestId)) bytes += encodedDataLength;
  });
  await page.goto(url, { waitUntil: 'networkidle' });
  await session.detach();
  return bytes;
}

// A service worker would answer from its cache: what is measured is a first visit.
test.use({ serviceWorkers: 'block' });

test('the home page loads little JavaScript, for guests and for who is signed in', async ({ page }) => {
  for (const site of [FADE, BANDEJA]) {
    const bytes = await scriptBytes(page, site);
    expect(bytes).toBeGreaterThan(10_000);
    // 45 kB of brotli, and the headers of its two dozen files.
    expect(bytes).toBeLessThan(45_000 + 29 * 400);
  }
  await logIn(page, FADE, 'customer@fade.example');
  const fresh = await page
    .context()
    .browser()!
    .newContext({
      storageState: await page.context().storageState(),
      serviceWorkers: 'block',
    });
  expect(await scriptBytes(await fresh.newPage(), FADE)).toBeLessThan(45_000 + 29 * 400);
  await fresh.close();
});

test('what is seen is asked for before any script', async ({ page }) => {
  const asked: string[] = [];
  page.on('request', (request) => asked.push(request.resourceType()));
  await page.goto(`${FADE}/b/la-de-mitre`, { waitUntil: 'networkidle' });
  const [script, font, image] = ['script', 'font', 'image'].map((type) => asked.indexOf(type));
  expect(script).toBeGreaterThan(font!);
  expect(script).toBeGreaterThan(image!);
  expect(Math.min(font!, image!)).toBeGreaterThan(0);
});

test('scripts wait for the first frame where people look first, and for nothing where they work', async ({
  page,
}) => {
  const waits = async (path: string) => {
    const answer = await page.goto(FADE + path);
    return /requestAnimationFrame\(.*\)\.then\(\(\) => import\("[^"]*\/start\./.test(await answer!.text());
  };
  expect(await waits('/')).toBe(true);
  expect(await waits('/b/cuatro-sillones')).toBe(true);
  expect(await waits('/login')).toBe(false);
});
