import { defineConfig } from '@playwright/test';
import { launchOptions } from './tests/lib/browser.ts';

const alone = /operator\.spec\.ts$/;
const phone = { viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true };
const desktop = { viewport: { width: 1280, height: 900 } };
/** Each screen is seen in both sizes and both schemes; in all four pairs of them only where files are named. */
const others = process.env['E2E_WHOLE'] === 'true' ? /accessibility\.spec\.ts$/ : [];

/** `npm test` starts a Turnero of its own for these and says where it is. */
export default defineConfig({
  testDir: 'tests/e2e',
  outputDir: 'test-results/e2e',
  workers: 2,
  fullyParallel: true,
  forbidOnly: true,
  // A real browser on two busy cores is late at times; a test that fails twice has failed.
  retries: 1,
  timeout: 45_000,
  expect: { timeout: 10_000 },
  use: { locale: 'es-AR', trace: 'retain-on-failure', launchOptions: launchOptions() },
  projects: [
    { name: 'phone', testIgnore: alone, use: { ...phone, colorScheme: 'light' } },
    { name: 'desktop', testIgnore: alone, use: { ...desktop, colorScheme: 'dark' } },
    { name: 'phone, dark', testMatch: others, use: { ...phone, colorScheme: 'dark' } },
    { name: 'desktop, light', testMatch: others, use: { ...desktop, colorScheme: 'light' } },
    // Closes a site that the others use.
    { name: 'alone', testMatch: alone, dependencies: ['phone', 'desktop', 'phone, dark', 'desktop, light'] },
  ],
});
