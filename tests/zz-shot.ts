import { chromium } from 'playwright-core';
import { findBrowser } from '/tmp/w/people/tests/lib/browser.ts';
const [slug, who, ...paths] = process.argv.slice(2);
const b = await findBrowser();
const browser = await chromium.launch({ executablePath: b.path, args: b.args, env: { ...process.env, ...b.env } });
const base = `http://${slug}.localhost:3300`;
const ctx = await browser.newContext({ viewport: { width: 1280, height: 900 }, locale: 'es-AR' });
const page = await ctx.newPage();
page.setDefaultTimeout(120000); page.setDefaultNavigationTimeout(120000);
await page.goto(base + '/login');
await page.fill('input[name=email]', `${who}@${slug}.example`);
await page.fill('input[name=password]', 'turnero-demo');
await Promise.all([page.waitForURL((u) => !u.pathname.startsWith('/login')), page.click('form button:has-text("Entrar"), form[method=POST] button.main')]);
const modes = (process.env.MODES ?? '1280-light,360-light').split(',');
for (let path of paths) {
  if (path.endsWith('>')) { await page.goto(base + path.slice(0, -1)); path = (await page.locator('.row-link').first().getAttribute('href')) ?? '/'; }
  for (const mode of modes) {
    const [w, scheme] = mode.split('-');
    await page.setViewportSize({ width: Number(w), height: w === '360' ? 740 : 900 });
    await page.emulateMedia({ colorScheme: scheme as 'light' });
    page.removeAllListeners('console'); page.removeAllListeners('pageerror');
    page.on('pageerror', (e) => console.log('ERR', path, e.message));
    const r = await page.goto(base + path, { waitUntil: 'load' });
    await page.waitForTimeout(500);
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    const name = `${slug}${path.replace(/[^a-z0-9]+/gi, '_').slice(0, 40)}_${mode}.png`;
    await page.screenshot({ path: `/tmp/w/people-shots/${name}`, fullPage: true });
    console.log(r?.status(), name, wide > 0 ? `OVERFLOW ${wide}` : '');
  }
}
await browser.close();
