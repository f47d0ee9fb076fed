import { chromium } from '@playwright/test';
import { findBrowser } from './tests/lib/browser.ts';
const [slug = 'fade', who = 'owner', ...paths] = process.argv.slice(2);
const site = `http://${slug}.localhost:3200`;
const found = await findBrowser(); process.env.CHROMIUM_PATH ??= found?.path ?? ''; const b = await chromium.launch({ executablePath: found!.path, args: [...found!.args, '--host-resolver-rules=MAP *.localhost 127.0.0.1'], env: { ...process.env, ...found!.env } as never });
for (const [w, h, scheme] of [[1280, 900, 'light'], [360, 740, 'dark']] as const) {
  const c = await b.newContext({ viewport: { width: w, height: h }, colorScheme: scheme, locale: 'es-AR' });
  const p = await c.newPage();
  p.on('console', (msg) => { if (msg.type() === 'error') console.log('console', msg.text().slice(0, 300)); });
  await p.goto(`${site}/login`);
  await p.fill('[name=email]', `${who}@${slug}.example`);
  await p.fill('[name=password]', 'turnero-demo');
  await p.keyboard.press('Enter');
  await p.waitForURL((u) => !u.pathname.startsWith('/login'), { timeout: 60000 });
  for (const path of paths) {
    const r = await p.goto(site + path);
    await p.waitForTimeout(500);
    const over = await p.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    console.log(w, path, r?.status(), 'overflow', over);
    await p.screenshot({ path: `/tmp/w/setup-shots/${slug}-${path.replace(/\W+/g, '_')}-${w}.png`, fullPage: true });
  }
}
await b.close();
